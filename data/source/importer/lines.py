"""Lines of a file against those of the log: which are new, which correct a stored one. Pure: frames in, frames out.

A line is known by the source's own key (external_id) or, without one, by what it says; exact copies are counted. A line
that somebody corrected in the pages is known by what the files said of it before (docs/decisions/0026-corrections.md).
"""

from typing import NamedTuple

import pandas as pd

KEY = ["work_order_id", "status", "changed_at", "ok_qtys", "scrapped_qtys", "rework_qtys"]
OWN = "external_id"
KEPT_IF_EMPTY = ("machine_id", "operator_id", OWN)
"""Of which an empty cell says nothing of a line that is there: it may stand for what the order was then."""


class Lines(NamedTuple):
    """`new`: rows to insert. `changed`: rows to update with their `id`, whose action `action` tells (empty: only their
    key came). `was`: these as they stand, by id. `left`: ids of stored lines that no row is. `same`: a count."""

    new: pd.DataFrame
    changed: pd.DataFrame
    action: pd.Series
    was: pd.DataFrame
    left: pd.Index
    same: int


def differences(
    rows: pd.DataFrame, stored: pd.DataFrame, heard: pd.DataFrame, said: pd.DataFrame, whole: bool
) -> Lines:
    """`rows`: lines of the files, index = line; `gone` where they tell whether they are taken back. `stored`: the log's
    lines with their `id`; `heard`: the same as the files last told them. `said`: what lines (`id`) once were. `whole`:
    the files are the whole truth of their orders."""
    direct = matched(rows, heard)
    found = direct
    if not whole:
        for known in (stored, said):  # as a line is now, or once was: known, and nothing new
            free = known[~known["id"].isin(found.dropna())]
            found = found.fillna(matched(rows[found.isna()], free).reindex(found.index))
    index = direct.dropna().astype("int64")
    told = rows.loc[index.index].set_index(pd.Index(index, name="id"))
    now, before = (frame.set_index("id").reindex(told.index) for frame in (stored, heard))
    for name in KEPT_IF_EMPTY:
        if name in told.columns and (not whole or name == OWN):
            told[name] = told[name].fillna(now[name])
    news, wanted = _differ(told, before), _differ(told, now)
    others = [name for name in told.columns if name != OWN]
    changed = news[others].any(axis=1) & wanted.any(axis=1)
    claimed = wanted.get(OWN, False) & ~changed
    values = told.where(changed, now[told.columns]).assign(**{OWN: told[OWN]} if OWN in told else {})
    touched = changed | claimed
    action = pd.Series("corrected", index=told.index).where(changed, "")
    if "gone" in told.columns:
        action = action.mask(changed & told["gone"] & ~now["gone"], "taken back")
        action = action.mask(changed & ~told["gone"] & now["gone"], "put back")
    left = pd.Index(stored["id"]).difference(pd.Index(found.dropna().astype("int64")))
    same = int(found.notna().sum() - touched.sum())
    return Lines(rows[found.isna()], values[touched].reset_index(), action[touched], now[touched], left, same)


def matched(rows: pd.DataFrame, stored: pd.DataFrame) -> pd.Series:
    """The id of the stored line that each row is, NA for none; a stored line is that of one row."""
    found = pd.Series(pd.NA, index=rows.index, dtype="Int64")
    if rows.empty or stored.empty:
        return found
    rows, stored = rows.drop(columns="gone", errors="ignore"), stored.sort_values("gone", kind="stable")
    keyed = rows[OWN].notna() if OWN in rows.columns else pd.Series(False, index=rows.index)
    if keyed.any():
        ids = stored.dropna(subset=[OWN]).drop_duplicates(OWN).set_index(OWN)["id"]
        found = rows[OWN].map(ids).astype("Int64")
    for some, among in ((keyed, stored[OWN].isna()), (~keyed, stored[OWN].notna() | stored[OWN].isna())):
        for by, of in _ways(rows, stored):
            free = stored[among & of & ~stored["id"].isin(found.dropna())]
            open_ = rows[some & found.isna()]
            if len(free) and len(open_):
                found = found.fillna(_pairs(open_, free, by).reindex(found.index))
    return found


def _ways(rows: pd.DataFrame, stored: pd.DataFrame) -> list[tuple[list[str], pd.Series]]:
    """By which columns a row is a stored line, the strictest first, and which stored lines may be meant."""
    every = pd.Series(True, index=stored.index)
    exact = [name for name in rows.columns if name != OWN]
    if "operation" not in rows.columns:
        return [(exact, every), (KEY, every)]
    # a line that was written before the files told operations
    return [(exact, every), ([*KEY, "operation"], every), (KEY, stored["operation"].isna())]


def _pairs(rows: pd.DataFrame, stored: pd.DataFrame, by: list[str]) -> pd.Series:
    """Ids by row: the n-th row that says the same is the n-th stored line."""
    left = rows[by].assign(copy=_copies(rows, by), row=rows.index)
    right = stored[[*by, "id"]].assign(copy=_copies(stored, by))
    both = left.merge(right, on=[*by, "copy"])
    return pd.Series(both["id"].to_numpy(), index=both["row"], dtype="Int64")


def _copies(frame: pd.DataFrame, by: list[str]) -> pd.Series:
    again = frame.duplicated(by, keep=False)
    count = pd.Series(0, index=frame.index)
    return count.where(~again, frame[again].groupby(by, sort=False, dropna=False).cumcount().reindex(frame.index))


def _differ(new: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """Where two frames of the same index say something else, in the columns of `new`."""
    columns = {}
    for name in new.columns:
        one, other = new[name], old[name]
        columns[name] = ~((one == other).fillna(False).astype(bool) | (one.isna() & other.isna()))
    return pd.DataFrame(columns, index=new.index)


def alike(new: pd.DataFrame, old: pd.DataFrame, covered: pd.DataFrame) -> pd.DataFrame:
    """Stored lines that the files no longer have (`old`) and that a `new` one may be meant to correct: of the same
    order and operation at the same moment with other figures, or with the same figures (not all 0) within a day.

    Columns: row (the new line's), id (the old line's). `covered`: by work_order_id the first moment that the files tell
    (`first`): a booking that goes on after all that was known, in files that begin after it, corrects nothing.
    """
    by = ["work_order_id", "operation"]
    figures = ["ok_qtys", "scrapped_qtys", "rework_qtys"]
    if new.empty or old.empty:
        return pd.DataFrame({"row": [], "id": []})
    new = new.reindex(columns=[*KEY, "operation"]).assign(row=new.index).astype({"operation": "str"})
    old = old[[*KEY, "operation", "id"]].astype({"operation": "str"})
    moment = new.merge(old, on=[*by, "changed_at"], suffixes=("", " old"))
    moment = moment[(moment[figures].to_numpy() != moment[[f"{n} old" for n in figures]].to_numpy()).any(axis=1)]
    made = new[new[figures].ne(0).any(axis=1)]
    same = made.merge(old, on=[*by, *figures], suffixes=("", " old"))
    same = same[(same["changed_at"] - same["changed_at old"]).abs() <= pd.Timedelta(days=1)]
    last = old.groupby("work_order_id")["changed_at"].max()
    goes_on = (
        ((same["status"] == "Start") | (same["status"] != same["status old"]))
        & (same["changed_at"] > same["work_order_id"].map(last))
        & (same["changed_at old"] < same["work_order_id"].map(covered["first"]))
    )  # fmt: skip
    found = pd.concat([moment, same[~goes_on]])[["row", "id"]]
    return found.drop_duplicates("row", ignore_index=True)
