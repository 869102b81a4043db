"""The importer: a factory's files (docs/import.md) into its operational tables."""

from data.source.importer.bundle import Bundle
from data.source.importer.check import check
from data.source.importer.problems import ImportRefused, Problem, Report
from data.source.importer.read import load
from data.source.importer.run import Result, run
from data.source.importer.write import Counts, Wish

__all__ = ["Bundle", "Counts", "ImportRefused", "Problem", "Report", "Result", "Wish", "check", "load", "run"]
