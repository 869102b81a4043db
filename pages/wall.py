"""The wallboard, for everyone who walks by."""

from components.page import Page, Visit
from components.wall import wall


def view(visit: Visit) -> Page:
    return Page("Wallboard", wall(visit), bare=True)
