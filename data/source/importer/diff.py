"""What has to be written: rows of a file against rows of the table. Pure: frames in, frames out."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd


class Difference(NamedTuple):
    """`new`: rows to insert. `changed`: rows to update, with the stored `id`. `same`: how many are as stored."""

    new: pd.DataFrame
    changed: pd.DataFrame
    same: int


def compare(rows: pd.DataFrame, stored: pd.DataFrame, key: Sequence[str]) -> Difference:
    """Match `rows` with `stored` (their columns and `id`) by `key`, in which an absent value equals an absent one."""
    if stored.empty:
        return Difference(rows, rows.iloc[:0].assign(id=0), 0)
    both = rows.merge(stored, on=list(key), how="left", suffixes=("", " stored"))
    there = both["id"].notna()
    changed = pd.Series(False, index=both.index)
    for name in rows.columns.difference(list(key)):
        new, old = both[name], both[f"{name} stored"]
        if name == "deleted_at":  # whether, not when
            new, old = new.notna(), old.notna()
        changed |= ~((new == old).fillna(False).astype(bool) | (new.isna() & old.isna()))
    columns = list(rows.columns)
    same = int((there & ~changed).sum())
    return Difference(both.loc[~there, columns], both.loc[there & changed, ["id", *columns]], same)


def compare_logs(rows: pd.DataFrame, stored: pd.DataFrame, key: Sequence[str]) -> Difference:
    """As `compare`, where several rows may bear one key: the n-th of a file is the n-th of the table."""
    rest = [name for name in rows.columns if name not in key]
    return compare(_numbered(rows, key, rest), _numbered(stored, key, rest), [*key, "copy"])


def _numbered(rows: pd.DataFrame, key: Sequence[str], rest: Sequence[str]) -> pd.DataFrame:
    # copies are numbered in the order of what else they say, so that lines that change places change nothing
    by = rows.sort_values(rest, kind="stable") if rest else rows
    return rows.assign(copy=by.groupby(list(key), sort=False, dropna=False).cumcount())
