"""What dies is started again; what cannot start ends all."""

import os
import signal
import subprocess

from tests import servers

RUN = """
import sys
from jobs import kept
kept.LIVED_S = float(sys.argv[1])
manager = kept.KeepingManager()
for name, command in zip("abc", sys.argv[2:]):
    manager.add_process(name, command)
manager.loop()
sys.exit(manager.returncode)
"""


def run(tmp_path, lived, *commands):
    out = (tmp_path / "out").open("wb")
    return subprocess.Popen(
        [servers.PYTHON, "-c", RUN, str(lived), *commands], stdout=out, stderr=out, cwd=servers.ROOT
    )


def test_what_dies_is_started_again_and_all_end_together(tmp_path):
    pids = tmp_path / "pids"
    manager = run(tmp_path, 0, f"echo $$ >> {pids}; exec sleep 600", "exec sleep 600")

    def started(times):
        def look():
            if len(pids.read_text().split()) < times:
                raise OSError("not yet")

        servers.until(look, manager, "the process")
        return int(pids.read_text().split()[-1])

    try:
        first = started(1)
        os.kill(first, signal.SIGKILL)
        second = started(2)
        assert not servers.alive(first) and servers.alive(second)
        manager.send_signal(signal.SIGINT)
        assert manager.wait(30) == 130
        assert not servers.alive(second)
        assert "a started" in (log := (tmp_path / "out").read_text()) and "is started again" in log
    finally:
        manager.kill()


def test_nothing_outlives_a_manager_that_is_killed(tmp_path):
    pids = tmp_path / "pids"
    manager = run(tmp_path, 0, f"echo $$ >> {pids}; exec sleep 600")

    def started():
        if not pids.read_text().strip():
            raise OSError("not yet")

    servers.until(started, manager, "the process")
    manager.kill()
    manager.wait()
    pid = int(pids.read_text())

    def gone():
        if servers.alive(pid):
            raise OSError("still there")

    servers.wait_until(gone, "it outlived its manager", seconds=30)


def test_what_cannot_start_ends_all(tmp_path):
    manager = run(tmp_path, 600, "exec sleep 600", "echo no such setting; exit 3")
    try:
        assert manager.wait(30) == 3
        assert "no such setting" in (tmp_path / "out").read_text()
    finally:
        manager.kill()
