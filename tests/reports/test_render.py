"""Real Chromium once; then one that hangs, one that breaks, and none."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import plotly.graph_objects as go
import pytest

from reports.render import NoChromium, RenderFailure, chromium, pictures
from tests.databases import environment

PNG = b"\x89PNG\r\n"


def figure() -> go.Figure:
    return go.Figure(go.Scatter(y=[1, 3, 2]))


def program(folder: Path, body: str) -> str:
    path = folder / "chromium"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


def ends(pid: int) -> bool:
    """Whether a process is gone, or goes within 5 s: a kill is under way when killpg returns."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 5)[0])
    finally:
        os.close(handle)


@pytest.fixture(scope="module", autouse=True)
def abandoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A rendering that hangs and that nobody waits for, and where its Chromium writes its pid; begun before the other
    tests, so that its limit passes meanwhile."""
    folder = tmp_path_factory.mktemp("abandoned")
    pids = folder / "pids"
    hangs = program(folder, f"echo $$ > {pids}; exec sleep 600")
    (folder / "0.json").write_text(str(figure().to_json()))
    script = Path("reports/chromium.py").resolve()
    command = [sys.executable, "-P", str(script), str(folder), hangs, "12", "420", "270", "2"]
    child = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
    yield child, pids
    child.kill()
    child.wait()


@pytest.mark.browser
def test_each_figure_becomes_its_own_picture_in_order() -> None:
    small, large = figure(), figure().add_bar(y=[1, 2] * 400)
    broken = go.Figure(layout={"xaxis": {"title": {"text": "fine"}}})
    broken.to_json = lambda: '{"layout": {}}'  # type: ignore[method-assign]  # no data: Chromium is never asked
    first, gap, last = pictures([small, broken, large])
    assert isinstance(first, bytes) and isinstance(last, bytes)
    assert first.startswith(PNG) and last.startswith(PNG) and first != last
    assert isinstance(gap, RenderFailure) and "figure" in gap.reason


def test_a_hanging_chromium_is_killed_with_its_children(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    hangs = program(tmp_path, f"sleep 600 & echo $$ $! > {pids}; trap '' TERM; wait; sleep 600")
    started = time.monotonic()
    with environment(CHROMIUM=hangs):
        found = pictures([figure(), figure()], limit_s=12)
    assert time.monotonic() - started < 18
    assert [type(one) for one in found] == [RenderFailure, RenderFailure]
    assert "longer than 12 s" in found[0].reason  # type: ignore[union-attr]
    left = [int(pid) for pid in pids.read_text().split()]
    assert len(left) == 2
    assert all(ends(pid) for pid in left)


def test_a_caller_that_is_gone_leaves_nothing_behind(abandoned: tuple[subprocess.Popen[bytes], Path]) -> None:
    """The limit holds without us: a killed worker cannot kill its Chromium any more."""
    child, pids = abandoned
    assert child.wait(40) == -9
    assert ends(int(pids.read_text()))


def test_a_broken_chromium_is_a_clear_failure(tmp_path: Path) -> None:
    with environment(CHROMIUM=program(tmp_path, "echo no libnss3 >&2; exit 127")):
        (found,) = pictures([figure()], limit_s=20)
    assert isinstance(found, RenderFailure)
    assert "ends as soon as it starts" in found.reason


def test_without_chromium_the_failure_says_what_to_install(tmp_path: Path) -> None:
    with environment(PATH=str(tmp_path)):
        (found,) = pictures([figure()])
    assert isinstance(found, RenderFailure)
    assert "apt install chromium" in found.reason


def test_a_wrong_chromium_setting_is_named() -> None:
    with environment(CHROMIUM="/nowhere/chromium"), pytest.raises(NoChromium, match="CHROMIUM=/nowhere/chromium"):
        chromium()


def test_nothing_to_draw_starts_nothing() -> None:
    assert pictures([]) == []
    assert not os.environ.get("CHROMIUM")
