"""The lists behind the tiles of production: orders by age and progress, machines and parts against their plan."""

import pandas as pd

from answers.faces import trends
from answers.faces.face import Now
from answers.faces.lists import MOST, ORDER_STATES, local
from kpis.model import Kpi
from kpis.text import delta, duration, number, quantity

_STATE = {state: name for name, state in ORDER_STATES}


def _made(orders: pd.DataFrame) -> list[str]:
    return [f"{number(d, 'units')} of {number(q, 'units')}" for d, q in zip(orders.done, orders.qty, strict=True)]


def oldest(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Open orders, the oldest first."""
    shown = now.live.orders.sort_values(["age_hours", "unique_id"], ascending=[False, True]).head(MOST)
    return pd.DataFrame(
        {
            "Order": shown.unique_id, "Age": [duration(age) for age in shown.age_hours],
            "State": shown.state.map(_STATE), "Machine": shown.machine_name, "Part": shown.part, "Made": _made(shown),
            "Due": local(shown.due, now.live), "Overdue": shown.overdue.map({True: "yes", False: ""}),
        }
    )  # fmt: skip


def started(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Started orders, those expected latest against their planned end first."""
    live = now.live
    orders = live.orders[live.orders.started]
    late = (orders.expected - orders.due).dt.total_seconds() / 3600
    shown = (
        orders.assign(late=late).sort_values(["late", "due"], ascending=[False, True], na_position="last").head(MOST)
    )
    return pd.DataFrame(
        {
            "Order": shown.unique_id, "Machine": shown.machine_name, "Part": shown.part,
            "State": shown.state.map(_STATE),
            "Progress": [quantity(100 * d / q if q else None, "%", 0)
                         for d, q in zip(shown.done, shown.qty, strict=True)],
            "Made": _made(shown), "Planned end": local(shown.due, live), "Expected finish": local(shown.expected, live),
            "Late by": ["" if pd.isna(hours) or hours <= 0 else duration(hours) for hours in shown.late],
        }
    )  # fmt: skip


def by_machine(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Open orders of each machine by state, the largest share on hold first."""
    orders = now.live.orders
    counted = pd.crosstab(orders.machine_name, orders.state).reindex(columns=list(_STATE), fill_value=0)
    total = counted.sum(axis=1)
    share = (100 * counted["Hold"] / total).rename("share")
    shown = counted.assign(total=total, share=share).sort_values(["share", "total"], ascending=False).reset_index()
    columns: dict[str, object] = {"Machine": shown.machine_name}
    columns |= {name: shown[state].astype(str) for state, name in _STATE.items()}
    columns |= {"Open": shown.total.astype(str), "Share on hold": [quantity(part, "%") for part in shown.share]}
    return pd.DataFrame(columns)


def behind(found: pd.DataFrame) -> pd.DataFrame:
    """Of members with their sums those that made less than was planned until now."""
    return found[found.ok_units.fillna(0) < found.planned_units - 1e-6]


def behind_plan(entity: str, kpi: Kpi, now: Now) -> pd.DataFrame:
    """Members behind plan, the most missing units first."""
    found = behind(now.valued(kpi, entity))
    missing = found.planned_units - found.ok_units.fillna(0)
    shown = found.assign(missing=missing).sort_values("missing", ascending=False).head(MOST)
    return pd.DataFrame(
        {
            entity.capitalize(): shown["name" if entity == "machine" else "key"],
            "OK units": [number(v, "units") for v in shown.ok_units],
            "Planned until now": [number(v, "units") for v in shown.planned_units],
            "Missing": [number(v, "units") for v in shown.missing],
            "Of the plan": [quantity(v, kpi.unit) for v in shown.value],
        }
    )  # fmt: skip


def shares(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Units of each part, most first, and its share of all units."""
    found = now.members("part", kpi.window)
    made = found.ok_units.fillna(0) + found.scrapped_units.fillna(0)
    shown = found.assign(made=made)[made > 0].sort_values("made", ascending=False)
    whole = shown.made.sum()
    shown = shown.head(MOST)
    return pd.DataFrame(
        {
            "Part": shown["key"], "Description": shown["name"], "Units": [number(v, "units") for v in shown.made],
            "OK": [number(v, "units") for v in shown.ok_units],
            "Scrapped": [number(v, "units") for v in shown.scrapped_units],
            "Share": [quantity(100 * v / whole, "%") for v in shown.made],
        }
    )  # fmt: skip


def movers(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Parts by how much they change in a month, up or down: the biggest movers first."""
    found = trends.of_members(kpi, now, "part").dropna(subset="change")
    shown = found.iloc[found.change.abs().argsort(kind="stable")[::-1]].head(MOST)
    return pd.DataFrame(
        {
            "Part": shown["key"], "Description": shown["name"], kpi.name: [quantity(v, "%") for v in shown.value],
            f"Change per {kpi.trend}": [delta(v, "%") for v in shown.change],
            "OK units": [number(v, "units") for v in shown.ok_units],
            "Planned": [number(v, "units") for v in shown.planned_units],
        }
    )  # fmt: skip
