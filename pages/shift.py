"""The running shift, for those who answer for it."""

from components.page import Page, Visit
from components.shift import shift_page


def view(visit: Visit) -> Page:
    return Page("Shift", shift_page(visit))
