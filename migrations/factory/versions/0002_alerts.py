"""The alerts. The first migration builds what is declared, so that a database it makes now has them already."""

from alembic import context, op

from data.schema import build

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    tables = build(shared=context.config.attributes["shared"])
    tables.kpi_alerts.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    op.drop_table("kpi_alerts")
