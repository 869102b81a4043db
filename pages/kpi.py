"""One KPI, whole: now and over time."""

from access import gate
from components.kpi import dual_mode
from components.page import Page, Visit


def view(visit: Visit) -> Page:
    kpi = gate.kpi(visit.user, visit.args["kpi"])
    return Page(kpi.name, dual_mode(visit, kpi))
