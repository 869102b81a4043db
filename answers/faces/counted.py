"""A tile of the KPI's own formula, with the sums that it was made of told beside it."""

import re
from dataclasses import replace

import pandas as pd

from answers.faces.face import Face, MakeFace, Now, plain
from kpis.formula import Formula
from kpis.measures import MEASURES
from kpis.model import Kpi
from kpis.text import MONEY, number, quantity


def counted(detail: str, *facts: tuple[str, str]) -> MakeFace:
    """`facts`: label and a measure, or a formula of some ("so_due - so_due_met"), over the KPI's window; shown in the
    unit of the first measure. `detail` takes their numbers in order: "{} of {} orders"."""

    def face(kpi: Kpi, now: Now) -> Face:
        found = now.sums(kpi.window)
        told = [(label, *_amount(now, found, Formula.parse(formula))) for label, formula in facts]
        return replace(
            plain(kpi, now),
            detail=detail.format(*(short for _, short, _ in told)),
            facts=tuple((label, shown) for label, _, shown in told),
        )

    return face


def _amount(now: Now, found: pd.Series, formula: Formula) -> tuple[str, str]:
    """The number as it stands in a sentence, and with its unit."""
    first = next(name for name in re.findall(r"\w+", formula.text) if name in MEASURES)
    row = found.reindex([*formula.measures, "stock_days"]).to_frame().T.astype(float)
    value, unit = float(formula.evaluate(row).iloc[0]), now.unit_of(first)
    with_unit = quantity(value, "" if unit == "count" else unit)
    return with_unit if MEASURES[first].unit == MONEY else number(value, unit), with_unit
