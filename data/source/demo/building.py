"""Building the demo factories."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.engine import Connection

from data.source.demo.plants import PLANTS, Plant
from data.source.demo.store import write_story
from data.source.demo.store_masters import write_masters
from data.source.demo.story import Story
from data.source.demo.upcoming import AHEAD, Telling, keep, naive
from data.tenancy import Scope, central, create_factory
from data.tenancy.guard import OPTION
from data.tenancy.schema import CENTRAL

Progress = Callable[[str, float], None]
"""Called with what is being done and the share 0..1 of the whole."""


class DemoError(ValueError):
    """The demo cannot be built like that; nothing was changed."""


def _check(factories: int, days: int) -> None:
    if not 1 <= factories <= len(PLANTS):
        raise DemoError(f"{factories} factories: the demo has 1 to {len(PLANTS)}")
    if not 14 <= days <= 1500:
        raise DemoError(f"{days} days: choose 14 to 1500 days of history")
    slug = CENTRAL.factories.c.slug
    wanted = [plant.slug for plant in PLANTS[:factories]]
    with central().connect() as db:
        there = list(db.scalars(select(slug).where(slug.in_(wanted)).order_by(slug)))
    if there:
        raise DemoError(f"factory {', '.join(there)} exists already: delete it first, or use an empty database")


def _settings(plant: Plant, past: Story) -> dict[str, Any]:
    """`demo` marks the factory as one that lives by ticks."""
    logs = past.work_order_logs
    units = (logs["ok_qtys"] + logs["scrapped_qtys"]).groupby(logs["at"].dt.date).sum()
    usual = units[units > 0].quantile(0.6)  # a target that is met on two days of five
    target = float(round(usual, -2))
    return {
        "demo": True, "planning_sla_hours": 24, "maintenance_rate": 85, "rework_share": 0.35,
        "daily_target_units": target, "credit": plant.credit,
    }  # fmt: skip


def _write(scope: Scope, db: Connection, plant: Plant, telling: Telling, story: Story, now: datetime) -> None:
    write_masters(scope, db, plant, telling.seed, date.fromisoformat(telling.start), telling.days)
    write_story(scope, db, story.between(None, now))
    keep(scope, db, story.between(now, telling.end), telling)


def build(
    factories: int = 2, days: int = 400, seed: int = 7, now: datetime | None = None, progress: Progress | None = None
) -> list[str]:
    """Build the demo factories and return their slugs. Each is written in one transaction.

    days: length of the history, which ends with the factory's day of `now` (naive: UTC; None: this moment). The same
    seed and last day give the same story. DemoError, and no change, where a factory exists already or an argument is
    out of range.
    """
    now = naive(now)
    _check(factories, days)
    for number, plant in enumerate(PLANTS[:factories]):
        say = progress or (lambda text, share: None)
        say(f"Simulating {plant.name}", number / factories)
        today = now.replace(tzinfo=UTC).astimezone(ZoneInfo(plant.timezone)).date()
        telling = Telling(
            plant.slug, seed, (today - timedelta(days=days - 1)).isoformat(), days, (today + AHEAD).isoformat()
        )
        story = telling.story()
        say(f"Writing {plant.name}", (number + 0.3) / factories)
        with central().begin() as db:
            factory = create_factory(
                db,
                name=plant.name,
                slug=plant.slug,
                timezone=plant.timezone,
                currency=plant.currency,
                settings_=_settings(plant, story.between(None, now)),
            )
            scope = Scope(factory)
            if scope.shared:  # in the transaction that made the factory
                _write(scope, db.execution_options(**{OPTION: factory.id}), plant, telling, story, now)
            else:
                with scope.begin() as own:
                    _write(scope, own, plant, telling, story, now)
        say(f"Built {plant.name}", (number + 1) / factories)
    return [plant.slug for plant in PLANTS[:factories]]
