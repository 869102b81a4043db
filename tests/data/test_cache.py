"""The cache on a real Redis: hits, flushes by tag, one computation for many, and life without Redis."""

import logging
import os
import runpy
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
import redis

from data import cache
from data.cache import KPI, LIVE, flush, known, remember, stats
from settings import ROOT, settings
from tests import servers
from tests.databases import environment


class Work:
    """A computation that counts how often it was done: 1, 2, 3 ..."""

    def __init__(self):
        self.done = 0

    def __call__(self):
        self.done += 1
        return self.done


def ask(work, factory="one", tier="2", kpi="oee", rest="30d", number=KPI, **more):
    return remember(number, factory, tier, kpi, rest, 60, work, **more)


def test_what_is_remembered_is_not_made_again(redis_url):
    work = Work()
    assert [ask(work), ask(work), ask(work)] == [1, 1, 1]
    assert [ask(work, factory="two"), ask(work, kpi="scrap_rate"), ask(work, rest="7d")] == [2, 3, 4]
    assert ask(work, number=LIVE) == 5


def test_it_is_kept_as_long_as_said_and_under_our_prefix(redis_url):
    remember(KPI, "one", "2", "oee", "30d", 1800, lambda: {"a": 1})
    with redis.Redis.from_url(settings().redis(KPI)) as client:
        keys = [key for key in client.scan_iter() if client.type(key) == b"string"]
        assert len(keys) == 1 and keys[0].startswith(b"prodstream:one:2:oee:30d")
        assert 1790 < client.ttl(keys[0]) <= 1800
        assert all(key.startswith(b"prodstream:") for key in client.scan_iter())
    assert ask(Work()) == {"a": 1}


def test_fresh_goes_past_the_cache_and_fills_it(redis_url):
    work = Work()
    assert ask(work) == 1
    assert ask(work, fresh=True) == 2
    assert ask(work) == 2


def test_a_flush_reaches_what_it_names(redis_url):
    places = [(factory, tier, kpi) for factory in ("one", "two") for tier, kpi in (("2", "oee"), ("3D", "scrap_rate"))]

    def missed():
        """The places whose value had to be made; afterwards all are there."""
        made = []
        for place in places:
            ask(lambda place=place: made.append(place) or "value", *place)
        return made

    assert missed() == places
    assert missed() == []
    flush(factory="one")
    assert missed() == places[:2]
    flush(tier="3D")
    assert missed() == [places[1], places[3]]
    flush(kpi="oee")
    assert missed() == [places[0], places[2]]
    flush(factory="nobody")
    assert missed() == []
    flush()
    assert missed() == places


def test_many_are_known_at_once_by_few_questions(redis_url):
    wanted = {f"tile {kpi}": ("2", kpi, "30d") for kpi in ("oee", "downtime", "scrap_rate")}
    assert known(KPI, "one", wanted) == known(KPI, "one", {}) == {}
    ask(lambda: "best", kpi="oee")
    ask(lambda: "worst", kpi="scrap_rate")
    with redis.Redis.from_url(settings().redis(KPI)) as client:
        before = client.info("stats")["total_commands_processed"]
        assert known(KPI, "one", wanted) == {"tile oee": "best", "tile scrap_rate": "worst"}
        assert client.info("stats")["total_commands_processed"] - before <= 4  # the one that asks is one of them
    assert known(KPI, "two", wanted) == known(LIVE, "one", wanted) == {}
    assert stats() == {"2": {"hits": 2, "misses": 2}}
    flush(kpi="oee")
    assert known(KPI, "one", wanted) == {"tile scrap_rate": "worst"}


def test_a_flush_reaches_the_live_facts_too(redis_url):
    work = Work()
    assert ask(work, number=LIVE, tier="live", kpi="facts") == 1
    flush(factory="one")
    assert ask(work, number=LIVE, tier="live", kpi="facts") == 2


def test_what_was_begun_before_a_flush_is_not_found_after_it(redis_url):
    def overtaken():
        flush(factory="one")  # new rows are written while the old ones are still being added up
        return "old"

    assert ask(overtaken) == "old"
    assert ask(lambda: "new") == "new"


def test_hits_and_misses_are_counted_by_tier(redis_url):
    assert stats() == {}
    work = Work()
    for _ in range(3):
        ask(work)
    ask(work, tier="live", number=LIVE)
    ask(work, fresh=True)
    assert stats() == {"2": {"hits": 2, "misses": 2}, "live": {"hits": 0, "misses": 1}}


def test_an_error_is_nobodys_value_and_holds_no_lock(redis_url):
    def fail():
        raise ValueError("no such column")

    with pytest.raises(ValueError, match="no such column"):
        ask(fail)
    assert ask(Work()) == 1
    with redis.Redis.from_url(settings().redis(KPI)) as client:
        assert [key for key in client.scan_iter() if b":lock:" in key] == []


def test_many_at_once_share_one_computation(redis_url):
    started, may_end, work = threading.Event(), threading.Event(), Work()

    def slow():
        started.set()
        assert may_end.wait(10)
        return work()

    with ThreadPoolExecutor(6) as pool:
        first = pool.submit(ask, slow)
        assert started.wait(10)
        others = [pool.submit(ask, slow) for _ in range(4)]
        other_key = pool.submit(ask, lambda: "other", kpi="scrap_rate")
        assert other_key.result(10) == "other"  # nobody waits for another key
        with redis.Redis.from_url(settings().redis(KPI)) as client:
            servers.wait_until(lambda: _waiting(client, 5), "the others did not ask")
        may_end.set()
        assert [answer.result(10) for answer in (first, *others)] == [1] * 5
    assert work.done == 1


def _waiting(client, asked):
    """All have missed: they compute, or wait for the one that does."""
    if int(client.hget("prodstream:stats", "2:misses")) < asked + 1:
        raise OSError("not yet")


@pytest.fixture
def no_pause(monkeypatch):
    monkeypatch.setattr(cache, "PAUSE", 0.0)


def test_without_redis_everything_is_computed_and_it_comes_back(tmp_path, no_pause, caplog):
    work = Work()
    with servers.redis_server(tmp_path) as url, environment(REDIS_URL=url):
        assert [ask(work), ask(work)] == [1, 1]
        assert cache.is_up()
        with redis.Redis.from_url(url) as client:
            client.shutdown(nosave=True)
        with caplog.at_level(logging.WARNING):
            assert [ask(work), ask(work), ask(work, fresh=True)] == [2, 3, 4]
            flush(factory="one")
        assert stats() == {} and not cache.is_up()
        assert [record.message[:23] for record in caplog.records] == ["Redis does not answer ("]  # said once
        with servers.redis_server(tmp_path):
            assert [ask(work), ask(work)] == [5, 5]
            assert cache.is_up()


def test_redis_that_goes_while_computing_costs_the_cache_alone(tmp_path, no_pause):
    with servers.redis_server(tmp_path) as url, environment(REDIS_URL=url):

        def last():
            with redis.Redis.from_url(url) as client:
                client.shutdown(nosave=True)
            return "made"

        assert ask(last) == "made"


def test_a_redis_that_is_gone_is_left_alone_for_a_while(tmp_path, monkeypatch):
    asked = []
    with environment(REDIS_URL=f"unix://{tmp_path}/none.sock"):
        real = cache.client(KPI).mget
        monkeypatch.setattr(cache.client(KPI), "mget", lambda *a: asked.append(a) or real(*a))
        work = Work()
        assert [ask(work) for _ in range(5)] == [1, 2, 3, 4, 5]
        assert known(KPI, "one", {"tile": ("2", "oee", "30d")}) == {}
        assert len(asked) == 1


def test_a_redis_that_hangs_costs_one_time_out(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "HANGS", 0.3)
    work = Work()
    with servers.redis_server(tmp_path) as url, environment(REDIS_URL=url):
        assert ask(work) == 1
        pid = cache.client(KPI).info()["process_id"]
        os.kill(pid, signal.SIGSTOP)
        try:
            before = time.monotonic()
            assert [ask(work), ask(work), ask(work, number=LIVE)] == [2, 3, 4]
            assert 0.3 <= time.monotonic() - before < 1.2, "more than one time-out"
        finally:
            os.kill(pid, signal.SIGCONT)


def test_a_large_value_is_decoded_once_until_it_changes(redis_url):
    large = list(range(50_000))
    assert ask(lambda: large) == large
    first, second = ask(Work()), ask(Work())
    assert first == large and second is first
    ask(lambda: large[1:], fresh=True)
    assert ask(Work()) == large[1:]


def test_a_value_of_another_version_is_a_miss(redis_url, caplog):
    work = Work()
    assert ask(work) == 1
    with redis.Redis.from_url(settings().redis(KPI)) as client:
        (key,) = client.scan_iter("prodstream:one:*")
        client.set(key, b"!cdata.cache\nGone\n.")  # a pickle that names a class which is not there any more
    assert ask(work) == 2
    assert "another version" in caplog.text


def test_a_start_leaves_what_was_computed_before(redis_url, capsys):
    gunicorn = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    work = Work()
    assert ask(work) == 1
    gunicorn["post_worker_init"](SimpleNamespace(age=3))  # one that takes the place of another
    assert ask(work) == 1
    gunicorn["post_worker_init"](SimpleNamespace(age=1))
    assert ask(work) == 2
    assert capsys.readouterr().out.startswith("Ready: http://")
