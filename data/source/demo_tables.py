"""What will happen in the demo: events simulated ahead, applied by the tick when their time comes."""

from sqlalchemy import JSON, Column, Integer, String

from data.tenancy.schema import FactoryTables, Stamp


def define(t: FactoryTables) -> None:
    """Add `demo_upcoming` to `t`."""
    t.table(
        "demo_upcoming", Column("at", Stamp, nullable=False), Column("seq", Integer, nullable=False, default=0),
        Column("kind", String(40), nullable=False), Column("payload", JSON, nullable=False), indexes=(("at",),),
    )  # fmt: skip
