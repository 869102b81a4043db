"""The process that draws: figures of a folder to PNG, through one Chromium. Started by render.py, imported by nobody.

    python -P chromium.py FOLDER CHROMIUM SECONDS WIDTH HEIGHT SCALE

Reads FOLDER/<n>.json, writes FOLDER/<n>.png, or FOLDER/<n>.txt with what went wrong. After SECONDS it kills its whole
process group, Chromium included: the limit holds even when whoever started it is gone.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import kaleido
from choreographer.browsers.chromium import Chromium
from choreographer.errors import BrowserFailedError


class InOurGroup(Chromium):
    """Chromium in this process's group, not in a session of its own, so that one killpg ends everything."""

    def get_popen_args(self) -> Mapping[str, Any]:
        return {**super().get_popen_args(), "start_new_session": False}


def _end(*_: object) -> None:
    os.killpg(0, signal.SIGKILL)


def _write(path: Path, content: bytes) -> None:
    # whole or not at all: the reader may come at any moment
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.rename(path)


async def draw(folder: Path, chromium: str, seconds: float, size: dict[str, int]) -> None:
    options = {"format": "png", **size}
    browser = kaleido.Kaleido(n=1, timeout=seconds, mathjax=False, path=chromium, browser_cls=InOurGroup)
    async with browser:
        for source in sorted(folder.glob("*.json"), key=lambda path: int(path.stem)):
            try:
                picture = await browser.calc_fig(json.loads(source.read_text()), opts=options)
            except Exception as error:  # one bad figure must not cost the others their picture
                _write(source.with_suffix(".txt"), f"{type(error).__name__}: {error}".encode())
            else:
                _write(source.with_suffix(".png"), picture)


def main() -> None:
    folder, chromium, seconds, width, height, scale = sys.argv[1:]
    signal.signal(signal.SIGALRM, _end)
    signal.setitimer(signal.ITIMER_REAL, float(seconds))
    size = {"width": int(width), "height": int(height), "scale": int(scale)}
    try:
        asyncio.run(draw(Path(folder), chromium, float(seconds), size))
    except BrowserFailedError:
        sys.exit("it ends as soon as it starts; call it with --headless --no-sandbox about:blank to see why")


if __name__ == "__main__":
    main()
