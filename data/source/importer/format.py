"""What a file of the import format is: its columns, key and references; types and lengths are the table's own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Double, Integer, String, Table, Time

from data.schema import OWN

STATUSES = ("Assigned", "Setup", "Start", "Hold", "Completed", "Closed", "Cancelled")
HOLD_CATEGORIES = ("breakdown", "maintenance", "material", "quality", "operator", "setup", "other")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CHOICES = {
    ("factory", "credit"): ("reported", "made"),
    ("factory", "day_named_by"): ("start", "end"),
    ("work_orders", "status"): STATUSES,
    ("work_order_logs", "status"): STATUSES,
    ("hold_reasons", "category"): HOLD_CATEGORIES,
}
OPTIONAL_CODE = "revision"
"""A part of a code that a factory may do without: empty, wherever it is missing."""
_KINDS = {Double: "number", Integer: "whole", Date: "day", DateTime: "moment", Time: "clock", Boolean: "flag"}


@dataclass(frozen=True)
class Column:
    """A column of a file. `blank`: a cell may be empty. `choices`: the only values allowed, if any."""

    name: str
    kind: str
    needed: bool
    blank: bool
    length: int | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reference:
    """`columns` hold the code of a row of another file; the table stores its id in `to`."""

    columns: tuple[str, ...]
    file: str
    to: str


@dataclass(frozen=True)
class File:
    """A file and the table of the same name.

    `code`: the columns by which other files name a row; `key`: the columns that identify it, where that is more.
    `single`: columns of which no value may stand on two lines. `stored`: the table's names of columns that it names
    otherwise. `defaults`: what the table gets where the file says nothing. `kinds`: of columns that the table lacks.
    """

    name: str
    needs: tuple[str, ...]
    may: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    more_key: tuple[str, ...] = ()
    refs: tuple[Reference, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    needed: bool = False
    kinds: Mapping[str, str] = field(default_factory=dict)
    stored: Mapping[str, str] = field(default_factory=dict)
    single: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        return self.code + self.more_key

    @property
    def noun(self) -> str:
        return re.sub(r"s$", "", re.sub(r"ies$", "y", self.name)).replace("_", " ")

    @cached_property
    def columns(self) -> dict[str, Column]:
        return {name: self._column(name) for name in self.needs + self.may}

    def to(self, name: str) -> str:
        """The table's column that holds a column of the file."""
        return next((ref.to for ref in self.refs if name in ref.columns), self.stored.get(name, name))

    def _column(self, name: str) -> Column:
        needed = name in self.needs
        choices = CHOICES.get((self.name, name), ())
        if name in self.kinds:
            return Column(name, self.kinds[name], needed, not needed, length=120, choices=choices)
        table: Table = getattr(OWN, self.name)
        stored = table.c[self.to(name)]
        blank = bool(stored.nullable) or name in self.defaults
        if any(name in ref.columns for ref in self.refs):
            return Column(name, "text", needed, blank)
        if isinstance(stored.type, String):
            kind = "choice" if choices else "weekdays" if name == "weekdays" else "text"
            return Column(name, kind, needed, blank, stored.type.length, choices)
        return Column(name, next(k for t, k in _KINDS.items() if isinstance(stored.type, t)), needed, blank)
