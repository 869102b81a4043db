"""Daily reports of a factory: PDF, Excel, CSV, and their mail. The numbers are the answers' numbers."""

from reports.claim import ReportBusy
from reports.generate import FORMATS, QueueUnavailable, daily, generate, request
from reports.mail import MailError
from reports.store import UnknownReport, expire, path_of, recent
from reports.subscribers import subscribe, subscribers, unsubscribe

__all__ = [
    "FORMATS", "MailError", "QueueUnavailable", "ReportBusy", "UnknownReport",
    "daily", "expire", "generate", "path_of", "recent", "request", "subscribe", "subscribers", "unsubscribe",
]  # fmt: skip
