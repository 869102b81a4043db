"""Questions to a factory's numbers, and their answers: what pages, reports and the command line share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import pandas as pd

from kpis import text
from kpis.additive import additive
from kpis.bridge import Bridge
from kpis.model import Kpi
from kpis.status import Bands, Status


@dataclass(frozen=True)
class Question:
    """One KPI over production days, both ends included. `by` is a breakdown, or two joined by a comma ("machine,part"),
    `where` an (entity, key) to keep to and `and_where` another one beside it, `compare` the resolved other range,
    `grain` shift, day, week or month (None: by the length of the range), `rolling` whether the value over the last few
    buckets is asked for too."""

    kpi: str
    start: date
    end: date
    by: str | None = None
    where: tuple[str, str] | None = None
    and_where: tuple[str, str] | None = None
    compare: tuple[date, date] | None = None
    grain: str | None = None
    rolling: bool = False

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """What is kept to: none, one or two (entity, key)."""
        return tuple(one for one in (self.where, self.and_where) if one)

    @property
    def entities(self) -> tuple[str, ...]:
        """The entities of `by`."""
        return tuple(entity.strip() for entity in self.by.split(",")) if self.by else ()


@dataclass(frozen=True)
class Recorded:
    """How many of the days that were asked for are recorded. since: the day with which the record begins, None without
    one; late: the same where that lies after the first day asked for. holes: days that were taken out, with the reason.
    """

    days: int
    of: int
    since: date | None = None
    late: date | None = None
    holes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """ "Recorded since 28 Oct 2025: 34 of 90 days."; "" where all of it is."""
        if self.days == self.of:
            return ""
        since = f" since {text.day(self.late, True)}" if self.late else ""
        count = f"{self.days} of {self.of} {'day' if self.of == 1 else 'days'}"
        without = f" (not {'; '.join(self.holes)})" if self.holes else ""
        if not self.days and self.since is None:
            return "Nothing is recorded yet: the record begins with the first line of the log."
        return f"Recorded{since}: {count}{without}."


@dataclass(frozen=True)
class Comparison:
    """The other range: its value, what changed since, and its buckets (columns start, value), aligned by position.

    Where the two are not equally recorded: `days`, this range's and the other's that are compared, with the values
    `own` and `value` over them; or `withheld`, why they are not compared.
    """

    start: date
    end: date
    value: float | None
    difference: float | None
    percent: float | None
    trend: str
    verdict: str
    buckets: pd.DataFrame
    note: str = ""
    own: float | None = None
    days: tuple[tuple[date, date], tuple[date, date]] | None = None
    withheld: str = ""


@dataclass(frozen=True)
class Doubt:
    """How many open findings (docs/quality.md) a number rests on, of the production days first..last; `rules` (ids) and
    `said` of each what they are, such as "3 goods after Completed", the most frequent first."""

    count: int
    first: date
    last: date
    rules: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """A KPI over a range.

    `target` is the one in force at the end of the range, `bands` those set with it (None: the usual). `measures`
    are the sums that the formula used, `numbers` the formula with them filled in. `buckets`: start, end (date),
    label, value (NaN: no data), running (bool), target (in force at the bucket's end; NaN: none) and the measures.
    `breakdown`: key, name, value, status, before (when compared) and the measures, worst first; by two entities
    also key2, name2; by reason also kind (hold or scrap).
    `coverage`: share 0..1 of run time that ideal cycle times cover; None: all of it, or not applicable. `as_of` is
    aware, in the factory's zone. `lines`: further lines by title, indexed like `buckets`. `trend`: change per week or
    month in `trend_unit` ("h/week"); None: the KPI has none, or no data. `facts`: label and text of what else there is
    to say. `currency`: that of the measures in money.
    `filters`: the (entity, key) that it is kept to. `why`: the change as what the members of `breakdown` added, where
    they make up the whole. `rolling`: a title, and in each of the `buckets` the value over it and those before it.
    `by`: the entities of `breakdown`. `off_shift`: days with a value and without a shift. `doubt`: the open findings
    that the value rests on.
    """

    kpi: Kpi
    factory: str
    start: date
    end: date
    value: float | None
    status: Status
    target: float | None
    measures: dict[str, float | None]
    grain: str
    table: str
    widened: bool
    buckets: pd.DataFrame
    breakdown: pd.DataFrame | None
    comparison: Comparison | None
    coverage: float | None
    as_of: datetime
    notes: tuple[str, ...] = ()
    lines: dict[str, pd.Series] = field(default_factory=dict)
    numbers: str = ""
    trend: float | None = None
    trend_unit: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    currency: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    why: Bridge | None = None
    bands: Bands | None = None
    rolling: tuple[str, pd.Series] | None = None
    by: tuple[str, ...] = ()
    off_shift: tuple[date, ...] = ()
    doubt: Doubt | None = None
    recorded: Recorded | None = None
    gaps: Mapping[int, str] = field(default_factory=dict)

    @property
    def compared(self) -> float | None:
        """The value that is compared: of periods that are not equally recorded that over the days that both have."""
        part = self.comparison is not None and self.comparison.days is not None
        return self.comparison.own if part and self.comparison else self.value

    def mark(self, start: date) -> str:
        """What stands behind the label of a bucket by day, if it is one of work off shift alone."""
        return " · off shift" if self.grain == "day" and start in self.off_shift else ""

    @property
    def shared(self) -> float | None:
        """The target, where one member alone could meet it: not where the members add up."""
        return None if additive(self.kpi, *self.by) else self.target

    @property
    def only(self) -> str:
        """What the answer is kept to, in words; "" for all of the factory."""
        return " and ".join(f"{entity} {key}" for entity, key in self.filters)

    def when(self, other: Comparison) -> str:
        """The other range in words, with its year where that is not the answer's."""
        return text.span(other.start, other.end, self.end)


@dataclass(frozen=True)
class Snapshot:
    """A KPI now.

    `text` and `suffix` are the headline ("31", "of 40"), `detail` a short line below it. `delta` compares with
    yesterday at the same scheduled time. `spark`: the last 14 days, oldest first, today last. `facts`: label, value
    pairs. `target`: what the headline is judged by; None where it is another quantity than the KPI's target is for
    (then neutral). `aim`, `bands`: the KPI's own target, for the line of the days. `table`: the list behind the tile,
    ready to show. `newest`: time of the newest source row seen. `where`: the (entity, key) that it is kept to; None:
    the factory. `doubt`: the open findings that the value rests on.
    """

    kpi: Kpi
    factory: str
    as_of: datetime
    value: float | None
    text: str
    suffix: str
    status: Status
    target: float | None
    detail: str
    delta: float | None
    delta_text: str
    verdict: str
    spark: tuple[float | None, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    table: pd.DataFrame | None = None
    newest: datetime | None = None
    where: tuple[str, str] | None = None
    bands: Bands | None = None
    recorded: Recorded | None = None
    aim: float | None = None
    doubt: Doubt | None = None
