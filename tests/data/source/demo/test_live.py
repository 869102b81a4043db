"""The tick: what happened since, once, in whatever steps it is asked for."""

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import select

from data.source.demo import TickResult, build, tick
from data.source.demo.upcoming import EXTEND
from data.tenancy import central, open_scope

NOW = datetime(2026, 11, 18, 13, 20)
TABLES = ("purchase_orders", "boms", "work_orders", "work_order_logs")


def rows(scope):
    return {name: scope.frame(select(getattr(scope.t, name)).order_by("id")) for name in TABLES}


def same(one, other):
    for name in TABLES:
        pd.testing.assert_frame_equal(one[name], other[name])


@pytest.fixture(scope="module")
def built(empty_database, tmp_path_factory):
    """A SQLite database of a factory that was built at NOW, to be copied."""
    with empty_database("sqlite"):
        build(1, 14, now=NOW)
        where = central().url.database
        central().dispose()  # its write-ahead log is merged with the last connection
        return shutil.copy(where, tmp_path_factory.mktemp("built") / "built.db")


@pytest.fixture
def living(empty_database, built):
    """`with living(kind) as scope:` gives the factory as it was built."""

    @contextmanager
    def made(kind="sqlite"):
        with empty_database(kind):
            if kind == "sqlite":
                where = central().url.database
                central().dispose()
                shutil.copy(built, where)
            else:
                build(1, 14, now=NOW)
            yield open_scope("stuttgart")

    return made


@pytest.fixture
def scope(living):
    with living() as scope:
        yield scope


def ticked(living, kind, *hours):
    """The rows after a build and ticks at these hours from then."""
    with living(kind) as scope:
        before = len(pd.concat(rows(scope).values()))
        added = sum(tick(scope, NOW + timedelta(hours=h)).rows for h in hours)
        found = rows(scope)
        assert len(pd.concat(found.values())) == before + added
        return found


# SQLite has its ticks in all other tests
@pytest.mark.parametrize("kind", [pytest.param("sqlite", marks=pytest.mark.long), "mariadb"])
def test_in_two_steps_or_in_one(living, kind):
    one = ticked(living, kind, 50)
    same(one, ticked(living, kind, 1, 1.5, 7, 50))
    assert one["work_order_logs"]["changed_at"].max() > NOW + timedelta(hours=49)


def test_a_tick_is_what_a_later_build_would_have_written(living, empty_database):
    late = ticked(living, "sqlite", 5)
    with empty_database("sqlite"):
        build(1, 14, now=NOW + timedelta(hours=5))  # the same day
        built = rows(open_scope("stuttgart"))
    for name in TABLES:
        keys = ["unique_id"] if "unique_id" in built[name] else ["changed_at", "work_order_id", "status", "ok_qtys"]
        one, other = (
            found[name].drop(columns=["id"]).sort_values(keys, ignore_index=True).astype(object)
            for found in (late, built)
        )
        pd.testing.assert_frame_equal(one.where(one.notna(), None), other.where(other.notna(), None))


def test_twice_changes_nothing(scope):
    moment = (NOW + timedelta(hours=4)).replace(tzinfo=UTC)
    assert tick(scope, moment).rows > 10
    before = rows(scope)
    assert tick(scope, moment) == TickResult(0)
    assert tick(scope, moment - timedelta(hours=1)) == TickResult(0)
    same(before, rows(scope))


def test_told_on_before_it_ends(living):
    """Ticked in weeks, over the end of what was simulated at first, or after months in one go: the same rows."""
    with living() as scope:
        results = [tick(scope, NOW + timedelta(days=days)) for days in (30, 36, 37, 60)]
        assert [r.extended for r in results] == [False, True, False, False]
        weekly = rows(scope)
        ends = scope.frame(select(scope.t.demo_upcoming.c.at).where(scope.t.demo_upcoming.c.kind == EXTEND))
        assert len(ends) == 1
        assert ends["at"].iloc[0] > NOW + timedelta(days=60)
    late = ticked(living, "sqlite", 24 * 60)
    same(weekly, late)
    assert late["work_order_logs"]["changed_at"].max() > NOW + timedelta(days=58)


def test_the_status_follows_the_log(scope):
    for hours in (1, 3, 9):
        tick(scope, NOW + timedelta(hours=hours))
        found = rows(scope)
        orders = found["work_orders"].set_index("id")
        logs = found["work_order_logs"].sort_values(["changed_at", "id"]).groupby("work_order_id")
        assert (orders["status"] == logs["status"].last().loc[orders.index]).all()
        assert (orders["ok_qtys"] == logs["ok_qtys"].sum().loc[orders.index]).all()
        assert (orders["scrapped_qtys"] == logs["scrapped_qtys"].sum().loc[orders.index]).all()
        assert (orders["hold_reason_id"].notna() == (orders["status"] == "Hold")).all()
        released = found["boms"].set_index("id")["status"] == "Released"
        assert set(released[released].index) == set(orders["bom_id"])


def test_a_tick_that_fails_can_be_done_again(scope, monkeypatch):
    before, later = rows(scope), NOW + timedelta(hours=2)
    with monkeypatch.context() as patch:
        patch.setattr("data.source.demo.live.story_of", lambda due: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tick(scope, later)
    same(before, rows(scope))
    assert tick(scope, later).rows > 0


def test_the_one_that_was_overtaken_adds_nothing(scope, monkeypatch):
    later = NOW + timedelta(hours=2)
    from data.source.demo import live

    real = live.delete
    monkeypatch.setattr(live, "delete", lambda t: real(t).where(t.c.kind == "boms"))  # most of it is gone already
    before = rows(scope)
    assert tick(scope, later) == TickResult(0)
    same(before, rows(scope))
