"""The summary tables (docs/tables.md), built from the registry: a table holds every measure of its entity."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Computed, Date, Double, Integer, LargeBinary, String, Text

from data.summary import rates
from data.tenancy.schema import FactoryTables, Stamp
from kpis.measures import MEASURES

ENTITIES = ("machine", "group", "operator", "part", "customer", "reason")
KEY = {
    "machine": ("machine_id",),
    "group": ("machine_group_id",),
    "operator": ("operator_id",),
    "part": ("part_number_id",),
    "customer": ("customer_id",),
    "reason": ("reason_kind", "reason_id"),
}
"""The columns that name the entity on a row; ids of the source tables (reason 0: none given)."""
EXTRA = {"machine": ("machine_group_id",), "operator": ("skill_level", "operator_proficiency_id")}
"""What the entity was that day, written on its row since the source keeps no history of it."""
GRAINS = ("daily", "weekly", "monthly")
DATES = {"daily": ("summary_date",), "weekly": ("week_start_date",), "monthly": ("year", "month")}
FACTORY = {"daily": "kpi_daily_summaries", "weekly": "kpi_weekly_summaries", "monthly": "kpi_monthly_aggregates"}
DAYS = {"weekly": "days_in_week", "monthly": "days_in_month"}


def measures_of(entity: str) -> tuple[str, ...]:
    """Names of the measures that list `entity`, in the registry's order."""
    return tuple(name for name, measure in MEASURES.items() if entity in measure.entities)


def table_name(entity: str, grain: str) -> str:
    """`kpi_machine_daily`, or the factory's own table of that grain."""
    return FACTORY[grain] if entity == "factory" else f"kpi_{entity}_{grain}"


def days_column(entity: str, grain: str) -> str:
    """The column that counts an entity's days with activity: tables.md calls it days_worked for operators."""
    return "days_worked" if entity == "operator" else DAYS[grain]


def _quantities(entity: str) -> list[Column[Any]]:
    return [Column(name, Double) for name in measures_of(entity)]


def _generated(columns: dict[str, str], taken: set[str]) -> list[Column[Any]]:
    return [Column(name, Double, Computed(sql, persisted=False)) for name, sql in columns.items() if name not in taken]


def _open_orders(real: bool) -> list[Column[Any]]:
    names = {
        "in_progress_orders": "open_setup + open_running",
        "assigned_orders": "open_assigned",
        "hold_orders": "open_hold",
    }
    if real:  # the shift table has no stocks; these are sampled at the shift's end
        made = [Column(name, Double) for name in names]
    else:
        made = [Column(name, Double, Computed(sql, persisted=False)) for name, sql in names.items()]
    parts = tuple(names) if real else tuple(names.values())
    total = Computed(" + ".join(("orders_completed", *parts)), persisted=False)
    return [*made, Column("total_orders", Double, total)]


def _dates(grain: str) -> list[Column[Any]]:
    if grain == "monthly":
        return [Column("year", Integer, nullable=False), Column("month", Integer, nullable=False)]
    first = Column(DATES[grain][0], Date, nullable=False)
    return [first, Column("week_end_date", Date, nullable=False)] if grain == "weekly" else [first]


def _calculated() -> Column[Any]:
    return Column("calculated_at", Stamp, nullable=False)


def _factory_tables(t: FactoryTables) -> None:
    taken = set(measures_of("factory"))
    for grain in GRAINS:
        rate = rates.MONTHLY if grain == "monthly" else rates.DAILY
        more = [Column("is_finalized", Boolean, nullable=False, default=False), Column("finalized_at", Stamp)]
        t.table(
            FACTORY[grain], *_dates(grain), Column("stock_days", Double), *_quantities("factory"),
            *(more if grain == "monthly" else _open_orders(real=False)), *_generated(rate, taken), _calculated(),
            unique=DATES[grain], plain=(DATES[grain],),
        )  # fmt: skip
    t.table(
        "kpi_shift_summaries", Column("shift_id", Integer, nullable=False), Column("shift_date", Date, nullable=False),
        Column("shift_name", String(120), nullable=False), Column("shift_start_time", Stamp),
        Column("shift_end_time", Stamp), *_quantities("shift"), *_open_orders(real=True),
        *_generated(rates.SHIFT, set(measures_of("shift"))), _calculated(),
        unique=("shift_id", "shift_date"), indexes=(("shift_date",),), plain=(("shift_date",),),
    )  # fmt: skip


def _key_columns(entity: str) -> list[Column[Any]]:
    made: list[Column[Any]] = []
    for name in KEY[entity]:
        made.append(Column(name, String(10) if name == "reason_kind" else Integer, nullable=False))
    return made + [Column(name, Integer) for name in EXTRA.get(entity, ())]


def _entity_tables(t: FactoryTables) -> None:
    for entity in ENTITIES:
        for grain in GRAINS:
            rate = (rates.ENTITY_DAILY if grain == "daily" else rates.ENTITY_PERIOD).get(entity, {})
            more = [Column("factory_units", Double)] if entity == "part" else []
            more += [] if grain == "daily" else [Column(days_column(entity, grain), Integer, nullable=False)]
            t.table(
                table_name(entity, grain), *_key_columns(entity), *_dates(grain), *_quantities(entity), *more,
                *_generated(rate, set(measures_of(entity))), _calculated(),
                unique=(*KEY[entity], *DATES[grain]), indexes=(DATES[grain],), plain=(DATES[grain],),
            )  # fmt: skip


def _hours_and_forecasts(t: FactoryTables) -> None:
    group = ("machine_group_id",)  # 0: the machines without one
    t.table(
        "kpi_group_hourly", Column(*group, Integer, nullable=False), Column("summary_date", Date, nullable=False),
        Column("hour", Integer, nullable=False), *_quantities("hour"), _calculated(),
        unique=(*group, "summary_date", "hour"), indexes=(("summary_date",),), plain=(("summary_date",),),
    )  # fmt: skip
    t.table(
        "kpi_forecasts", Column("made_on", Date, nullable=False), Column("for_day", Date, nullable=False),
        Column(*group, Integer, nullable=False), Column("hours", Double, nullable=False),
        Column("bottleneck", Boolean, nullable=False, default=False), _calculated(),
        unique=("made_on", "for_day", *group), indexes=(("for_day",),), plain=(("for_day",),),
    )  # fmt: skip


def _others(t: FactoryTables) -> None:
    t.table(
        "kpi_reports", Column("report_type", String(20), nullable=False), Column("report_date", Date, nullable=False),
        Column("file_path", Text), Column("file_name", String(200)), Column("file_size", Integer),
        Column("file_format", String(10), nullable=False), Column("kpi_count", Integer), Column("page_count", Integer),
        Column("generated_by", String(190)), Column("generation_started_at", Stamp),
        Column("generation_completed_at", Stamp), Column("generation_duration_seconds", Double),
        Column("email_sent", Boolean, nullable=False, default=False), Column("email_sent_at", Stamp),
        Column("recipients", Text), Column("status", String(20), nullable=False), Column("error_message", Text),
        indexes=(("report_type", "report_date"), ("report_date",), ("status",)),
        plain=(("report_date",), ("generation_completed_at",)),
    )  # fmt: skip
    t.table(
        "kpi_targets", Column("kpi", String(60), nullable=False), Column("entity", String(20), nullable=False),
        Column("entity_key", String(60), nullable=False), Column("value", Double, nullable=False),
        Column("valid_from", Date, nullable=False),
        # shares of the target at which these begin or end; null: the usual ones
        Column("excellent", Double), Column("good", Double), Column("warning", Double),
        unique=("kpi", "entity", "entity_key", "valid_from"),
    )  # fmt: skip
    what = ("kpi", "entity", "entity_key", "shift_date", "shift_id")
    t.table(
        "kpi_alerts", Column("kpi", String(60), nullable=False), Column("entity", String(20), nullable=False),
        Column("entity_key", String(60), nullable=False), Column("status", String(20), nullable=False),
        Column("value", Double, nullable=False), Column("target", Double, nullable=False),
        Column("shift_date", Date, nullable=False), Column("shift_id", Integer, nullable=False),
        Column("raised_at", Stamp, nullable=False), Column("ended_at", Stamp),
        Column("acknowledged_at", Stamp), Column("acknowledged_by", String(190)), unique=what,
        indexes=(("shift_date",), ("raised_at",), ("acknowledged_at",), ("ended_at",)), plain=(("shift_date",),),
    )  # fmt: skip
    t.table(
        "kpi_window_ledger", Column("work_order_id", Integer, nullable=False),
        Column("machine_id", Integer, nullable=False), Column("bom_id", Integer, nullable=False),
        Column("purchase_order_id", Integer),
        Column("first_at", Stamp, nullable=False), Column("last_at", Stamp, nullable=False),
        Column("plan_start", Stamp), Column("plan_end", Stamp), Column("last_log_at", Stamp),
        Column("last_log_id", Integer, nullable=False), Column("order_print", BigInteger, nullable=False),
        Column("log_print", BigInteger, nullable=False), unique=("work_order_id",),
        indexes=(("last_at",), ("plan_end",), ("last_log_id",), ("updated_at",)),
    )  # fmt: skip
    t.table(
        "kpi_demand_ledger", Column("kind", String(5), nullable=False), Column("source_id", Integer, nullable=False),
        Column("first_at", Stamp, nullable=False), Column("last_at", Stamp, nullable=False),
        Column("traces", LargeBinary, nullable=False),
        unique=("kind", "source_id"), indexes=(("kind", "last_at"), ("updated_at",)),
    )  # fmt: skip
    t.table(
        "kpi_restatements", Column("day", Date, nullable=False), Column("measure", String(60), nullable=False),
        Column("old_value", Double), Column("new_value", Double), Column("restated_at", Stamp, nullable=False),
        Column("cause", Text), indexes=(("day",), ("restated_at",)), plain=(("day",),),
    )  # fmt: skip
    # doubtful data: a row a rule and subject ("order W1", "day 2024-03-04"); `gone_at`: the source no longer shows it
    t.table(
        "data_findings", Column("rule", String(60), nullable=False), Column("subject", String(190), nullable=False),
        Column("day", Date), Column("work_order_id", Integer), Column("machine_id", Integer), Column("detail", Text),
        Column("found_at", Stamp, nullable=False), Column("gone_at", Stamp), Column("fine_by", String(190)),
        Column("fine_at", Stamp), unique=("rule", "subject"), indexes=(("day",), ("work_order_id",)),
        plain=(("day",),),
    )  # fmt: skip


def define(t: FactoryTables) -> None:
    """Add the summary tables, the forecasts, the reports, targets, alerts and the ledgers to `t`."""
    _factory_tables(t)
    _entity_tables(t)
    _hours_and_forecasts(t)
    _others(t)
