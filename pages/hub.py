"""The hub: where one finds every KPI, one's own first."""

from components.hub import hub
from components.page import Page, Visit


def view(visit: Visit) -> Page:
    return Page("Hub", hub(visit))
