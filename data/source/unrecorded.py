"""Days that are taken out of a factory's record (table `unrecorded_days`): the network was down, nobody booked."""

from datetime import date, timedelta

import pandas as pd
from sqlalchemy import delete, select

from data.source.masters import TEXT_LENGTH, BadValue
from data.tenancy import Scope

MOST = 31
"""Days that are marked at once: their rows, weeks and months are computed while somebody waits."""


def listed(scope: Scope) -> pd.DataFrame:
    """The days, the latest first: day (date), reason."""
    c = scope.t.unrecorded_days.c
    frame = scope.frame(select(c.day, c.reason).order_by(c.day.desc()))
    frame["day"] = pd.Series(pd.to_datetime(frame.day).dt.date, dtype=object)
    return frame.assign(reason=frame.reason.fillna(""))


def mark(scope: Scope, first: date, last: date, reason: str, today: date | None = None) -> list[date]:
    """Nothing is known of the days first..last; one that is marked already gets the reason. The days.

    BadValue: no reason, too many days, or days after `today`.
    """
    reason = reason.strip()
    if not reason:
        raise BadValue("reason", "Say why, such as “network down” or “stocktaking”: it stands beside the numbers.")
    if len(reason) > TEXT_LENGTH:
        raise BadValue("reason", f"This is longer than {TEXT_LENGTH} characters; shorten it.")
    if last < first:
        raise BadValue("last", f"{last} lies before {first}; swap them.")
    if today and last > today:
        raise BadValue("last", f"{last} is in the future; today is {today}.")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if len(days) > MOST:
        raise BadValue("last", f"These are {len(days)} days; mark {MOST} at a time at most.")
    t = scope.t.unrecorded_days
    with scope.begin() as db:
        db.execute(delete(t).where(t.c.day.between(first, last)))
        scope.insert(db, t, [{"day": day, "reason": reason} for day in days])
    return days


def unmark(scope: Scope, day: date) -> None:
    """The day belongs to the record again; also when it did before."""
    t = scope.t.unrecorded_days
    with scope.begin() as db:
        db.execute(delete(t).where(t.c.day == day))
