"""The live board: what the plant does right now."""

from components.board import board
from components.page import Page, Visit


def view(visit: Visit) -> Page:
    return Page("Live board", board(visit))
