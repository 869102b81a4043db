"""The lists behind the tiles, ready to show: readable headers, one row a machine, order, part or reason."""

import pandas as pd

from data.summary.live import Live
from kpis.model import Kpi
from kpis.text import duration, number, quantity

ORDER_STATES = (("Assigned", "Assigned"), ("In setup", "Setup"), ("Running", "Start"), ("On hold", "Hold"))
MOST = 50
"""Rows of a list at most; the longest or worst come first."""


def local(times: pd.Series, live: Live) -> list[str]:
    calendar = live.plant.calendar
    stamps = pd.to_datetime(times)
    return ["" if pd.isna(t) else f"{calendar.local(t.to_pydatetime()):%d %b %H:%M}" for t in stamps]


def ago(times: pd.Series, live: Live) -> list[str]:
    """How long ago, e.g. "2 h 5 min"."""
    hours = (pd.Timestamp(live.clock.now) - pd.to_datetime(times)) / pd.Timedelta(hours=1)
    return ["" if pd.isna(h) else duration(h) for h in hours]


def machines(live: Live) -> pd.DataFrame:
    grid = live.machines
    return pd.DataFrame(
        {
            "Machine": grid["name"], "Group": grid.group, "State": grid.state.str.capitalize(), "Reason": grid.reason,
            "For": ago(grid.since, live), "Order": grid.order, "Operator": grid.operator,
            "Progress": ["" if pd.isna(p) else f"{100 * p:.0f} %" for p in grid.progress],
        }
    )  # fmt: skip


def orders(found: pd.DataFrame, live: Live) -> pd.DataFrame:
    """Open orders, those due first on top."""
    shown = found.sort_values(["due", "unique_id"], na_position="last").head(MOST)
    states = {state: name for name, state in ORDER_STATES}
    return pd.DataFrame(
        {
            "Order": shown.unique_id, "Machine": shown.machine_name, "Part": shown.part,
            "State": shown.state.map(states),
            "Made": [f"{number(d, 'units')} of {number(q, 'units')}" for d, q in _pairs(shown)],
            "Due": local(shown.due, live), "Operator": shown.operator,
        }
    )  # fmt: skip


def _pairs(found: pd.DataFrame) -> "zip[tuple[float, float]]":
    return zip(found.done, found.qty, strict=True)


def open_orders(live: Live) -> pd.DataFrame:
    return orders(live.orders, live)


def stops(live: Live) -> pd.DataFrame:
    """Machines on hold now."""
    held = live.machines[live.machines.state == "hold"].sort_values("since")
    return pd.DataFrame(
        {"Machine": held["name"], "Reason": held.reason, "For": ago(held.since, live), "Order": held.order}
    )


def _labels(live: Live, entity: str) -> pd.Series:
    frames = {
        "machine": (live.plant.machines, "name"), "group": (live.plant.groups, "group_name"),
        "part": (live.plant.parts, "partnumber"),
    }  # fmt: skip
    frame, column = frames[entity]
    return frame.set_index("id")[column]


def _rows(live: Live, entity: str) -> pd.DataFrame:
    rows = live.rows[entity]
    key = {"machine": "machine_id", "group": "machine_group_id", "part": "part_number_id"}[entity]
    return rows.assign(label=rows[key].map(_labels(live, entity)))


def output(live: Live, entity: str) -> pd.DataFrame:
    """Units made today by member, most first."""
    rows = _rows(live, entity)
    made = (rows.ok_units + rows.scrapped_units).rename("made")
    shown = rows.assign(made=made)[made > 0].sort_values("made", ascending=False).head(MOST)
    return pd.DataFrame(
        {
            entity.capitalize(): shown.label, "Units": [number(v, "units") for v in shown.made],
            "OK": [number(v, "units") for v in shown.ok_units],
            "Scrapped": [number(v, "units") for v in shown.scrapped_units],
            "Quality": [quantity(100 * ok / m, "%") for ok, m in zip(shown.ok_units, shown.made, strict=True)],
        }
    )  # fmt: skip


def utilization(kpi: Kpi, live: Live) -> pd.DataFrame:
    """Both rates of each machine today."""
    rows = _rows(live, "machine")
    rows = rows.assign(rate=kpi.compiled.evaluate(rows))
    busy = next(iter(kpi.further.values())).evaluate(rows)
    shown = rows.assign(busy=busy).sort_values("rate", na_position="last")
    return pd.DataFrame(
        {
            "Machine": shown.label, "Utilization": [quantity(v, "%") for v in shown.rate],
            "Scheduled utilization": [quantity(v, "%") for v in shown.busy],
            "Run time": [duration(v) for v in shown.run_hours],
        }
    )  # fmt: skip


def scrap_reasons(live: Live) -> pd.DataFrame:
    """Today's scrap by reason, most first."""
    rows = live.rows["reason"]
    rows = rows[(rows.reason_kind == "scrap") & (rows.scrapped_units > 0)].sort_values(
        "scrapped_units", ascending=False
    )
    reasons = live.plant.scrapped_reasons.set_index("id").description
    names = rows.reason_id.map(reasons).astype(object).fillna("none given")
    return pd.DataFrame({"Reason": names, "Scrapped": [number(v, "units") for v in rows.scrapped_units]})
