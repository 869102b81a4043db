"""Processes that outlive their Redis: when it goes away, hangs or refuses, they wait for it, and begin anew."""

import logging
import os
import sys
import time
from collections.abc import Callable

from redis import Redis
from redis.exceptions import RedisError

from jobs.queues import connection

logger = logging.getLogger(__name__)
PAUSE_S = 2.0


def patiently(module: str, work: Callable[[Redis], object]) -> None:
    """Do `work` on the queues' Redis; if it goes away, start this process as `python -m module` once more."""
    redis = _awaited()
    try:
        work(redis)
        redis.ping()  # RQ also ends its work without a word when it loses its Redis
    except RedisError as error:  # also one that hangs, or whose disk is full
        logger.warning("Redis does not do its work (%s): waiting for it", error)
        time.sleep(PAUSE_S)
        # a fresh image: what the library kept of threads, signals and connections belongs to the Redis that went away
        os.execv(sys.executable, [sys.executable, "-m", module])  # noqa: S606  # ourselves


def _awaited() -> Redis:
    while True:
        try:
            redis = connection()
            redis.ping()
            return redis
        except RedisError:
            time.sleep(PAUSE_S)
