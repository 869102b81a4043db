"""The kinds of cells: text -> typed values, and what is wrong with those that are not."""

import re
from collections.abc import Callable, Mapping
from datetime import time
from functools import lru_cache
from zoneinfo import available_timezones

import numpy as np
import pandas as pd

from data.source.importer.format import WEEKDAYS, Column
from data.source.importer.problems import nearest

Wrong = dict[str, pd.Series]
"""What is wrong -> a mask of the cells of which it is true."""
Parsed = tuple[pd.Series, Wrong]

_LONG = 16_000
"""What MariaDB's TEXT holds of any script."""
_FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@lru_cache
def zones() -> frozenset[str]:
    """The IANA time zones of this machine; looked up in its folders once."""
    return frozenset(available_timezones())


def _text(cells: pd.Series, column: Column) -> Parsed:
    most = column.length or _LONG
    return cells, {f"is longer than {most:,} characters": cells.str.len() > most}


def _number(cells: pd.Series, column: Column) -> Parsed:
    shaped = cells.str.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
    values = pd.to_numeric(cells.where(shaped), errors="coerce").astype("float64")
    return values, {"is not a number": ~values.abs().lt(np.inf), "is negative": values < 0}


def _whole(cells: pd.Series, column: Column) -> Parsed:
    values, wrong = _number(cells, column)
    off = (values % 1 != 0) | (values > 2**31 - 1)
    return values.where(~off), wrong | {"is not a whole number": off & values.notna()}


def _day(cells: pd.Series, column: Column) -> Parsed:
    shaped = cells.str.fullmatch(r"(?:19|20|21)\d\d-\d\d-\d\d(?:[T ]00:00(?::00)?)?")
    values = pd.to_datetime(cells.str[:10].where(shaped), format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
    return values, {"is not a day (as 2026-11-22)": values.isna()}


def _clock(cells: pd.Series, column: Column) -> Parsed:
    values = cells.map(_time).astype(object)
    return values, {"is not a time of day (as 06:00)": values.isna()}


def _time(text: str) -> time | None:
    if not re.fullmatch(r"\d{1,2}:\d\d(:\d\d)?", text):
        return None
    try:
        return time.fromisoformat("00:00" if text.startswith("24:00") else text.zfill(8 if text.count(":") == 2 else 5))
    except ValueError:
        return None


def _flag(cells: pd.Series, column: Column) -> Parsed:
    values = cells.str.lower().map(_FLAGS)
    return values.astype("boolean"), {"is not 0 or 1": values.isna()}


def _choice(cells: pd.Series, column: Column) -> Parsed:
    return cells, {f"is unknown (one of {', '.join(column.choices)})": ~cells.isin(column.choices)}


def _weekdays(cells: pd.Series, column: Column) -> Parsed:
    values = cells.str.replace(r"\s*,\s*", ",", regex=True)
    day = "|".join(WEEKDAYS)
    message = f'is not a list of weekdays (as "{",".join(WEEKDAYS[:5])}")'
    return values, {message: ~values.str.fullmatch(f"(?:{day})(?:,(?:{day}))*")}


def _slug(cells: pd.Series, column: Column) -> Parsed:
    fits = cells.str.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*") & (cells.str.len() <= 40)
    return cells, {"is not a slug (lower-case letters, digits and single hyphens, at most 40)": ~fits}


def _zone(cells: pd.Series, column: Column) -> Parsed:
    return cells, {"is not an IANA time zone (as Europe/Vienna)": ~cells.isin(zones())}


def _currency(cells: pd.Series, column: Column) -> Parsed:
    return cells, {"is not a currency code (as EUR)": ~cells.str.fullmatch("[A-Z]{3}")}


PARSERS: Mapping[str, Callable[[pd.Series, Column], Parsed]] = {
    "text": _text, "number": _number, "whole": _whole, "day": _day, "clock": _clock, "flag": _flag,
    "choice": _choice, "weekdays": _weekdays, "slug": _slug, "zone": _zone, "currency": _currency,
}  # fmt: skip
"""By kind of column; cells without NaN in. Moments need the factory's zone: times.to_utc."""


def near_choice(value: str, column: Column) -> str:
    """The allowed word nearest to a wrong one, for columns that have a list of them."""
    words = zones() if column.kind == "zone" else column.choices or ()
    same = next((word for word in words if word.lower() == value.lower()), "")
    return same or nearest(value, words)
