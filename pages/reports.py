"""Reports: what was made, and what is asked for."""

from components.page import Page, Visit
from components.reports import report_list


def view(visit: Visit) -> Page:
    return Page("Reports", report_list(visit))
