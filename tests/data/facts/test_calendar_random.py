"""The windows of random shift plans are the oracle's: breaks, overlaps, clock changes, days named by either end."""

import random
from datetime import date, time, timedelta
from typing import Any

import pytest

from data.facts.calendar import lasts
from tests.data.facts.factory import plant
from tests.data.facts.shop import shop
from tests.oracle import Source
from tests.oracle.calendar import Calendar as Oracle
from tests.oracle.factories import frames

DAY = timedelta(days=1)
SPANS = (date(2024, 3, 8), date(2024, 3, 29), date(2024, 10, 25))
"""In which clocks change, in one zone or the other."""
MIDNIGHT, WEEK = time(0), ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def later(clock: time, minutes: int) -> time:
    return time(*divmod((clock.hour * 60 + clock.minute + minutes) % 1440, 60))


def drawn(dice: random.Random) -> dict[str, list[dict[str, Any]]]:
    """The tables of a plant whose calendar is drawn."""
    made = shop(zone=dice.choice(["Europe/Berlin", "America/Detroit", "Asia/Kolkata"]), shifts=[])
    settings = {"day_named_by": dice.choice(["start", "end", "end"])}
    made["factories"][0]["settings"] = settings
    if dice.random() < 0.4:
        settings["day_start"] = f"{dice.randrange(24):02d}:00"
    for number in range(1, dice.randint(1, 4) + 1):
        start = time(dice.randrange(24))
        made["shifts"].append({
            "id": number, "name": f"S{number}", "start_time": start,
            "end_time": dice.choice([start, MIDNIGHT, time(dice.randrange(24))]),
            "weekdays": ",".join(dice.sample(WEEK, dice.randint(1, 7))),
            "valid_from": dice.choice([None, None, date(2024, 3, 10)]),
            "valid_to": dice.choice([None, None, date(2024, 10, 28)]),
        })  # fmt: skip
    made["shift_breaks"] = []
    for number in range(1, dice.randint(0, 4) + 1):
        shift = dice.choice(made["shifts"])
        long = int(lasts(shift["start_time"], shift["end_time"]) / timedelta(minutes=1))
        begin = dice.randrange(0, long - 10)
        clocks = [later(shift["start_time"], at) for at in (begin, begin + dice.randint(5, min(long - begin, 180)))]
        row = {"id": number, "shift_id": shift["id"], "start_time": clocks[0], "end_time": clocks[1]}
        made["shift_breaks"] += [row]
    made["factory_holidays"] = [{"id": 1, "day": date(2024, 4, 1), "name": "Monday"}] if dice.random() < 0.3 else []
    return made


@pytest.mark.parametrize("seed", range(60))
def test_windows_are_the_oracles(seed: int) -> None:
    tables = drawn(random.Random(seed))
    calendar, oracle = plant(frames(tables)).calendar, Oracle(Source.from_rows(tables))
    for first in SPANS:
        days = [first + n * DAY for n in range(6)]
        expected: list[tuple[Any, ...]] = []
        for piece in (piece for day in days for piece in oracle.pieces(day)):
            before = expected[-1] if expected else ()
            if before[:3] == (piece.day, piece.shift, piece.pause):
                expected[-1] = (*before[:4], piece.end)
            else:
                expected.append((piece.day, piece.shift, piece.pause, piece.start, piece.end))
        found = calendar.windows(days[0], days[-1])[["day", "shift_id", "pause", "start", "end"]]
        assert [*found.itertuples(index=False, name=None)] == expected
        for day in days:
            assert calendar.last_shift_end(day) == oracle.last_shift_end(day)
            for at in (calendar.start_of(day), calendar.start_of(day) + timedelta(hours=3)):
                assert (calendar.day_of(at), calendar.day_closed_by(at)) == (oracle.day_of(at), oracle.day_of(at, True))
