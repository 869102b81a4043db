"""Processes that outlive their Redis: when it goes away they wait for it, and begin anew."""

import logging
import os
import sys
import time
from collections.abc import Callable

from redis import Redis
from redis.exceptions import ConnectionError as Gone

from jobs.queues import connection

logger = logging.getLogger(__name__)
PAUSE_S = 2.0


def patiently(module: str, work: Callable[[Redis], object]) -> None:
    """Do `work` on the queues' Redis; if it goes away, start this process as `python -m module` once more."""
    redis = _awaited()
    try:
        work(redis)
        redis.ping()  # RQ also ends its work without a word when it loses its Redis
    except Gone as error:
        logger.warning("Redis is gone (%s): waiting for it", error)
        # a fresh image: what the library kept of threads, signals and connections belongs to the Redis that went away
        os.execv(sys.executable, [sys.executable, "-m", module])  # noqa: S606  # ourselves


def _awaited() -> Redis:
    while True:
        try:
            redis = connection()
            redis.ping()
            return redis
        except Gone:
            time.sleep(PAUSE_S)
