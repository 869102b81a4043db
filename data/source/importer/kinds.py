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
from data.source.importer.words import status_of

Wrong = dict[str, pd.Series]
"""What is wrong -> a mask of the cells of which it is true."""
Parsed = tuple[pd.Series, Wrong]

MOST = 1e9
"""A quantity, or a number of seconds or hours, over this is no such thing: rather a bar code in the wrong cell."""
MOST_MONEY = 1e15
_MONEY = ("hourly_cost", "purchase_cost", "standard_cost", "price", "hourly_rate")
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
    bad, comma = ~values.abs().lt(np.inf), cells.str.fullmatch(r"[+-]?[\d.]*,[\d,]+")
    date = cells.str.match(r"\d{4}-\d\d-\d\d")
    told = "which cannot be (a bar code in the wrong cell?); write the figure itself"
    most = MOST_MONEY if column.name in _MONEY else MOST
    return values, {
        "is not a number": bad & ~comma & ~date,
        "is not a number; write decimals with a point, or separate the columns by semicolons": bad & comma,
        "is not a number but a date; give the cell the format of a number, and type it again": bad & date,
        "is negative": values < 0,
        f"is over {most:,.0f}, {told}": values.gt(most) & ~bad,
    }


def _whole(cells: pd.Series, column: Column) -> Parsed:
    values, wrong = _number(cells, column)
    off = values % 1 != 0
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
    if text in ("24:00", "24:00:00"):
        return time()
    try:
        return time.fromisoformat(text.zfill(8 if text.count(":") == 2 else 5))
    except ValueError:
        return None


def _flag(cells: pd.Series, column: Column) -> Parsed:
    values = cells.str.lower().map(_FLAGS)
    return values.astype("boolean"), {"is not 0 or 1": values.isna()}


def _choice(cells: pd.Series, column: Column) -> Parsed:
    if column.name == "status":
        cells = cells.map({word: status_of(word, column.choices) for word in cells.unique()})
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
    """The allowed word nearest to a wrong one, for columns that have a list of them.

    A status or category has to begin alike and be one word: "To Start" is not a slip of the finger.
    """
    words = zones() if column.kind == "zone" else column.choices or ()
    same = next((word for word in words if word.lower() == value.lower()), "")
    near = same or nearest(value, words)
    alike = value[:1].lower() == near[:1].lower() and len(value.split()) == 1
    return near if alike or column.kind == "zone" else ""
