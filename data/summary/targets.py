"""The targets that a factory set (kpi_targets). They are read with the plant: data.source.read.plant."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, insert

from data.tenancy import Scope
from kpis.status import STEPS, Bands


def put(
    scope: Scope, kpi: str, value: float, valid_from: date, entity: str, key: str, alike: Iterable[str] = (),
    bands: Bands | None = None,
) -> None:  # fmt: skip
    """Set a KPI's target from a day on, for the factory (entity "factory", key "") or one group or part. What was set
    from that very day, for it or for one of the KPIs `alike` that share the target, is replaced. `bands`: the shares of
    the target at which the three begin or end; None: the usual ones."""
    t = scope.t.kpi_targets
    row = {"kpi": kpi, "entity": entity, "entity_key": key, "value": value, "valid_from": valid_from}
    row |= dict(zip(map(str, STEPS), bands or (None,) * len(STEPS), strict=True))
    same = (t.c.entity == entity, t.c.entity_key == key, t.c.valid_from == valid_from)
    with scope.begin() as db:
        db.execute(delete(t).where(t.c.kpi.in_([kpi, *alike]), *same))
        db.execute(insert(t), [row])


def remove(scope: Scope, target_id: int) -> None:
    """Delete one row by id; none there is fine."""
    t = scope.t.kpi_targets
    with scope.begin() as db:
        db.execute(delete(t).where(t.c.id == target_id))
