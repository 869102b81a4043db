"""Charts to PNG. Chromium can hang, so it runs in a process group of its own that is killed at a hard time limit."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import plotly.graph_objects as go

from settings import ROOT, settings

# the first is Chromium without its windows: half the work at each start
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
WIDTH, HEIGHT, SCALE = 420, 270, 2  # CSS pixels; at 83 mm wide a label of 11 px is 6.5 pt, and a dot 0.1 mm
_FONTS = f"""<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{ROOT / "assets" / "fonts"}</dir>
</fontconfig>"""


@dataclass(frozen=True)
class RenderFailure:
    """Why there is no picture, in words for the gap in the report."""

    reason: str


class NoChromium(LookupError):
    """No Chromium on this machine; the message says the way out."""


def chromium() -> str:
    """Path of the Chromium to use: CHROMIUM, else the first on the PATH. NoChromium when there is none."""
    wanted = settings().chromium
    found = next(filter(None, map(shutil.which, (wanted,) if wanted else NAMES)), None)
    if found:
        return found
    if wanted:
        raise NoChromium(
            f"CHROMIUM={wanted} is not a program: correct it, or leave it empty to use the one on the PATH"
        )
    raise NoChromium(
        "no Chromium on the PATH: install it (apt install chromium-headless-shell), or set CHROMIUM to its path"
    )


def pictures(figures: Sequence[go.Figure], limit_s: float = 60) -> list[bytes | RenderFailure]:
    """Each figure as PNG bytes (420 x 270 px at scale 2), or why not; returns within `limit_s` seconds, whatever hangs.

    What was drawn before the limit is kept. No process survives the call.
    """
    try:
        program = chromium()
    except NoChromium as error:
        return [RenderFailure(str(error)) for _ in figures]
    if not figures:
        return []
    # Chromium leaves its profile behind when it is killed: its temporary folder goes with ours
    with tempfile.TemporaryDirectory(prefix="prodstream-charts-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for number, figure in enumerate(figures):
            (folder / f"{number}.json").write_text(str(figure.to_json()))
        problem = _run(folder, program, limit_s)
        return [_picture(folder, number, problem) for number in range(len(figures))]


def _run(folder: Path, program: str, limit_s: float) -> str:
    """Draw the figures of `folder`; what stopped it, or ''."""
    fonts = folder / "fonts.conf"  # Chromium draws with the fonts of the system: lend it Inter
    fonts.write_text(_FONTS)
    script = Path(__file__).with_name("chromium.py")
    size = [str(part) for part in (WIDTH, HEIGHT, SCALE)]
    with (folder / "log").open("wb") as log:
        # -P: this folder's csv.py must not stand before the library's
        process = subprocess.Popen(  # noqa: S603  # our own script, with a path we looked up
            [sys.executable, "-P", str(script), str(folder), program, str(limit_s), *size],
            cwd=folder,
            env={**os.environ, "TMPDIR": str(folder), "FONTCONFIG_FILE": str(fonts)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = process.wait(limit_s)
        except subprocess.TimeoutExpired:
            return f"Chromium took longer than {limit_s:g} s"
        finally:
            _kill_group(process)
    if code == -signal.SIGKILL:
        return f"Chromium took longer than {limit_s:g} s, or the system ran out of memory"
    lines = [line for line in (folder / "log").read_text(errors="replace").splitlines() if line.strip()]
    return f"Chromium ({program}) failed: {lines[-1].strip()[:200] if lines else f'exit code {code}'}" if code else ""


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # all of it has ended by itself
    finally:
        process.wait()


def _picture(folder: Path, number: int, problem: str) -> bytes | RenderFailure:
    picture, reason = folder / f"{number}.png", folder / f"{number}.txt"
    if picture.exists() and picture.stat().st_size:
        return picture.read_bytes()
    return RenderFailure(reason.read_text() if reason.exists() else problem or "Chromium drew nothing")
