"""What is going to happen: the part of a story behind now, kept in `demo_upcoming` until its time comes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self

import pandas as pd
from sqlalchemy.engine import Connection

from data.source.demo.plants import PLANTS
from data.source.demo.story import Story, tell
from data.tenancy import Scope

AHEAD = timedelta(days=45)  # simulated beyond now
EARLY = timedelta(days=10)  # left when it is time to simulate on
EXTEND = "extend"
DAYS = ("start_time", "end_time", "delivery_target_date")


def naive(now: datetime | None) -> datetime:
    """`now` as naive UTC; None: this moment."""
    aware = datetime.now(UTC) if now is None else now if now.tzinfo else now.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Telling:
    """How a story is told, so that it can be told on; days as ISO text, as they are stored."""

    plant: str  # slug
    seed: int
    start: str
    days: int
    until: str

    @property
    def end(self) -> datetime:
        return datetime.combine(date.fromisoformat(self.until), time())

    def story(self) -> Story:
        plant = next(plant for plant in PLANTS if plant.slug == self.plant)
        return tell(plant, self.seed, date.fromisoformat(self.start), self.days, date.fromisoformat(self.until))

    def further(self, now: datetime) -> Self:
        """The same story, told to AHEAD of `now`."""
        until = max(now.date() + AHEAD, date.fromisoformat(self.until))
        return type(self)(self.plant, self.seed, self.start, self.days, until.isoformat())


def keep(scope: Scope, db: Connection, story: Story, telling: Telling) -> None:
    """Store what is still to happen, and as an event of its own, EARLY before the end, that there is more to tell."""
    frames = [pd.DataFrame({"at": [telling.end - EARLY], "kind": [EXTEND], "payload": [asdict(telling)]})]
    for kind, rows in vars(story).items():
        payload = rows.drop(columns="at")
        for column in payload.columns.intersection(list(DAYS)):
            payload[column] = payload[column].astype(str).where(payload[column].notna(), None)
        payload = payload.astype(object).where(payload.notna(), None)
        frames.append(pd.DataFrame({"at": rows["at"], "kind": kind, "payload": payload.to_dict("records")}))
    every = pd.concat(frames, ignore_index=True).sort_values("at", kind="stable", ignore_index=True)
    scope.insert(db, scope.t.demo_upcoming, every.assign(seq=range(len(every))))


def story_of(rows: Sequence[Any]) -> Story:
    """The rows of `demo_upcoming` as a story again."""
    frames = {}
    for kind, columns in COLUMNS.items():
        frame = pd.DataFrame([{"at": row.at, **row.payload} for row in rows if row.kind == kind], columns=columns)
        for column in frame.columns.intersection(["at", "start_time", "end_time"]):
            frame[column] = pd.to_datetime(frame[column]).astype("datetime64[us]")
        frames[kind] = frame
    return Story(**frames)


COLUMNS = {
    "purchase_orders": ["at", "unique_id", "customer", "part", "qty", "price", "delivery_target_date"],
    "boms": ["at", "unique_id", "purchase_order", "part", "machine_group", "proficiency", "lead_time"],
    "work_orders": ["at", "unique_id", "bom", "machine", "operator", "qty", "start_time", "end_time"],
    "work_order_logs": [
        "at",
        "work_order",
        "status",
        "ok_qtys",
        "scrapped_qtys",
        "rework_qtys",
        "scrapped_reason",
        "hold_reason",
        "operator",
    ],
}
