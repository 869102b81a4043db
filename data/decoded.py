"""Values as they come out of Redis: a large one that has not changed is decoded once a process, not once a look."""

import logging
from collections import deque
from typing import Any

from cachelib.serializers import BaseRedisSerializer

log = logging.getLogger(__name__)
LARGE = 50_000
"""Bytes from which decoding takes longer than comparing with what is kept."""
KEPT = 8


class Decoder(BaseRedisSerializer):
    """Decodes; what it gives of a large value is shared by all who ask, so nobody may change it."""

    def __init__(self) -> None:
        self._kept: deque[tuple[bytes, Any]] = deque(maxlen=KEPT)

    def loads(self, value: bytes | None) -> Any:
        """The value; None, as if it were not there, for one that this version of the application cannot read."""
        if value is None or len(value) < LARGE:
            return self._read(value)
        for raw, made in tuple(self._kept):
            if raw == value:
                return made
        made = self._read(value)
        self._kept.append((value, made))
        return made

    def _read(self, value: bytes | None) -> Any:
        try:
            return super().loads(value)
        except Exception as error:  # unpickling raises whatever a class that has changed since raises
            log.warning("a cached value of another version is left (%s: %s)", type(error).__name__, error)
            return None
