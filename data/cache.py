"""The cache: pickled values in Redis by factory, tier and KPI, flushed by tag, counted per tier. Redis gone: a miss."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from contextlib import contextmanager, nullcontext
from functools import lru_cache, partial
from itertools import chain
from typing import Any, TypeVar

import redis
from cachelib.base import BaseCache
from flask import Flask
from flask_caching import Cache
from redis.backoff import NoBackoff
from redis.retry import Retry

from data.decoded import Decoder
from settings import settings

log = logging.getLogger(__name__)
T = TypeVar("T")
KPI, LIVE = 1, 2
"""Redis databases: the answers of KPIs, and the live facts."""
ALL = "*"
HANGS = 1.0
"""Seconds after which a Redis that does not answer is given up."""
PAUSE = 10.0
"""Seconds without asking a Redis that did not answer, so that pages are slower by one time-out and not by many."""
WAIT = 20.0
"""Seconds that one computation holds its key; others that ask for the same wait for it that long."""
_TAG_KEYS = ("factory", "tier", "kpi")


class _Down:
    until = 0.0
    said = -60.0


@lru_cache
def client(number: int) -> "redis.Redis":
    """A Redis connection pool of this process. A connection that was lost is made anew; one that hangs is given up."""
    once = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
    return redis.Redis.from_url(settings().redis(number), socket_connect_timeout=0.5, socket_timeout=HANGS, retry=once)


@lru_cache
def _store(number: int) -> BaseCache:
    """The backend itself: the Cache object looks for itself in whatever Flask application is running, the web's too."""
    config = {
        "CACHE_TYPE": "RedisCache",
        "CACHE_REDIS_HOST": client(number),
        "CACHE_KEY_PREFIX": f"{settings().cache_prefix}:",
    }
    app, cache = Flask("prodstream-cache"), Cache(config=config)
    cache.init_app(app)
    with app.app_context():
        store: Any = cache.cache
    store.serializer = Decoder()
    return store


def reset() -> None:
    """Forget the connections: after a fork, and when a test moves to another Redis."""
    client.cache_clear()
    _store.cache_clear()
    _Down.until, _Down.said = 0.0, -60.0


def _try(work: Callable[[], T], otherwise: T) -> T:
    """The result of a Redis call, or `otherwise` while Redis is gone; said once a minute in the log."""
    if time.monotonic() < _Down.until:
        return otherwise
    try:
        return work()
    except redis.RedisError as error:
        _Down.until = time.monotonic() + PAUSE
        if time.monotonic() - _Down.said >= 60:
            _Down.said = time.monotonic()
            log.warning("Redis does not answer (%s): going on without cache", error)
        return otherwise


def _tag(kind: str, name: str) -> str:
    return f"{settings().cache_prefix}:generation:{kind}:{name}"


Wanted = tuple[str, str, str]
"""What a value is called within a factory: tier, KPI and the rest."""


def _keys(number: int, factory: str, wanted: Collection[Wanted]) -> list[str] | None:
    """The keys with the generations of their tags in them, so that bumping one makes every older value unreachable."""
    of = [
        (_tag("factory", factory), _tag("tier", tier), _tag("kpi", kpi), _tag("factory", ALL))
        for tier, kpi, _ in wanted
    ]
    tags = list(dict.fromkeys(chain.from_iterable(of)))
    found = _try(lambda: client(number).mget(tags), None) if tags else []
    if found is None:
        return None
    generation = {tag: str(int(g or 0)) for tag, g in zip(tags, found, strict=True)}
    return [":".join([factory, *name, *map(generation.__getitem__, own)]) for name, own in zip(wanted, of, strict=True)]


def known(number: int, factory: str, wanted: Mapping[str, Wanted]) -> dict[str, Any]:
    """Those of many values that are in the cache, by the names that `wanted` gives them: three questions to Redis.
    What is not there is for `remember` to make, and to count."""
    keys = _keys(number, factory, wanted.values()) or []
    values = _try(lambda: _store(number).get_many(*keys), None) if keys else None
    found = {name: value for name, value in zip(wanted, values or (), strict=False) if value is not None}
    _count(Counter(wanted[name][0] for name in found), hit=True)
    return found


def remember(
    number: int, factory: str, tier: str, kpi: str, rest: str, ttl: int, make: Callable[[], T], fresh: bool = False
) -> T:
    """The cached value, or `make()`, then cached for `ttl` seconds. `fresh` goes past the cache and refills it.

    When several ask at once, one computes and the others take its value. A large value is shared by all who ask in
    this process: leave it as it is.
    """
    keys = _keys(number, factory, [(tier, kpi, rest)])
    if keys is None:
        return make()
    key = keys[0]
    value = None if fresh else _try(lambda: _store(number).get(key), None)
    _count({tier: 1}, hit=value is not None)
    if value is not None:
        return value
    with _alone(number, key) as waited:
        value = _try(lambda: _store(number).get(key), None) if waited and not fresh else None
        if value is None:
            value = make()
            _try(lambda: _store(number).set(key, value, timeout=ttl), None)
        return value


@contextmanager
def _held(lock: Any) -> Any:
    started = time.monotonic()
    if not _try(lambda: lock.acquire(blocking_timeout=WAIT), False):
        yield True
        return
    try:
        yield time.monotonic() - started > 0.01
    finally:
        _try(lambda: _release(lock), None)


def _release(lock: Any) -> None:
    try:
        lock.release()
    except redis.exceptions.LockError:
        log.warning("a computation took longer than its lock of %s s", WAIT)


def _alone(number: int, key: str) -> Any:
    if time.monotonic() < _Down.until:
        return nullcontext(False)
    return _held(client(number).lock(f"{settings().cache_prefix}:lock:{key}", timeout=WAIT, sleep=0.02))


def _count(times: Mapping[str, int], *, hit: bool) -> None:
    """Hits or misses, so many times by tier."""

    def add() -> None:
        with client(KPI).pipeline(transaction=False) as asked:
            for tier, number in times.items():
                asked.hincrby(f"{settings().cache_prefix}:stats", f"{tier}:{'hits' if hit else 'misses'}", number)
            asked.execute()

    if times:
        _try(add, None)


def flush(factory: str | None = None, tier: str | None = None, kpi: str | None = None) -> None:
    """Make the values of a factory, a tier or a KPI unreachable; without an argument, all of them."""
    given = {"factory": factory, "tier": tier, "kpi": kpi}
    names = [(kind, name) for kind, name in given.items() if name is not None] or [("factory", ALL)]
    for number in (KPI, LIVE):
        for kind, name in names:
            _try(partial(client(number).incr, _tag(kind, name)), 0)


def stats() -> dict[str, dict[str, int]]:
    """Hits and misses by tier since the counters were last cleared; empty while Redis is gone."""
    nothing: dict[Any, Any] = {}
    raw = _try(lambda: client(KPI).hgetall(f"{settings().cache_prefix}:stats"), nothing)
    found: dict[str, dict[str, int]] = {}
    for field, number in raw.items():
        tier, kind = field.decode().rsplit(":", 1)
        found.setdefault(tier, {"hits": 0, "misses": 0})[kind] = int(number)
    return found


def is_up() -> bool:
    """Whether Redis answers now."""
    _Down.until = 0.0
    return bool(_try(lambda: client(KPI).ping(), False))
