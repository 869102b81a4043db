"""One work order: its log, and what was changed about it."""

from urllib.parse import unquote

from components.order import order_page
from components.page import Page, Visit


def view(visit: Visit) -> Page:
    return Page(f"Order {unquote(visit.args['order'])}", order_page(visit))
