"""Write the summaries of a window that has closed."""

from datetime import date

from data.facts.calendar import DAY
from data.summary import finalized
from data.summary.aggregate import aggregate
from data.tenancy import Scope


def shift(scope: Scope, day: date) -> None:
    """The shifts of `day` that have ended."""
    aggregate(scope, "shift", day)


def daily(scope: Scope, day: date) -> None:
    """The day `day`."""
    aggregate(scope, "daily", day)


def weekly(scope: Scope, day: date) -> None:
    """The week that ends with `day`."""
    aggregate(scope, "weekly", day)


def monthly(scope: Scope, day: date) -> None:
    """The month that ends with `day`."""
    aggregate(scope, "monthly", day)


def final(scope: Scope, day: date) -> None:
    """Mark the months that nobody expects to change after `day`."""
    finalized.finalize(scope, day + DAY)
