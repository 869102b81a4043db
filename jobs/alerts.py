"""Raise and end alerts after a shift."""

from datetime import date

from answers import alerts
from data.tenancy import Scope


def shift(scope: Scope, _day: date) -> None:
    """Judge the shift that ended last."""
    alerts.evaluate(scope)
