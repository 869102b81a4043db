"""`python cli.py up` as a process: all of it comes up, and Ctrl-C leaves nothing behind."""

import os
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest
import redis

from data.summary.aggregate import backfill
from jobs import embedded_redis
from settings import settings
from tests import servers, tiny
from tests.databases import environment


# SIGHUP, a closed terminal, becomes SIGTERM: outside of long it stands for both. tests/whole presses Ctrl-C
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux for the processes")
@pytest.mark.parametrize(
    "number", [signal.SIGHUP, *(pytest.param(n, marks=pytest.mark.long) for n in (signal.SIGINT, signal.SIGTERM))]
)
def test_all_of_it_comes_up_and_goes_down(sqlite_database, tmp_path, number):
    backfill(tiny.imported(tmp_path / "in", tiny.last_days(2)))
    port = servers.free_port()
    log = tmp_path / "log"
    with environment(PORT=str(port), REDIS_URL=""), log.open("wb") as out:
        up = subprocess.Popen(
            [servers.PYTHON, "cli.py", "up"], stdout=out, stderr=out, env=dict(os.environ), cwd=servers.ROOT
        )
        try:
            servers.until(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/signin").close(), up, "up")
            a_redis_that_dies_takes_nobody_along(up, port)
            assert embedded_redis.answers()
            started = servers.descendants(up.pid)
            assert len(started) >= 7  # Redis, the web's master and two workers, worker, its timer, scheduler
            up.send_signal(number)
            assert up.wait(30) == 0, log.read_text()
            assert not any(map(servers.alive, started)), log.read_text()
            assert not embedded_redis.answers()
        finally:
            up.kill()
    assert f"starts on http://localhost:{port}" in log.read_text()


def a_redis_that_dies_takes_nobody_along(up, port):
    ours = redis.Redis(unix_socket_path=str(embedded_redis.socket()))
    before = ours.info()["process_id"]
    os.kill(before, signal.SIGKILL)
    servers.wait_until(ours.ping, "Redis did not come back")
    assert ours.info()["process_id"] != before
    assert urllib.request.urlopen(f"http://127.0.0.1:{port}/signin").status == 200
    assert up.poll() is None


def test_a_second_one_is_refused_in_one_line(sqlite_database, tmp_path):
    with (
        environment(REDIS_URL="", PORT=str(servers.free_port())),
        servers.running(*embedded_redis.command(), log=tmp_path / "log") as redis,
    ):
        embedded_redis.wait(redis)
        second = subprocess.run(
            [servers.PYTHON, "cli.py", "up"], capture_output=True, text=True, env=dict(os.environ), cwd=servers.ROOT
        )
    assert second.returncode == 1
    assert second.stderr.startswith(
        f"error: Redis cannot start: it already runs in {settings().var_dir}: stop the other"
    )
    assert second.stderr.count("\n") == 1
