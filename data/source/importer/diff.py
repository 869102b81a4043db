"""What has to be written: rows of a file against rows of the table. Pure: frames in, frames out."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd


class Difference(NamedTuple):
    """`new`: rows to insert. `changed`: rows to update, with the stored `id`. `same`: how many are as stored. `fields`:
    the columns in which any row changed."""

    new: pd.DataFrame
    changed: pd.DataFrame
    same: int
    fields: frozenset[str] = frozenset()


def compare(rows: pd.DataFrame, stored: pd.DataFrame, key: Sequence[str]) -> Difference:
    """Match `rows` with `stored` (their columns and `id`) by `key`, in which an absent value equals an absent one."""
    if stored.empty:
        return Difference(rows, rows.iloc[:0].assign(id=0), 0)
    both = rows.merge(stored, on=list(key), how="left", suffixes=("", " stored"))
    there = both["id"].notna()
    changed, fields = pd.Series(False, index=both.index), set[str]()
    for name in rows.columns.difference(list(key)):
        new, old = both[name], both[f"{name} stored"]
        differs = there & ~((new == old).fillna(False).astype(bool) | (new.isna() & old.isna()))
        fields |= {name} if differs.any() else set()
        changed |= differs
    columns = list(rows.columns)
    same = int((there & ~changed).sum())
    return Difference(both.loc[~there, columns], both.loc[changed, ["id", *columns]], same, frozenset(fields))
