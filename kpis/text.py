"""Numbers, units and dates as people read them."""

import math
from contextvars import ContextVar
from datetime import date, timedelta

NO_DATA = "–"
MINUS = "−"
COUNTED = frozenset({"orders", "units", "machines", "count", ""})
"""Units of things that are counted: whole numbers, and no unit behind a difference."""
MONEY = "money"
"""The unit of money where it is nobody's yet; shown in a factory's currency, see in_currency."""
PLAIN = ".,"
"""The notation that nobody chose: decimal point, comma between thousands."""
DECIMALS, GROUPS = ".,", ".,'’ \u00a0\u202f"
"""What may stand before decimals and between thousands."""
_notation: ContextVar[str] = ContextVar("notation", default=PLAIN)
_SHORT = {"%": "pt", "%/year": "pt/year", "days": "d"}


def _unknown(value: float | None) -> bool:
    return value is None or math.isnan(value)


def write_as(notation: str) -> None:
    """Write numbers with these two signs, decimal and thousands, in the rest of this thread's request; what is no
    notation (somebody may have sent anything) is PLAIN."""
    known = len(notation) == 2 and notation[0] in DECIMALS and notation[1] in GROUPS and notation[0] != notation[1]
    _notation.set(notation if known else PLAIN)


def notation() -> str:
    """The two signs in force. What is made of written numbers and kept for others is kept by them."""
    return _notation.get()


def plain(text: str) -> str:
    """A written number as programs read it: "1.234,5" -> "1234.5"; the other way round of `number`."""
    signs = notation()
    return text.replace(signs[1], "").replace(signs[0], ".").replace(MINUS, "-")


def typed(text: str) -> str:
    """A number from a keyboard as programs read it. A point is always a decimal one, a comma only where it is one in
    the notation: "1,234" is too easily meant the other way."""
    return text.replace(",", ".") if notation()[0] == "," and "." not in text else text


def _signed(value: float, digits: int) -> str:
    text = f"{abs(value):,.{digits}f}"
    text = text.translate(dict(zip(map(ord, PLAIN), notation(), strict=True)))
    return f"{MINUS}{text}" if value < 0 and text.strip("0.,") else text


def digits_of(value: float, unit: str) -> int:
    """Decimals that a value of that unit is shown with: about three significant ones."""
    if unit.startswith("%"):
        return 2 if abs(round(value, 2)) < 10 else 1
    if unit in COUNTED:
        return 0 if abs(value) >= 100 or math.isclose(value, round(value), abs_tol=1e-6) else 1
    if unit == "x" or abs(round(value, 2)) < 1:
        return 2
    return 1 if abs(round(value, 1)) < 100 else 0


def in_currency(unit: str, currency: str) -> str:
    """A unit with the factory's currency in place of "money": "EUR", "EUR/h"."""
    return currency + unit.removeprefix(MONEY) if unit.partition("/")[0] == MONEY else unit


def _with_unit(text: str, unit: str) -> str:
    """ "6.4 days"; a currency code stands before: "EUR 1,240", "EUR 12.5/h"."""
    head, per, rest = unit.partition("/")
    if len(head) == 3 and head.isupper():
        return f"{head} {text}{per}{rest}"
    return f"{text} {unit}".rstrip()


def number(value: float | None, unit: str, digits: int | None = None) -> str:
    """A value without its unit: "2.31", "77.4", "4,812"; a dash for no data."""
    if value is None or _unknown(value):
        return NO_DATA
    return _signed(value, digits_of(value, unit) if digits is None else digits)


def quantity(value: float | None, unit: str, digits: int | None = None) -> str:
    """A value with its unit: "2.31 %", "6.4 days", "EUR 1,240"; a dash for no data."""
    text = number(value, unit, digits)
    return text if text == NO_DATA else _with_unit(text, unit)


def delta(value: float | None, unit: str, digits: int | None = None) -> str:
    """A difference, always signed: "+3.1 pt" (percentages differ by points), "−6.2 h", "+2"; a dash for no data."""
    if value is None or _unknown(value):
        return NO_DATA
    if digits is None:
        digits = digits_of(value, unit) if unit in COUNTED else 2 if abs(value) < 1 else 1
    text = _signed(value, digits)
    zero = not text.strip(f"{MINUS}0.,")
    sign = "±" if zero else "" if value < 0 else "+"
    return _with_unit(f"{sign}{text}", "" if unit in COUNTED else difference_unit(unit))


def difference_unit(unit: str) -> str:
    """The unit of a difference: percentages differ by points."""
    return _SHORT.get(unit, unit)


def percent(value: float | None) -> str:
    """A relative change: "+12.1 %"; a dash where there is none (from zero, or no data)."""
    return delta(value, "%", 1).replace("pt", "%")


def figure(value: float | None) -> str:
    """A number inside a formula: at most two decimals, below one three significant ones: "92,519", "0.637"."""
    if value is None or _unknown(value):
        return "no data"
    digits = 2 if abs(value) >= 1 or value == 0 else 2 - math.floor(math.log10(abs(value)))
    text, decimal = _signed(value, digits), notation()[0]
    return text.rstrip("0").rstrip(decimal) if decimal in text and digits else text


def duration(hours: float | None) -> str:
    """Hours as "5 h 5 min", "42 min", "3 d 4 h"; a dash for no data."""
    if hours is None or _unknown(hours):
        return NO_DATA
    minutes = round(hours * 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"


def day(value: date, year: bool = False) -> str:
    """ "24 Oct", or "24 Oct 2025"."""
    return f"{value.day} {value:%b}" + (f" {value.year}" if year else "")


def weekday(value: date) -> str:
    """ "Tue 11 Nov"."""
    return f"{value:%a} {day(value)}"


def span(start: date, end: date, today: date | None = None) -> str:
    """A range of days: "24 Oct – 22 Nov"; with years where they differ or are not today's."""
    years = start.year != end.year or (today is not None and end.year != today.year)
    if start == end:
        return day(start, years)
    return f"{day(start, years and start.year != end.year)} – {day(end, years)}"


def bucket(start: date, grain: str) -> str:
    """Label of one bucket of a chart: "24 Oct", "17 – 23 Nov", "Nov 2025"."""
    if grain == "month":
        return f"{start:%b} {start.year}"
    if grain == "week":
        end = start + timedelta(days=6)
        return f"{start.day} – {day(end)}" if start.month == end.month else span(start, end, end)
    return day(start)
