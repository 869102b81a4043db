"""What `make run` does in the end: start the Procfile, and stop all of it."""

import os
import shlex
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType
from typing import Any

from honcho.environ import parse_procfile

from jobs import embedded_redis
from jobs.kept import KeepingManager
from jobs.mortal import die_with_parent
from settings import ROOT, settings

RESTART_S = 1.0


def serve() -> int:
    """Run the Procfile until Ctrl-C, or until a process cannot start; then none is left. Returns the exit code."""
    env = {**os.environ, "PYTHONUNBUFFERED": "1", "VAR_DIR": str(settings().var_dir.absolute())}
    env["PATH"] = f"{ROOT / '.venv/bin'}{os.pathsep}{env.get('PATH', '')}"
    commands = parse_procfile((ROOT / "Procfile").read_text()).processes
    redis = commands.pop("redis")
    # a closed terminal ends it like Ctrl-C
    signal.signal(signal.SIGHUP, _as_terminate)
    with nullcontext() if settings().redis_url else _redis(redis, env):
        manager = KeepingManager()
        for name, command in commands.items():
            manager.add_process(name, command, env=env, cwd=str(ROOT))
        manager.loop()
    return 0 if manager.returncode in (0, 130, 143) else 1


@contextmanager
def _redis(command: str, env: dict[str, str]) -> Iterator[None]:
    """Our Redis, up before the others and down after them: they say goodbye to it. If it dies it is started again."""
    ending, running = threading.Event(), [_start(command, env)]
    embedded_redis.wait(running[0])

    def keep() -> None:
        while not ending.is_set():
            running[0].wait()
            if not ending.wait(RESTART_S):
                running[0] = _start(command, env)

    threading.Thread(target=keep, daemon=True).start()
    try:
        yield
    finally:
        ending.set()
        running[0].terminate()
        running[0].wait()


def _start(command: str, env: dict[str, str]) -> "subprocess.Popen[bytes]":
    options: dict[str, Any] = {"start_new_session": True, "preexec_fn": die_with_parent}
    return subprocess.Popen(shlex.split(command), env=env, cwd=ROOT, **options)  # noqa: S603  # the Procfile


def _as_terminate(_number: int, _frame: FrameType | None) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
