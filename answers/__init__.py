"""A question to a factory's KPIs and its answer, with the cache between: what every page, report and command asks."""

from answers.ask import ask, clock, today
from answers.board import Board, board, now, warm
from answers.names import QuestionError
from answers.source import choices
from answers.standing import open_alerts

__all__ = ["Board", "QuestionError", "ask", "board", "choices", "clock", "now", "open_alerts", "today", "warm"]
