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
    """Say once where the pages are, when they can be opened."""
    if getattr(worker, "age", 0) == 1:
        print(f"Ready: {settings().address}", flush=True)  # noqa: T201  # for whoever started it
