"""Tiles of what keeps the machines from running."""

import pandas as pd

from answers.faces import lists
from answers.faces.counted import counted
from answers.faces.extremes import MOST_FACTS
from answers.faces.face import Face, MakeFace, MakeList, Now, of, plain
from answers.notes import without_failure
from data.summary.live import Live
from kpis.model import Kpi
from kpis.text import duration, number, quantity


def unplanned(live: Live) -> pd.DataFrame:
    """The machines in an unplanned hold now, the longest first."""
    grid = live.machines
    return grid[(grid.state == "hold") & ~grid.planned].sort_values(["since", "name"])


def downtime_alerts(kpi: Kpi, now: Now) -> Face:
    live, today = now.live, now.today
    pace = plain(kpi, now).value
    if "unplanned_stops" in live.plant.unknown:
        return Face(pace, suffix="", detail="no hold reasons are recorded")
    held = unplanned(live)
    facts = (
        ("In an unplanned hold now", number(len(held), "machines")),
        ("On hold in all", number(int((live.machines.state == "hold").sum()), "machines")),
        ("Unplanned stops today", number(of(today, "unplanned_stops"), "count")),
        ("Hours lost to them", duration(of(today, "unplanned_down_hours"))),
    )
    longest = f"longest: {held['name'].iloc[0]}, {lists.ago(held.since, live)[0]}" if len(held) else "none now"
    return Face(pace, len(held), f"of {len(live.machines)}", longest, facts, unit="machines")


def alert_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Machines in an unplanned hold: reason, how long, and the order that waits."""
    held = unplanned(now.live)
    return pd.DataFrame(
        {
            "Machine": held["name"], "Group": held.group, "Reason": held.reason.replace("", "none given"),
            "For": lists.ago(held.since, now.live), "Order": held.order, "Part": held.part, "Operator": held.operator,
        }
    )  # fmt: skip


def downtime(kpi: Kpi, now: Now) -> Face:
    face = plain(kpi, now)
    planned, other = of(now.today, "planned_down_hours"), of(now.today, "unplanned_down_hours")
    facts = (("Planned", duration(planned)), ("Unplanned", duration(other)))
    return Face(face.value, detail=f"{number(other, 'h')} h unplanned", facts=facts, before=face.before)


def planned_downtime_share(kpi: Kpi, now: Now) -> Face:
    face = plain(kpi, now)
    planned, other = of(now.today, "planned_down_hours"), of(now.today, "unplanned_down_hours")
    facts = (("Planned", duration(planned)), ("Unplanned", duration(other)))
    detail = f"{number(planned, 'h')} h planned, {number(other, 'h')} h not"
    return Face(face.value, detail=detail, facts=facts, before=face.before)


def causes(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Today's reasons of unplanned downtime, most hours first: name, hours, share and cumulative share in percent."""
    found = now.valued(kpi, "reason")
    found = found[found.unplanned_down_hours > 0].sort_values("unplanned_down_hours", ascending=False)
    hours = found.unplanned_down_hours
    return pd.DataFrame(
        {"name": found["name"], "hours": hours, "share": 100 * hours / hours.sum(),
         "cumulative": 100 * hours.cumsum() / hours.sum()}
    )  # fmt: skip


def downtime_by_cause(kpi: Kpi, now: Now) -> Face:
    face, found = plain(kpi, now), causes(kpi, now).head(MOST_FACTS)
    facts = tuple((str(name), duration(hours)) for name, hours in zip(found["name"], found.hours, strict=True))
    detail = f"most: {facts[0][0]}, {facts[0][1]}" if facts else ""
    return Face(face.value, detail=detail, facts=facts, before=face.before)


def pareto(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Today's reasons, most hours first."""
    found = causes(kpi, now)
    return pd.DataFrame(
        {
            "Reason": found["name"], "Hours": [duration(v) for v in found.hours],
            "Share": [quantity(v, "%") for v in found.share],
            "Cumulative": [quantity(v, "%") for v in found.cumulative],
        }
    )  # fmt: skip


def setups(live: Live) -> pd.DataFrame:
    """The orders in setup now, the longest first."""
    return live.orders[live.orders.state == "Setup"].sort_values(["since", "unique_id"])


def setup_time(kpi: Kpi, now: Now) -> Face:
    face, running = plain(kpi, now), setups(now.live)
    facts = (
        ("Running now", number(len(running), "count")),
        ("Longest of them", next(iter(lists.ago(running.since, now.live)), "–")),
        ("Ended today", number(of(now.today, "changeovers"), "count")),
        ("Time in those", duration(of(now.today, "changeover_hours"))),
    )
    return Face(face.value, detail=f"{len(running)} running now", facts=facts, before=face.before)


def setup_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Setups that run now, with their length."""
    found = setups(now.live)
    return pd.DataFrame(
        {
            "Machine": found.machine_name, "Order": found.unique_id, "Part": found.part, "Operator": found.operator,
            "For": lists.ago(found.since, now.live),
        }
    )  # fmt: skip


def failing(kpi: Kpi, now: Now) -> Face:
    """A KPI of failures over run time; without a failure that is told in place of a mean."""
    face, sums = plain(kpi, now), now.sums(kpi.window)
    count, run = of(sums, "failures"), quantity(of(sums, "run_hours"), "h")
    failures = number(count, "count")
    detail = without_failure(kpi, sums) or f"{failures} failure{'' if count == 1 else 's'} in {run} of running"
    return Face(face.value, detail=detail, facts=(("Failures", failures), ("Run time", run)), before=face.before)


def breakdowns(live: Live) -> pd.DataFrame:
    """The orders in a breakdown now, the longest first; several on a machine are one breakdown."""
    orders = live.orders
    broken = orders[(orders.state == "Hold") & (orders.category == "breakdown") & ~orders.planned]
    return broken[broken.machine >= 0].sort_values(["since", "unique_id"]).drop_duplicates("machine")


def mttr(kpi: Kpi, now: Now) -> Face:
    face, sums, open_now = plain(kpi, now), now.sums(kpi.window), breakdowns(now.live)
    facts = (
        ("Repairs", number(of(sums, "repairs"), "count")),
        ("Time in them", quantity(of(sums, "repair_hours"), "h")),
        ("Breakdowns open now", number(len(open_now), "count")),
        ("Longest of them", next(iter(lists.ago(open_now.since, now.live)), "–")),
    )
    return Face(face.value, detail=f"{len(open_now)} open now", facts=facts, before=face.before)


def breakdown_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Breakdowns that are open now."""
    found = breakdowns(now.live)
    return pd.DataFrame(
        {
            "Machine": found.machine_name, "Group": found.group, "Reason": found.reason,
            "For": lists.ago(found.since, now.live), "Order": found.unique_id,
        }
    )  # fmt: skip


FACES: dict[str, MakeFace] = {
    face.__name__: face
    for face in (downtime_alerts, downtime, planned_downtime_share, downtime_by_cause, setup_time, mttr)
} | {
    "changeover_efficiency": counted(
        "{} h standard, {} h taken", ("Standard", "standard_changeover_hours"), ("Taken", "rated_changeover_hours")
    ),
    "mtbf": failing,
    "machine_reliability": failing,
}
LISTS: dict[str, MakeList] = {
    "downtime_alerts": alert_list,
    "downtime": lambda kpi, now: lists.stops(now.live),
    "downtime_by_cause": pareto,
    "setup_time": setup_list,
    "mttr": breakdown_list,
}
