"""A slow, plain, independent computation of every measure straight from the source rows.

It shares nothing with the application but the column names of the source tables, so that an error in one is not an
error in both. `measure(source, "run_hours", start, end, by="machine")` is the whole of it; see oracle.py.
"""

from .folder import read_folder
from .oracle import measure, measures
from .source import Source

__all__ = ["Source", "measure", "measures", "read_folder"]
