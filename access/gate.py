"""The one way from a user to a factory's data and to a KPI: everything that shows data asks here first."""

from access.users import User, may_see
from data.tenancy import Scope
from kpis.catalogue import KPIS, find
from kpis.model import Kpi, and_up


class Forbidden(Exception):  # reads as what happened
    """The user may not see this; the message says what and why."""


SECTIONS = {
    "targets": ("manager", "admin"), "calendar": ("admin",), "reasons": ("admin",), "settings": ("admin",),
    "import": ("admin",), "users": ("admin",), "system": ("admin",),
}  # fmt: skip
"""What can be looked after in the pages, and the roles that may."""
ACKNOWLEDGE = and_up("supervisor")
JUDGE = and_up("supervisor")
CORRECT = and_up("supervisor")


def scope(user: User, slug: str) -> Scope:
    """The factory's scope, if it is the user's. One that is not there is Forbidden too: names are not given away."""
    found = next((factory for factory in user.factories if factory.slug == slug), None)
    if found is None:
        raise Forbidden(f"There is no factory “{slug}” among yours.")
    return Scope(found)


def kpi(user: User, kpi_id: str) -> Kpi:
    """The KPI, if its audience names the user's role. UnknownKpi: there is none of that id."""
    found = find(kpi_id)
    if not may_see(user, found):
        raise Forbidden(f"“{found.name}” is for {', '.join(found.audience)}; your role is {user.role}.")
    return found


def kpis(user: User) -> tuple[Kpi, ...]:
    """Every KPI that the user may see, in the catalogue's order."""
    return tuple(found for found in KPIS.values() if may_see(user, found))


def section(user: User, name: str) -> None:
    """Forbidden unless the user's role looks after that section of the admin pages."""
    roles = SECTIONS[name]
    if user.role not in roles:
        raise Forbidden(f"“{name.capitalize()}” is for {' and '.join(roles)}; your role is {user.role}.")


def may_judge(user: User) -> bool:
    """Whether the user's role may say that doubtful data is fine; the others may look."""
    return user.role in JUDGE


def judge(user: User) -> None:
    """Forbidden unless the user's role may say that doubtful data is fine."""
    if not may_judge(user):
        raise Forbidden(f"What is fine {', '.join(JUDGE)} may say; your role is {user.role}.")


def may_acknowledge(user: User) -> bool:
    """Whether the user's role acknowledges alerts; the others may look."""
    return user.role in ACKNOWLEDGE


def acknowledge(user: User) -> None:
    """Forbidden unless the user's role acknowledges alerts."""
    if not may_acknowledge(user):
        raise Forbidden(f"Alerts are acknowledged by {', '.join(ACKNOWLEDGE)}; your role is {user.role}.")


def may_correct(user: User) -> bool:
    """Whether the user's role corrects the logs of orders; the others may look."""
    return user.role in CORRECT


def correct(user: User) -> None:
    """Forbidden unless the user's role corrects the logs of orders."""
    if not may_correct(user):
        raise Forbidden(f"Logs are corrected by {', '.join(CORRECT)}; your role is {user.role}.")
