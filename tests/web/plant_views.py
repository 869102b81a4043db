"""What the further charts and the shift page of the made-up plant are drawn from."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from answers.machine import Machine
from answers.names import QuestionError
from answers.orders import Orders
from answers.shift import Shift, Told
from data.tenancy import Scope
from kpis import losses
from kpis.answer import Question
from kpis.catalogue import KPIS
from kpis.model import Kpi
from kpis.naming import suggest
from kpis.status import change, status
from tests.web.plant import NOW, Plant, machines

SHIFTS = ("Early shift", "Late shift")


def loss_steps(_scope: Scope, _question: Question, unit: str) -> pd.DataFrame:
    return losses.losses({name: 100.0 * (3 + at % 4) for at, name in enumerate(losses.MEASURES)}, unit)


def timeline(_scope: Scope, _question: Question) -> pd.DataFrame:
    """Two days of eight machines, in every state."""
    begin = NOW.replace(tzinfo=None) - timedelta(days=2)
    states = ("running", "setup", "hold", "idle")
    rows = [
        {"machine": f"CNC-{machine + 1:02}", "state": states[(at + machine) % 4], "order": f"WO-{at}",
         "start": begin + timedelta(hours=6 * at), "end": begin + timedelta(hours=6 * at + 6),
         "reason": "waiting for material" if states[(at + machine) % 4] == "hold" else ""}
        for machine in range(8) for at in range(8)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def machine(shown: Plant, scope: Scope, kpi_ids: list[str], asset_id: str, fresh: bool = False) -> Machine:
    found: Any = shown.board(scope, kpi_ids, fresh, where=("machine", asset_id))
    orders = pd.DataFrame({"Order": ["WO-20310"], "Machine": [asset_id], "Made": ["12 of 40"], "Due": ["22 Nov 18:00"]})
    grid = machines()
    near = grid[grid.group == found.machines.group.iloc[0]].asset_id
    spans = timeline(scope, Question("machine_status", NOW.date(), NOW.date()))
    return Machine(found, orders, spans[spans.machine == "CNC-01"], tuple(near))


def cycle_times(_scope: Scope, _question: Question) -> pd.DataFrame:
    spread = np.array([80.0, 95.0, 104.0, 120.0, 150.0])
    columns = ["low", "q1", "median", "q3", "high"]
    found = pd.DataFrame([spread + 5 * at for at in range(6)], columns=columns)
    return found.assign(name=[f"P-{101 + at}" for at in range(6)], count=[40 - at for at in range(6)])


def ages(_scope: Scope, _question: Question) -> pd.DataFrame:
    return pd.DataFrame({"name": ["< 1 d", "1–3 d", "3–7 d", "> 7 d"], "count": [40, 31, 12, 4]})


def by_shift(_scope: Scope, question: Question) -> pd.DataFrame:
    days = (question.end - question.start).days + 1
    return pd.DataFrame({name: [2.0 + (at + n) % 5 for at in range(days)] for n, name in enumerate(SHIFTS)})


def orders(_scope: Scope, question: Question) -> Orders:
    names = KPIS[question.kpi].caused
    words = [("WO-20310", "CNC-01", "P-104", "Ann"), ("WO-20311", "CNC-07", "P-101", "")]
    rows = pd.DataFrame(words, columns=["order", "machine", "part", "operator"])
    rows = rows.assign(**{name: [12.5 + at, 3.0] for at, name in enumerate(names)})
    rest = pd.Series(dict.fromkeys(names, 4.0))
    days = min((question.end - question.start).days + 1, 92)
    return Orders(rows, 7, rest, rows[[*names]].sum() + rest, days)


def by_weekday_hour(_scope: Scope, _question: Question) -> pd.DataFrame:
    rows = [(day, hour, 40.0 + day + hour if day < 6 else float("nan")) for day in range(7) for hour in range(24)]
    return pd.DataFrame(rows, columns=["weekday", "hour", "value"])


def shift(
    _scope: Scope, kpis: tuple[Kpi, ...], name: str | None = None, day: date | None = None, fresh: bool = False,
    back: int = 1,
) -> Shift:  # fmt: skip
    """The late shift runs; only these two have begun."""
    if name is not None and name not in SHIFTS:
        raise QuestionError(f"no shift {name!r} has begun today{suggest(name, SHIFTS)}")
    begin = NOW.replace(hour=14, minute=0, second=0)
    told = tuple(Told(kpi, 2.31, 2.93, change(2.31, 2.93, kpi.better, kpi.target), status(2.31, kpi.target, kpi.better))
                 for kpi in kpis)  # fmt: skip
    hours: list[dict[str, Any]] = [
        {"start": at, "end": at + timedelta(hours=1), "planned_units": 60.0, "ok_units": 55.0, "scrapped_units": 1.0,
         "state": "over" if n < 1 else "running" if n == 1 else "to come"}
        for n in range(8) for at in [begin.replace(tzinfo=None) + timedelta(hours=n)]
    ]  # fmt: skip
    chosen, end = name or SHIFTS[1], begin + timedelta(hours=8)
    today, before = NOW.date(), NOW.date() - timedelta(days=1)
    return Shift(
        chosen, SHIFTS, day or today, day in (None, today), begin, end, chosen == SHIFTS[1], told, pd.DataFrame(hours),
        NOW, (before, SHIFTS[1]), (today, SHIFTS[1]) if day == before else None, back,
    )  # fmt: skip
