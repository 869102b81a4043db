"""work_order_logs: lines added, corrected, taken back and put back; what each said before is kept (log_changes)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy.engine import Connection

from data.source import log_changes
from data.source.importer import history
from data.source.importer.lines import OWN, Lines, alike, differences
from data.source.importer.problems import ImportRefused, Problem
from data.tenancy import Scope
from data.tenancy.schema import utcnow

MOST_ALIKE = 100
"""Pairs of lines that are named; the rest are counted."""


class Written(NamedTuple):
    """What becomes of the lines: rows to insert, rows to update (`id`), those that are taken back because the file has
    them no more (`id`, `deleted_at`), and how both were (COLUMNS)."""

    new: pd.DataFrame
    changed: pd.DataFrame
    gone: pd.DataFrame
    was: pd.DataFrame
    taken_back: int
    same: int
    warnings: list[Problem]


class Log:
    """`told`: the file's own cells, index = line. `whole`: the file is the whole truth of its orders. `by`: who."""

    def __init__(self, scope: Scope, db: Connection, name: str, told: pd.DataFrame, whole: bool, by: str) -> None:
        self.scope, self.db, self.name, self.told, self.whole, self.by = scope, db, name, told, whole, by

    def compare(self, rows: pd.DataFrame) -> Written:
        """The rows (columns of the table, `gone` for deleted; index = line) against the log. ImportRefused."""
        changed = history.changes(self.scope, self.db, rows["work_order_id"])
        stored = history.stored(self.scope, self.db, rows, changed, self.whole)
        self._refuse_moves(rows, stored)
        rows = rows.assign(gone=False) if self.whole and "gone" not in rows.columns else rows
        found = differences(rows, stored, stored if self.whole else history.heard(stored, changed), changed, self.whole)
        left = stored[stored["id"].isin(found.left) & ~stored["gone"]]
        if self.whole:
            return self._written(found, left)
        return self._written(found, left.iloc[:0])._replace(warnings=self._alike(rows, found.new, left))

    def _refuse_moves(self, rows: pd.DataFrame, stored: pd.DataFrame) -> None:
        if OWN not in rows.columns:
            return
        owner = rows[OWN].map(stored.dropna(subset=[OWN]).drop_duplicates(OWN).set_index(OWN)["work_order_id"])
        moved = rows[owner.notna() & (owner != rows["work_order_id"])]
        why = "is a line of another order already, and a line does not move"
        why += ": take it back there (deleted = 1) and give this one a key of its own"
        lines = zip(moved.index.tolist(), moved[OWN], strict=True)
        problems = [Problem(self.name, line, "log_id", key, why, fatal=True) for line, key in lines]
        if problems:
            raise ImportRefused(problems)

    def _written(self, found: Lines, left: pd.DataFrame) -> Written:
        now = utcnow()
        changed, was = _with_deleted_at(found.changed, now, found.was), found.was.reset_index()
        noted = was.assign(action=found.action.to_numpy())
        gone = left[["id"]].assign(deleted_at=pd.Timestamp(now).as_unit("us"))
        if len(left):
            noted = pd.concat([noted, left.assign(action=log_changes.TAKEN_BACK)], ignore_index=True)
        self._note(noted[noted["action"] != ""])
        taken = int((noted["action"] == log_changes.TAKEN_BACK).sum())
        new = _with_deleted_at(found.new, now)
        return Written(new, changed, gone, noted.drop(columns="action"), taken, found.same, [])

    def _note(self, noted: pd.DataFrame) -> None:
        rows = noted.to_dict("records")
        told = [
            {
                "work_order_id": row["work_order_id"], "work_order_log_id": row["id"], "action": row["action"],
                "said": log_changes.said(row), "reason": history.IMPORT, "changed_by": self.by,
            }
            for row in rows
        ]  # fmt: skip
        if told:
            log_changes.note(self.scope, self.db, told)

    def _alike(self, rows: pd.DataFrame, new: pd.DataFrame, left: pd.DataFrame) -> list[Problem]:
        """A warning for each new line that looks like an old one corrected; it names both."""
        if OWN in new.columns:
            new = new[new[OWN].isna()]
        if "gone" in new.columns:
            new = new[~new["gone"]]
        covered = rows.groupby("work_order_id").agg(first=("changed_at", "min"))
        pairs = alike(new, left, covered)
        old = left.set_index("id", drop=False).loc[pairs["id"].head(MOST_ALIKE)].to_dict("records")
        found = [self._warning(line, was) for line, was in zip(pairs["row"].tolist(), old, strict=False)]
        if len(pairs) > MOST_ALIKE:
            more = f"{len(pairs) - MOST_ALIKE:,} more lines look like earlier ones corrected; see docs/import.md"
            found.append(Problem(self.name, None, "", "", more))
        return found

    def _warning(self, line: int, old: Mapping[Any, Any]) -> Problem:
        (cells,) = self.told.loc[[line]].to_dict("records")
        at = pd.Timestamp(old["changed_at"]).tz_localize("UTC").tz_convert(self.scope.factory.timezone)
        before = f"{old['status']} {at:%Y-%m-%d %H:%M:%S}, {_figures(old)}"
        told = f"{cells['status']}, {_figures(cells)} looks like the line {before} of {cells['work_order']} corrected"
        way = "both count now; give lines a log_id, import with --replace, or take the old one back on the order's page"
        shown = pd.Timestamp(cells["changed_at"]).tz_localize("UTC").tz_convert(self.scope.factory.timezone)
        return Problem(self.name, line, "changed_at", f"{shown:%Y-%m-%d %H:%M:%S}", f"{told}: {way}")


def _figures(line: Mapping[Any, Any]) -> str:
    return f"{line['ok_qtys']:g} OK and {line['scrapped_qtys']:g} scrapped"


def _with_deleted_at(rows: pd.DataFrame, now: object, was: pd.DataFrame | None = None) -> pd.DataFrame:
    """`gone` as the moment since when: that which is stored, else now."""
    if "gone" not in rows.columns:
        return rows
    gone = rows["gone"].astype(bool)
    since = pd.Series(pd.Timestamp(now), index=rows.index, dtype="datetime64[us]").where(gone)  # type: ignore[arg-type]
    if was is not None:
        since = pd.Series(was["deleted_at"].to_numpy(), index=rows.index).where(gone).fillna(since)
    return rows.drop(columns="gone").assign(deleted_at=since)

