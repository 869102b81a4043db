"""Operations, machines and people of a log's line, corrections, breaks, the record, dated masters, doubtful data
(docs/decisions/0023-what-held-then.md). The first migration builds what is declared, so that a database it makes now
has them already."""

import sqlalchemy as sa
from alembic import context, op

from data.schema import build

revision = "0005"
down_revision = "0004"
TABLES = (
    "shift_breaks", "unrecorded_days", "machine_assignments", "operator_levels", "part_standards", "log_changes",
    "data_findings",
)  # fmt: skip
COLUMNS = {
    "machine_groups": ("run_through",),
    "work_orders": ("last_operation",),
    "work_order_logs": ("machine_id", "operator_id", "operation", "external_id", "deleted_at"),
    "kpi_restatements": ("cause",),
}
INDEX = "ix_work_order_logs_external_id"


def upgrade() -> None:
    declared, known = build(shared=context.config.attributes["shared"]), sa.inspect(op.get_bind())
    for name in TABLES:
        getattr(declared, name).create(op.get_bind(), checkfirst=True)
    for table, names in COLUMNS.items():
        there = {column["name"] for column in known.get_columns(table)}
        for name in names:
            if name not in there:
                column = getattr(declared, table).c[name]
                new = sa.Column(name, column.type, nullable=column.nullable, server_default=column.server_default)
                op.add_column(table, new)
    for index in declared.work_order_logs.indexes:
        if index.name == INDEX:
            index.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    """The masters' own columns hold the newest values, so nothing is lost that the code before knew of."""
    # a line that was taken back counted as never written; to the code before it would be one like all others
    op.execute("DELETE FROM work_order_logs WHERE deleted_at IS NOT NULL")
    op.drop_index(INDEX, "work_order_logs")
    for table, names in COLUMNS.items():
        for name in names:
            op.drop_column(table, name)
    for name in TABLES:
        op.drop_table(name)
