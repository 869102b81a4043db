"""Log lines of the worker and the scheduler: `17:02:00 INFO job=demo-tick-... factory=detroit done ms=412`."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from settings import settings

_context: ContextVar[str] = ContextVar("context", default="")


def _add_context(record: logging.LogRecord) -> bool:
    record.context = _context.get()
    return True


def setup() -> None:
    """Log to stdout at LOG_LEVEL; the chatter of RQ and of the PDF's fonts only from warnings on."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(context)s%(message)s", "%H:%M:%S"))
    handler.addFilter(_add_context)
    logging.basicConfig(level=settings().log_level, handlers=[handler], force=True)
    for chatter in ("rq", "rq.worker", "rq.scheduler", "rq_scheduler", "fontTools"):
        logging.getLogger(chatter).setLevel(logging.WARNING)


@contextmanager
def context(**words: str) -> Iterator[None]:
    """Put `job=... factory=...` into every line that is logged inside."""
    token = _context.set("".join(f"{name}={word} " for name, word in words.items()))
    try:
        yield
    finally:
        _context.reset(token)
