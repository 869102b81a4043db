"""MariaDB and MySQL through pymysql: the session, and rows in and out several times as fast as the driver by itself."""

import math
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from types import NoneType
from typing import Any

from pymysql.connections import Connection
from pymysql.constants import FIELD_TYPE
from pymysql.converters import conversions
from pymysql.cursors import Cursor
from sqlalchemy.engine import URL

_SESSION = "SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'"
_ROWS = re.compile(r"(INSERT INTO .+? VALUES )\((?:%s, )*%s\)", re.DOTALL)
_SPECIAL = re.compile(r"""['"\\\x00\n\r\x1a]""")
"""What the driver escapes in a text."""
_AT_ONCE = 5_000
"""Rows whose literals are held at once."""


def options(url: URL) -> dict[str, Any]:
    """What create_engine is told of a MariaDB or MySQL."""
    times: dict[Any, Any] = {FIELD_TYPE.DATETIME: datetime.fromisoformat, FIELD_TYPE.DATE: date.fromisoformat}
    asked = {
        "init_command": _SESSION,
        # over a socket of this machine TLS protects nothing, and each connection would read all certificates
        "ssl_disabled": "unix_socket" in url.query,
        "conv": conversions | times,
        "cursorclass": _Cursor,
    }
    return {
        "pool_pre_ping": True, "pool_recycle": 1800, "pool_size": 5, "max_overflow": 10, "connect_args": asked,
        # with repeatable reads, the default, who writes one factory's rows locks the gaps between another's
        "isolation_level": "READ COMMITTED",
    }  # fmt: skip


class _Cursor(Cursor):
    """Writes the literals of many rows column by column; the driver asks for each value what it is."""

    def executemany(self, query: str, args: Any) -> int | None:
        insert = _ROWS.fullmatch(query)
        if not insert or not args or not isinstance(args[0], Sequence):
            return super().executemany(query, args)
        done = 0
        for at in range(0, len(args), _AT_ONCE):
            columns = [_literals(values, self.connection) for values in zip(*args[at : at + _AT_ONCE], strict=True)]
            for text in _statements(insert[1], map(",".join, zip(*columns, strict=True)), self.max_stmt_length):
                done += self.execute(text)
        self.rowcount = done
        return done


def _literals(values: Sequence[Any], connection: "Connection[Any]") -> Iterator[str]:
    kinds = set(map(type, values)) - {NoneType}
    if kinds <= {float} and math.isfinite(sum(v for v in values if v is not None)):
        # the exponent makes it a floating number: without one it is a decimal
        return ("NULL" if v is None else s if "e" in (s := repr(v)) else s + "e0" for v in values)
    if kinds <= {int}:
        return ("NULL" if v is None else repr(v) for v in values)
    if kinds <= {str}:
        told = set(values) - {None}
        plain = not _SPECIAL.search("".join(told))
        known = {v: f"'{v}'" if plain else connection.escape(v) for v in told}
        return ("NULL" if v is None else known[v] for v in values)
    return (connection.escape(v) for v in values)


def _statements(head: str, rows: Iterator[str], most: int) -> Iterator[str]:
    """`head` with rows of literals, at most so many characters long (one row may be longer)."""
    part: list[str] = []
    size = 0
    for row in rows:
        if part and size + len(row) > most:
            yield f"{head}({'),('.join(part)})"
            part, size = [], 0
        part.append(row)
        size += len(row) + 3
    yield f"{head}({'),('.join(part)})"
