"""Say what the machine groups will be busy with."""

from datetime import date

from data.facts.calendar import DAY
from data.summary import forecasts
from data.tenancy import Scope


def daily(scope: Scope, day: date) -> None:
    """Forecast the days after `day`, which has ended."""
    forecasts.make(scope, day + DAY)
