"""Where an entity's days or weeks are gone, whole weeks or months answer: the same for both of two compared periods."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select

from answers import ask, widening
from data.summary.aggregate import backfill
from data.summary.tables import table_name
from kpis.answer import Question
from tests import floor

DAYS_FROM, WEEKS_FROM = date(2025, 1, 6), date(2024, 4, 1)
"""Mondays: 90 and 370 days before the floor's last day."""
TIMES = {
    "work_orders": ("start_time", "end_time", "created_at", "updated_at"),
    "work_order_logs": ("changed_at", "created_at", "updated_at"),
}


def long_ago() -> floor.Rows:
    """The floor's orders, and the same ones again so many days before."""
    made = floor.rows(since="2024-01-01")
    found = {name: list(made[name]) for name in TIMES}
    for nth, back in enumerate((66, 111, 418), 1):
        for name, times in TIMES.items():
            for row in made[name]:
                moved = {at: row[at] - timedelta(days=back) for at in times if row.get(at)}
                keys = {key: row[key] + 10_000 * nth for key in ("id", "work_order_id") if key in row}
                found[name].append(row | moved | keys | ({"unique_id": f"W{nth}-{row['id']}"} if "qty" in row else {}))
    return made | found


def archive(scope) -> None:
    """Delete days before DAYS_FROM and weeks before WEEKS_FROM, once the coarser rows are proved to hold them."""
    for entity in ("machine", "part"):
        day, week, month = (getattr(scope.t, table_name(entity, grain)).c for grain in ("daily", "weekly", "monthly"))
        with scope.begin() as db:
            for rows in (week, month):
                made = db.scalar(select(func.sum(rows.ok_units)))
                assert made > 0 and made == pytest.approx(db.scalar(select(func.sum(day.ok_units))))
            db.execute(delete(getattr(scope.t, table_name(entity, "daily"))).where(day.summary_date < DAYS_FROM))
            weekly = getattr(scope.t, table_name(entity, "weekly"))
            db.execute(delete(weekly).where(week.week_start_date < WEEKS_FROM))


def values(answer) -> dict:
    return answer.breakdown.set_index("key")["value"].to_dict()


def days(text: str) -> tuple[date, date]:
    first, last = (date.fromisoformat(part) for part in text.split(" "))
    return first, last


# the range, the one compared with; what both are widened to
CASES = {
    "days are kept": ("2025-01-26 2025-01-28", "2025-01-22 2025-01-25", None, None),
    "weeks around days that are gone": ("2024-12-03 2024-12-12", None, "2024-12-02 2024-12-15", None),
    "a range of whole weeks": ("2024-12-02 2024-12-15", None, "2024-12-02 2024-12-15", None),
    "months around weeks that are gone": ("2024-02-05 2024-02-08", None, "2024-02-01 2024-02-29", None),
    "the other one is gone": ("2025-01-21 2025-01-28", "2024-12-10 2024-12-17", "2025-01-20 2025-02-02",
                              "2024-12-09 2024-12-22"),
    "the other one touches fewer weeks": ("2025-01-22 2025-01-28", "2024-12-09 2024-12-15", "2025-01-20 2025-02-02",
                                          "2024-12-02 2024-12-15"),
    "it touches fewer months": ("2025-01-30 2025-02-03", "2024-02-03 2024-02-09", "2025-01-01 2025-02-28",
                                "2024-01-01 2024-02-29"),
    "up to today": ("2025-04-01 2025-04-06", "2024-12-10 2024-12-15", "2025-03-31 2025-04-06",
                        "2024-12-09 2024-12-15"),
}  # fmt: skip


def test_whole_weeks_or_months_answer_alike_for_both_periods(sqlite_database, redis_url, at):
    at(floor.NOW)
    scope = floor.store(long_ago())
    for first, last in map(days, ("2024-02-01 2024-02-29", "2024-12-02 2025-02-02", "2025-03-31 2025-04-06")):
        backfill(scope, first, last)
    expected = {}
    for name, (own, other, wide, wide_other) in CASES.items():
        asked = Question("scrap_rate", *days(wide or own))
        then = replace(asked, **dict(zip(("start", "end"), days(wide_other or other or own), strict=True)))
        m1, parts = {"where": ("machine", "M1"), "grain": "day"}, {"by": "part"}
        exact = ask(scope, Question("scrap_rate", *days(own)))
        expected[name] = (exact, *(ask(scope, replace(one, **by)) for by in (m1, parts) for one in (asked, then)))
        assert not any(answer.widened or answer.value is None for answer in expected[name]), name
    archive(scope)
    at(floor.NOW)  # forgets what was answered before
    for name, (own, other, wide, wide_other) in CASES.items():
        exact, now, then, parts, parts_then = expected[name]
        asked = Question("scrap_rate", *days(own), compare=days(other) if other else None)
        one = ask(scope, replace(asked, where=("machine", "M1")))
        both = ask(scope, replace(asked, by="part"))
        moved = (wide or own, wide_other or other) != (own, other)
        assert (one.widened, both.widened) == (moved, moved), name
        assert one.value == pytest.approx(now.value) and one.measures == pytest.approx(now.measures), name
        assert both.value == pytest.approx(exact.value), name  # the factory stays exact to the day
        assert values(both) == pytest.approx(values(parts)), name
        for answer in (one, both):
            assert any("no longer kept" in note for note in answer.notes) == moved, name
        if other:
            assert one.comparison.value == pytest.approx(then.value), name
            assert both.breakdown.set_index("key")["before"].to_dict() == pytest.approx(values(parts_then)), name
        if wide:
            assert one.grain == ("month" if "months" in name else "week")
            assert (one.buckets.start.iloc[0], one.buckets.end.iloc[-1]) == days(wide)
            assert one.buckets.ok_units.sum() == pytest.approx(one.measures["ok_units"])
            if wide_other:
                assert len(one.buckets) == len(one.comparison.buckets), name
    said = ask(scope, Question("scrap_rate", *days("2025-01-21 2025-01-28"), by="part",
                               compare=days("2024-12-10 2024-12-17"))).notes  # fmt: skip
    assert said[0] == (
        "Rows by day are no longer kept for this time: the table covers whole weeks, 20 Jan – 2 Feb, compared with "
        "9 Dec – 22 Dec 2024."
    )


@pytest.mark.parametrize(
    ("own", "other", "grain", "expected"),
    [("2025-01-22 2025-01-28", None, "week", ("2025-01-20 2025-02-02", None)),
     ("2025-03-01 2025-03-31", "2025-02-01 2025-02-28", "week", ("2025-02-24 2025-04-06", "2025-01-20 2025-03-02")),
     ("2025-04-02 2025-04-03", None, "month", ("2025-04-01 2025-04-04", None)),
     ("2025-01-31 2025-02-01", "2024-12-05 2024-12-06", "month", ("2025-01-01 2025-02-28", "2024-11-01 2024-12-31"))],
)  # fmt: skip
def test_as_many_weeks_or_months_of_one_as_of_the_other(own, other, grain, expected):
    today = date(2025, 4, 4)
    found = widening._whole(today, days(own), days(other) if other else None, grain)
    first, second = expected
    assert found == ((days(first)[0], min(days(first)[1], today)), days(second) if second else None)
