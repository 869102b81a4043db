"""The factory on one page, for those who decide."""

from components.executive import executive
from components.page import Page, Visit


def view(visit: Visit) -> Page:
    return Page("Executive summary", executive(visit))
