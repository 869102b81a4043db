"""How gunicorn serves app:server; it reads this file by its name."""

from data import cache, tenancy
from settings import settings

bind = f"{settings().bind}:{settings().port}"
worker_class = "gthread"
workers = 2
threads = 8
preload_app = True
"""Imported once for both workers, so that what they only read is in memory once."""
control_socket_disable = True
loglevel = settings().log_level.lower()


def post_fork(server: object, worker: object) -> None:
    """No connection is shared with the process that was forked."""
    tenancy.reset()
    cache.reset()


def post_worker_init(worker: object) -> None:
    """Once: leave what another version of the application may have computed, and say where the pages are."""
    if getattr(worker, "age", 0) == 1:
        cache.flush()
        print(f"Ready: {settings().address}", flush=True)  # noqa: T201  # for whoever started it
