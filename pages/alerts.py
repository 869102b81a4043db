"""Alerts: which KPIs were critical when their shift ended."""

from components.alerts import alert_list
from components.page import Page, Visit


def view(visit: Visit) -> Page:
    return Page("Alerts", alert_list(visit))
