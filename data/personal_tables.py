"""The tables of what each user keeps of the KPIs."""

from sqlalchemy import Column, Integer, String

from data.tenancy.schema import FactoryTables, Stamp


def define(t: FactoryTables) -> None:
    """Add the pinned KPIs and the ones looked at to `t`."""
    user = ("user_id", "kpi")
    t.table(
        "kpi_user_favorites", Column("user_id", Integer, nullable=False), Column("kpi", String(60), nullable=False),
        Column("position", Integer, nullable=False), unique=user,
    )  # fmt: skip
    t.table(
        "kpi_view_history", Column("user_id", Integer, nullable=False), Column("kpi", String(60), nullable=False),
        Column("viewed_at", Stamp, nullable=False), Column("views", Integer, nullable=False), unique=user,
        indexes=(("user_id", "viewed_at"),),
    )  # fmt: skip
