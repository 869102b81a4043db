"""One category of KPIs over one period."""

from components.category import category
from components.page import Page, Visit


def view(visit: Visit) -> Page:
    name = visit.args["category"]
    return Page(name.capitalize(), category(visit, name))
