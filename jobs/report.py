"""Write and mail the reports of a window that has closed."""

from datetime import date

import reports
from data.tenancy import Scope


def daily(scope: Scope, day: date) -> None:
    """The report of `day`, to the factory's subscribers."""
    reports.daily(scope, day)


def expire(scope: Scope, day: date) -> None:
    """Delete the reports that are older than REPORT_RETENTION_DAYS."""
    reports.expire(scope, day)
