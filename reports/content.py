"""What a daily report says: its numbers, asked once, shown by the PDF, the Excel file, the CSV and the mail alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from data.tenancy import Factory
from kpis.answer import Answer, Question
from reports.advice import recommendations

KPIS = (
    "oee", "machine_utilization", "machine_status", "downtime",
    "production_volume", "throughput", "wo_completion_rate", "work_order_status",
    "scrap_rate", "quality_rate",
    "schedule_adherence", "lead_time",
)  # fmt: skip
HEADLINES = ("oee", "production_volume", "scrap_rate", "wo_completion_rate")
TRENDS = ("oee", "production_volume", "scrap_rate", "downtime")
TREND_DAYS = 30
MACHINE_KPIS = ("machine_utilization", "scrap_rate", "oee")
TOP = 5

Ask = Callable[[Question], Answer]


@dataclass(frozen=True)
class Report:
    """One production day of one factory.

    `kpis`: each KPI on that day against the day before; `trends`: the 30 days that end with it. `machines`: those with
    the most units, columns key, name, ok_units, scrapped_units and a value for each of MACHINE_KPIS (NaN: no data).
    `advice` and `notes` are sentences. `as_of` is aware, in the factory's zone: how old the oldest number is.
    """

    factory: Factory
    day: date
    as_of: datetime
    running: bool
    kpis: tuple[Answer, ...]
    trends: tuple[Answer, ...]
    machines: pd.DataFrame
    advice: tuple[str, ...]
    notes: tuple[str, ...]

    def kpi(self, name: str) -> Answer:
        return next(answer for answer in self.kpis if answer.kpi.id == name)


def check(factory: Factory, day: date, today: date) -> None:
    """ValueError for a day that has not begun."""
    if day > today:
        raise ValueError(f"{day} has not begun in {factory.name}: the running production day is {today}")


def gather(factory: Factory, day: date, today: date, asked: Ask) -> Report:
    """Ask everything that the report of production day `day` needs; `today` is the running one."""
    check(factory, day, today)
    before = (day - timedelta(days=1),) * 2
    kpis = tuple(asked(Question(kpi, day, day, compare=before)) for kpi in KPIS)
    first = day - timedelta(days=TREND_DAYS - 1)
    trends = tuple(asked(Question(kpi, first, day, grain="day")) for kpi in TRENDS)
    return Report(
        factory=factory,
        day=day,
        as_of=min(answer.as_of for answer in kpis),
        running=day == today,
        kpis=kpis,
        trends=trends,
        machines=_machines(asked, day),
        advice=recommendations(kpis, asked),
        notes=_notes(kpis),
    )


def _machines(ask: Ask, day: date) -> pd.DataFrame:
    top = _by_machine(ask, "production_volume", day).sort_values("value", ascending=False, kind="stable")
    top = top[top["value"] > 0].head(TOP)[["key", "name", "ok_units", "scrapped_units"]]
    for kpi in MACHINE_KPIS:
        values = _by_machine(ask, kpi, day)[["key", "value"]].rename(columns={"value": kpi})
        top = top.merge(values, on="key", how="left")
    return top.reset_index(drop=True)


def _by_machine(ask: Ask, kpi: str, day: date) -> pd.DataFrame:
    found = ask(Question(kpi, day, day, by="machine")).breakdown
    return pd.DataFrame(columns=["key", "name", "value", "ok_units", "scrapped_units"]) if found is None else found


def _notes(kpis: tuple[Answer, ...]) -> tuple[str, ...]:
    said = [note for answer in kpis for note in answer.notes]
    said += [answer.comparison.note for answer in kpis if answer.comparison and answer.comparison.note]
    said += [f"{a.kpi.name} covers {100 * a.coverage:.0f} % of run time." for a in kpis if a.coverage is not None]
    return tuple(dict.fromkeys(said))
