"""How much of what was asked is recorded, and over which days two periods are compared (docs/decisions/0025)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from data.facts.calendar import DAY
from data.facts.record import Record
from kpis import text
from kpis.answer import Answer, Comparison, Question, Recorded
from kpis.period import Range, days

NAMED = 3
"""Days without a record that are named with their reason."""


def of(record: Record, start: date, end: date) -> Recorded:
    """What is recorded of the days start..end."""
    known = record.days(start, end)
    holes = [day for day in sorted(record.holes) if start <= day <= end and record.begins and day >= record.begins]
    since = None if record.begins is None or record.begins == date.min else record.begins
    late = since if since and since > start else None
    said = [f"{text.day(day)}: {record.why(day)}" for day in holes[:NAMED]]
    said += [f"{len(holes) - NAMED} more"] if len(holes) > NAMED else []
    return Recorded(len(known), days(start, end), since, late, tuple(said))


def gaps(record: Record, buckets: pd.DataFrame) -> Mapping[int, str]:
    """By the position of a bucket what is said of it, where it is not recorded from its first day to its last."""
    found = {}
    for at, (start, end) in enumerate(zip(buckets["start"], buckets["end"], strict=True)):
        known, every = len(record.days(start, end)), days(start, end)
        if not known:
            found[at] = f"not recorded: {record.why(start)}"
        elif known < every:
            found[at] = f"{known} of {every} days recorded"
    return found


@dataclass(frozen=True)
class Shared:
    """Over what two periods are compared. `days`: the days of both, where these are not all that was asked for; `why`:
    why they are not compared."""

    days: tuple[Range, Range] | None = None
    why: str = ""


def shared(record: Record, own: Range, other: Range, coarse: bool) -> Shared:
    """Day by day: where both periods are recorded on the same days, all; else the longest stretch of days that both
    have; nothing where the periods do not match day by day (`coarse`: whole weeks or months stand for the days)."""
    mine, past = record.days(*own), record.days(*other)
    if (len(mine), len(past)) == (days(*own), days(*other)):
        return Shared()
    for known, asked in ((past, other), (mine, own)):
        if not known:
            return Shared(why=f"nothing is recorded of {text.span(*asked, own[1])}")
    told = f"{_told(mine, own)} and {_told(past, other)}"
    if days(*own) != days(*other):
        return Shared(why=f"they are not equally long, and not wholly recorded ({told})")
    at = [{(day - asked[0]).days for day in known} for known, asked in ((mine, own), (past, other))]
    if at[0] == at[1]:
        return Shared()
    if coarse:
        return Shared(why=f"rows by day are no longer kept, and they are not equally recorded ({told})")
    run = _longest(*at)
    if run is None:
        return Shared(why=f"no day is recorded in both ({told})")
    first, last = run
    return Shared(((own[0] + first * DAY, own[0] + last * DAY), (other[0] + first * DAY, other[0] + last * DAY)))


def _told(known: list[date], asked: Range) -> str:
    return f"{len(known)} of {days(*asked)} days of {text.span(*asked)}"


def _longest(one: set[int], two: set[int]) -> tuple[int, int] | None:
    """First and last of the longest run of positions that both have or both lack, beginning and ending with one that
    both have; of equal ones the last."""
    best: tuple[int, int] | None = None
    first: int | None = None
    for at in range(max(one | two, default=-1) + 1):
        if (at in one) != (at in two):
            first = None
        elif at in one:
            first = at if first is None else first
            if best is None or at - first >= best[1] - best[0]:
                best = first, at
    return best


def withheld(other: Comparison, why: str) -> Comparison:
    """The comparison without what it would be judged by."""
    return replace(other, difference=None, percent=None, trend="", verdict="", withheld=why)


def over_shared(other: Comparison, part: Answer) -> Comparison:
    """The comparison over the days that both have (`part`: the answer to these), beside all of the other's buckets."""
    then = part.comparison
    assert then is not None
    return replace(
        then, start=other.start, end=other.end, buckets=other.buckets, own=part.value,
        days=((part.start, part.end), (then.start, then.end)),
    )  # fmt: skip


def part_of(question: Question, over: tuple[Range, Range]) -> Question:
    """The question over the days that both have."""
    (start, end), other = over
    return replace(question, start=start, end=end, compare=other, grain="day", rolling=False)


def sentence(unit: str, other: Comparison, today: date) -> str:
    """What the page says of a comparison of periods that are not equally recorded; "" of all others."""
    if other.withheld:
        return f"Not compared with {text.span(other.start, other.end, today)}: {other.withheld}."
    if other.days is None:
        return ""
    own, then = other.days
    values = f"{text.quantity(other.own, unit)} against {text.quantity(other.value, unit)}"
    what = f"{text.span(*own, today)} with {text.span(*then, today)}"
    return f"Compared over the {days(*own)} days that both periods have, {what}: {values}."
