"""One machine: what it does now, and did since yesterday."""

from components.machine import machine_page
from components.page import Page, Visit


def view(visit: Visit) -> Page:
    return Page(visit.args["machine"], machine_page(visit))
