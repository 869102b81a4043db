"""Let the demo factories live."""

from datetime import date

from data.source import demo
from data.tenancy import Scope
from data.tenancy.schema import utcnow
from jobs import demo_alerts


def tick(scope: Scope, _day: date) -> None:
    """Write what "happened" since the last tick."""
    demo.tick(scope, utcnow())
    demo_alerts.acknowledge(scope, utcnow())
