"""What people look after themselves: targets, calendar, reasons, settings, imports, users, and how the system is."""

from access import gate
from components.admin_calendar import calendar
from components.admin_import import imports
from components.admin_reasons import reasons
from components.admin_settings import settings
from components.admin_system import system
from components.admin_targets import targets
from components.admin_users import users
from components.page import Page, Visit

SECTIONS = {
    "targets": targets, "calendar": calendar, "reasons": reasons, "settings": settings, "import": imports,
    "users": users, "system": system,
}  # fmt: skip


def view(visit: Visit) -> Page:
    section = visit.args["section"]
    gate.section(visit.user, section)
    return Page(section.capitalize(), SECTIONS[section](visit))
