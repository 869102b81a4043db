"""Data quality: rows that are hardly what happened."""

from components.page import Page, Visit
from components.quality import data_quality


def view(visit: Visit) -> Page:
    return Page("Data quality", data_quality(visit))
