"""What a rule for doubtful data is: said as data, with the function that finds the rows it is about."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from data.quality.evidence import Evidence

COLUMNS = ("rule", "subject", "day", "work_order_id", "machine_id", "detail")
"""Of a frame of findings. day: a production day (date); the two ids are floats, NaN where there is none."""
UNITS, HOURS, ORDERS = "units", "hours", "orders"


@dataclass(frozen=True)
class Rule:
    """A kind of row that is read as it stands, yet is hardly what happened.

    title: what is found, so that it can stand after any number ("3 goods after Completed", "1 told twice"). means: when
    a row is found. why: what it does to the numbers. mend: how to put it right. touches: which numbers rest on such
    rows (UNITS, HOURS, ORDERS). by_day: found by looking at whole days rather than at single orders.
    """

    id: str
    title: str
    means: str
    why: str
    mend: str
    touches: frozenset[str]
    find: Callable[[Evidence], pd.DataFrame] = field(compare=False, repr=False)
    by_day: bool = False

    def findings(self, evidence: Evidence) -> pd.DataFrame:
        """Frame of COLUMNS, one row a subject."""
        found = self.find(evidence).assign(rule=self.id)
        return found.drop_duplicates("subject")[list(COLUMNS)].reset_index(drop=True)
