"""How often one address may fail to sign in; a plant behind one address may sign in as often as it likes."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from redis.backoff import NoBackoff
from redis.retry import Retry

from settings import settings

SIGN_IN = "10 per minute; 60 per hour"

limiter = Limiter(get_remote_address, headers_enabled=True)


def limit(server: Flask) -> None:
    """Count in Redis, so that all workers count together; while Redis is gone each worker counts for itself."""
    url = settings().redis(0)
    server.config.update(
        RATELIMIT_STORAGE_URI=url.replace("unix://", "redis+unix://", 1),
        # a Redis that hangs is given up soon: somebody waits at the door
        RATELIMIT_STORAGE_OPTIONS={"socket_timeout": 1, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), 0)},
        RATELIMIT_KEY_PREFIX=settings().cache_prefix,
        # without limits of its own: those would hold for every address, not for sign-in alone
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
    )
    limiter.init_app(server)
