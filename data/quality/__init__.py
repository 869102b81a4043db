"""Doubtful data: rows that are read as they stand, and are hardly what happened (docs/quality.md)."""

from data.quality.catalogue import BY_ID, RULES, examine, find
from data.quality.evidence import Evidence
from data.quality.rule import COLUMNS, Rule

__all__ = ["BY_ID", "COLUMNS", "RULES", "Evidence", "Rule", "examine", "find"]
