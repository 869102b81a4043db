"""Indexes by date, with the factory and without, where they were missing, and rates over time that are null where there
was next to none (docs/decisions/0029-status.md). The first migration builds what is declared, so that a database it
makes now has both already."""

import sqlalchemy as sa
from alembic import context, op

from data.schema import build

revision = "0006"
down_revision = "0005"
INDEXES = {
    "kpi_reports": ("ix_kpi_reports_report_date",),
    "kpi_alerts": ("ix_kpi_alerts_shift_date", "ix_kpi_alerts_shift_date_only"),
    "kpi_restatements": ("ix_kpi_restatements_day_only",),
    "data_findings": ("ix_data_findings_day_only",),
}
EFFICIENCY = "100.0 * earned_hours / nullif(operator_hours - uncovered_operator_hours, 0)"
BEFORE = {
    "kpi_shift_summaries": {
        "operator_efficiency": EFFICIENCY, "throughput_per_hour": "ok_units / nullif(run_hours, 0)",
        "changeover_efficiency": "100.0 * standard_changeover_hours / nullif(rated_changeover_hours, 0)",
    },
    "kpi_daily_summaries": {"operator_efficiency": EFFICIENCY},
    "kpi_weekly_summaries": {"operator_efficiency": EFFICIENCY},
    "kpi_operator_daily": {
        "efficiency_rate": EFFICIENCY, "productivity_score": "(ok_units + scrapped_units) / nullif(operator_hours, 0)",
    },
    "kpi_operator_weekly": {"avg_efficiency_rate": EFFICIENCY},
    "kpi_operator_monthly": {"avg_efficiency_rate": EFFICIENCY},
}  # fmt: skip
"""The rates as they were: a generated column is not altered, but dropped and made anew."""


def _made_anew(table: str, name: str, rate: str) -> None:
    op.drop_column(table, name)
    op.add_column(table, sa.Column(name, sa.Double, sa.Computed(rate, persisted=False)))


def upgrade() -> None:
    declared, known = build(shared=context.config.attributes["shared"]), sa.inspect(op.get_bind())
    for table, names in INDEXES.items():
        for index in getattr(declared, table).indexes:
            if index.name in names:
                index.create(op.get_bind(), checkfirst=True)
    for table, rates in BEFORE.items():
        there = {column["name"]: column for column in known.get_columns(table)}
        for name in rates:
            if "case" not in str(there[name].get("computed", {}).get("sqltext", "")).lower():
                _made_anew(table, name, str(getattr(declared, table).c[name].computed.sqltext))


def downgrade() -> None:
    known = sa.inspect(op.get_bind())
    for table, names in INDEXES.items():
        there = {index["name"] for index in known.get_indexes(table)}
        for name in names:
            if name in there:
                op.drop_index(name, table)
    for table, rates in BEFORE.items():
        for name, rate in rates.items():
            _made_anew(table, name, rate)
