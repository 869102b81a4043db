"""Compute again what late and corrected data concerns."""

from datetime import date

from data import cache
from data.summary import late
from data.tenancy import Scope


def data(scope: Scope, _day: date) -> None:
    """The days of rows that were inserted or changed for a past time."""
    _flush(scope, late.settle(scope))


def comparison(scope: Scope, _day: date) -> None:
    """The days that come out differently: rows were deleted, masters changed."""
    _flush(scope, late.compare_recent(scope))


def _flush(scope: Scope, days: list[date]) -> None:
    if days:
        cache.flush(factory=scope.factory.slug)
