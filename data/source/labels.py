"""Names that tell members apart: of two machines with one name each is shown with its code."""

import pandas as pd

LABELS = {
    "machines": ("name", "asset_id"), "operators": ("name", "emp_id"), "customers": ("name", "customer_id"),
    "hold_reasons": ("description", "code"), "scrapped_reasons": ("description", "code"),
}  # fmt: skip
"""By frame of the plant the column that people read, and the code beside it."""


def distinct(names: pd.Series, codes: pd.Series) -> pd.Series:
    """The names as they are, and where one repeats with the code: "Mill (M-07)". Empty ones stay empty."""
    repeated = names.duplicated(keep=False) & names.notna() & (names != "")
    return names.mask(repeated, names + " (" + codes + ")") if repeated.any() else names
