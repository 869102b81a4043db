"""Tiles of people and their time."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from answers.faces.counted import counted
from answers.faces.extremes import judged
from answers.faces.face import Face, MakeFace, MakeList, Now, plain
from data.summary.live import Live
from kpis.catalogue.workforce import BALANCE, EARNED
from kpis.formula import Formula
from kpis.model import Kpi
from kpis.text import day, duration, quantity

ENDS = 5
"""How many of the best and of the worst are listed."""


def backlogs(live: Live) -> pd.DataFrame:
    """The operators who are employed today, most backlog first: name, proficiency, shift, backlog_hours (0: none;
    NaN: unknown), orders (open ones that they have)."""
    plant = live.plant
    operators = plant.operators[plant.employed([live.today])[0]]
    rows = live.rows["operator"].set_index("operator_id")
    hours = rows.backlog_hours.reindex(operators.id).fillna(0.0).to_numpy(dtype=float)
    shifts = {shift.id: shift.name for shift in plant.calendar.shifts}
    count = live.orders.emp_id.value_counts()
    found = pd.DataFrame(
        {
            "name": operators["name"].to_numpy(), "key": operators.emp_id.to_numpy(),
            "proficiency": _levels(live).reindex(operators.operator_proficiency_id).fillna("").to_numpy(),
            "shift": [shifts.get(shift, "") for shift in operators.shift_id],
            "backlog_hours": np.nan if "backlog_hours" in plant.unknown else hours,
            "orders": count.reindex(operators.emp_id).fillna(0).to_numpy(dtype=int),
        }
    )  # fmt: skip
    return found.sort_values(["backlog_hours", "orders", "key"], ascending=[False, False, True], ignore_index=True)


def _levels(live: Live) -> pd.Series:
    """The name of each proficiency by its id, the lowest rank first."""
    return live.plant.proficiencies.sort_values("rank").set_index("id").proficiency


def operator_workload(kpi: Kpi, now: Now) -> Face:
    """The headline is how evenly the work that is left is spread; the KPI and its target are of the hours worked."""
    found = backlogs(now.live)
    members = {"operator": found.set_axis([0] * len(found))}
    balance = Formula.parse(BALANCE.format("backlog_hours")).evaluate(pd.DataFrame(index=[0]), members=members).iloc[0]
    if pd.isna(balance):
        unknown = "backlog_hours" in now.live.plant.unknown
        return Face(None, suffix="", detail="no backlog is known" if unknown else "no backlog is assigned to operators")
    hours, most = found.backlog_hours, found.iloc[0]
    facts = (
        ("Balance of the hours worked today", quantity(now.value(kpi), "%")),
        ("Backlog of all", duration(hours.sum())),
        ("Mean per operator", duration(hours.mean())),
        (f"Most: {most['name']}", duration(most.backlog_hours)),
        ("Without backlog", f"{int((hours == 0).sum())} of {len(found)}"),
    )
    detail = f"most: {most['name']}, {duration(most.backlog_hours)}"
    return Face(float(balance), float(balance), "% even backlog", detail, facts, same=False)


def workload_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Backlog of each operator now, most first."""
    found = backlogs(now.live)
    return pd.DataFrame(
        {
            "Operator": found["name"], "Proficiency": found.proficiency, "Shift": found["shift"],
            "Backlog": [duration(v) for v in found.backlog_hours], "Open orders": found.orders.astype(str),
        }
    )  # fmt: skip


def at_work(live: Live) -> pd.Series:
    """How many operators have an order in setup or running now, by proficiency ("": none), the lowest rank first."""
    orders = live.orders[live.orders.state.isin(["Setup", "Start"]) & ~live.orders.unassigned]
    count = orders.drop_duplicates("emp_id").proficiency.value_counts()
    return count.reindex([*_levels(live), *(["No proficiency"] if "" in count else [])], fill_value=0)


def skill_distribution(kpi: Kpi, now: Now) -> Face:
    found, count = judged(kpi, now, "proficiency"), at_work(now.live)
    facts = (("Operators at work now", str(count.sum())), *((str(name), str(n)) for name, n in count.items()))
    top = str(found["name"].iloc[found["value"].argmax()]) if len(found) else "nobody at work"
    return replace(plain(kpi, now), detail=f"{top}; {count.sum()} at work now" if len(found) else top, facts=facts)


def skill_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Operators at work now and hours worked today, by proficiency."""
    count, found = at_work(now.live), judged(kpi, now, "proficiency").set_index("name")
    names = [*count.index, *(name for name in found.index if name not in count.index)]
    now_there, hours, share = count.reindex(names, fill_value=0), found.operator_hours, found["value"]
    total = int(count.sum())
    return pd.DataFrame(
        {
            "Proficiency": names, "At work now": now_there.astype(str).to_list(),
            "Share now": [quantity(100 * n / total, "%") if total else "" for n in now_there],
            "Hours today": [duration(hours.get(name)) for name in names],
            "Share of hours": [quantity(share.get(name), "%") for name in names],
        }
    )  # fmt: skip


def operator_efficiency(kpi: Kpi, now: Now) -> Face:
    found = judged(kpi, now, "operator")
    told = [(row["name"], quantity(row["value"], kpi.unit)) for row in found.to_dict("records")]
    detail = f"{told[-1][0]} {told[-1][1]}, {told[0][0]} {told[0][1]}" if len(told) > 1 else ""
    facts = (("Best", " ".join(told[-1])), ("Worst", " ".join(told[0]))) if told else ()
    return replace(plain(kpi, now), detail=detail, facts=facts)


def best_and_worst(kpi: Kpi, now: Now) -> pd.DataFrame:
    """The best and the worst operators today, with their place among all who have a value."""
    found = judged(kpi, now, "operator").iloc[::-1].reset_index(drop=True)
    shown = found if len(found) <= 2 * ENDS else pd.concat([found.head(ENDS), found.tail(ENDS)])
    return pd.DataFrame(
        {
            "Place": [f"{at + 1} of {len(found)}" for at in shown.index], "Operator": shown["name"],
            kpi.name: [quantity(v, kpi.unit) for v in shown["value"]],
            "Earned": [duration(v) for v in shown.earned_hours],
            "Hands-on": [duration(v) for v in shown.operator_hours],
        }
    )  # fmt: skip


def _trained(live: Live) -> dict[str, date]:
    """The operators who were trained in the 90 days before today: the day of their last training by their code."""
    plant = live.plant
    who = plant.operators[(plant.employed([live.today]) & plant.trained([live.today]))[0]]
    given = plant.trainings.assign(trained_on=pd.to_datetime(plant.trainings.trained_on).dt.date)
    given = given[given.trained_on < live.today]
    return {
        str(row["emp_id"]): given.trained_on[given.operator_id == row["id"]].max() for row in who.to_dict("records")
    }


def training_effectiveness(kpi: Kpi, now: Now) -> Face:
    sums, live = now.sums(kpi.window).to_frame().T, now.live
    facts = tuple((title, quantity(line.evaluate(sums).iloc[0], "%")) for title, line in kpi.further.items())
    there = int(live.plant.employed([live.today]).sum())
    told = f"{len(_trained(live))} of {there} operators trained"
    return replace(plain(kpi, now), detail=told, facts=(*facts, ("Trained in the last 90 days", told)))


def training_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Each operator who was trained in the last 90 days, the latest first, and all others as one row."""
    found = now.members("operator", kpi.window)[["key", "name", "earned_hours", "operator_hours"]]
    found = found.assign(trained_on=found.key.map(_trained(now.live)))
    own = found[found.trained_on.notna()].sort_values(["trained_on", "key"], ascending=[False, True])
    others = found[found.trained_on.isna()][["earned_hours", "operator_hours"]].sum(min_count=1)
    rows = pd.concat([own, others.to_frame().T.assign(name="All others")], ignore_index=True)
    rate = Formula.parse(EARNED).evaluate(rows)
    return pd.DataFrame(
        {
            "Operator": rows["name"], "Trained": ["" if pd.isna(on) else day(on, year=True) for on in rows.trained_on],
            "Earned": [quantity(v, "h") for v in rows.earned_hours],
            "Hands-on": [quantity(v, "h") for v in rows.operator_hours],
            "Earned per hour": [quantity(v, "%") for v in rate],
        }
    )  # fmt: skip


FACES: dict[str, MakeFace] = {
    face.__name__: face for face in (operator_workload, skill_distribution, operator_efficiency, training_effectiveness)
} | {"labor_efficiency": counted("{} h earned of {} h", ("Earned", "earned_hours"), ("Rostered", "rostered_hours"))}
LISTS: dict[str, MakeList] = {
    "operator_workload": workload_list,
    "skill_distribution": skill_list,
    "operator_efficiency": best_and_worst,
    "training_effectiveness": training_list,
}
