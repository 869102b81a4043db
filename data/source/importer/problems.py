"""What is wrong with an import, told so that it can be mended in one go."""

import difflib
from bisect import bisect
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

import pandas as pd

from data.source.importer.words import opposed


@dataclass(frozen=True)
class Problem:
    """One fault: the file, the line in it (header = 1; None: the file as a whole), column, value and what is wrong.

    `near` is the nearest known code of an unknown one. `fatal`: skipping rows does not help.
    """

    file: str
    line: int | None
    column: str
    value: str
    message: str
    near: str = ""
    fatal: bool = False

    @property
    def what(self) -> str:
        """All but the place: column, value, what is wrong, the nearest code."""
        value = f'"{self.value}" ' if self.value else ""
        near = f'; did you mean "{self.near}"?' if self.near else ""
        return (f"{self.column}: " if self.column else "") + value + self.message + near

    def __str__(self) -> str:
        return f"{self.file}{f' line {self.line}' if self.line else ''}: {self.what}"


class ImportRefused(Exception):  # it is what happened, and reads so where it is caught
    """Nothing was written. `errors` holds every problem, `warnings` what else was noticed on the way."""

    def __init__(self, errors: Sequence[Problem], warnings: Sequence[Problem] = ()) -> None:
        self.errors, self.warnings = tuple(errors), tuple(warnings)
        more = f" (and {len(self.errors) - 1:,} more)" if len(self.errors) > 1 else ""
        super().__init__(f"{self.errors[0]}{more}")


@dataclass
class Report:
    """The outcome of a check.

    errors: everything wrong. orphans: rows refused only because a row they belong to is. warnings: read, but doubtful.
    frames: the sound rows of each file, typed (moments as naive UTC), index = line.
    """

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    orphans: list[Problem] = field(default_factory=list)
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)


def nearest(value: str, known: Collection[str], cutoff: float = 0.6) -> str:
    """The known word that looks most like `value` and is not its opposite, or an empty string; `cutoff` as in
    difflib."""
    close = difflib.get_close_matches(value, known, n=3, cutoff=cutoff)
    return next((word for word in close if not opposed(value, word)), "")


def nearest_codes(values: Iterable[str], known: Collection[str], most: int = 200) -> dict[str, str]:
    """The nearest known code of each of the first `most` values.

    Of many codes only those are compared that begin or end alike, as a slip of the finger leaves one end whole:
    difflib over 100,000 codes takes seconds a value.
    """
    forward = sorted(known)
    backward = sorted(code[::-1] for code in known)
    found = {}
    for value in islice(values, most):
        there, back = bisect(forward, value), bisect(backward, value[::-1])
        pool = forward[max(there - 400, 0) : there + 400] + [c[::-1] for c in backward[max(back - 400, 0) : back + 400]]
        found[value] = nearest(value, pool, cutoff=0.3)  # codes are short: B3 and B1 are half alike
    return found
