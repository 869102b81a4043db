"""Processes that are started again when they die, until somebody ends them all."""

import multiprocessing
import signal
import time
from functools import partial
from typing import Any

from honcho.manager import Manager
from honcho.process import Popen, Process

from jobs.mortal import die_with_parent

LIVED_S = 10.0
"""A process that ends earlier cannot start: to try it over and over would hide why."""


class KeepingManager(Manager):  # type: ignore[misc]  # the library has no types
    """Runs processes until it is ended, or until one of them cannot start; then none is left."""

    def __init__(self) -> None:
        super().__init__()
        self.ending = multiprocessing.Event()
        self._process_ctor = partial(_Kept, ending=self.ending)

    def terminate(self) -> None:
        self.ending.set()
        super().terminate()


class _Kept(Process):  # type: ignore[misc]  # the library has no types
    def __init__(self, *arguments: Any, ending: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._ending, self._again, self._since = ending, True, 0.0
        self._child_ctor = partial(Popen, preexec_fn=_as_new)

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        die_with_parent(signal.SIGKILL)  # and the child with this one, however it ends
        while self._again:
            self._since = time.monotonic()
            super().run(events, ignore_signals)

    def _send_message(self, data: Any, type: str = "line") -> None:  # the library's name
        if type == "stop":
            self._again = not self._ending.is_set() and time.monotonic() - self._since > LIVED_S
            if self._again:
                data, type = f"ended by itself (rc={data['returncode']}), is started again\n", "line"
        super()._send_message(data, type)


def _as_new() -> None:
    """The signals of a process that nobody started from here; it ends with the one that did."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    die_with_parent()
