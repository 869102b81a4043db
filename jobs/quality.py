"""Look for doubtful data every night."""

from datetime import date

from data import cache
from data.summary import findings
from data.tenancy import Scope


def nightly(scope: Scope, _day: date) -> None:
    """The rules over the last 35 days; marks and hints follow where something changed."""
    if findings.nightly(scope):
        cache.flush(factory=scope.factory.slug)
