"""The log as the factory has it, for a comparison with the lines of a file."""

import json

import pandas as pd
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.engine import Connection

from data.source.importer.lines import OWN
from data.source.importer.stored import FEW, among, canonical
from data.source.log_changes import SAID
from data.tenancy import Scope

IMPORT = "import"
"""The reason of a change that an import made."""
AROUND = pd.Timedelta(days=1)
COLUMNS = ["id", "work_order_id", *SAID]


def stored(scope: Scope, db: Connection, rows: pd.DataFrame, changes: pd.DataFrame, whole: bool) -> pd.DataFrame:
    """The lines that the rows of a file may concern: COLUMNS and `gone`. Of their orders those about their time (all if
    the file is `whole`), those with their keys, and those that were changed."""
    t = scope.t.work_order_logs
    if rows.empty:
        return _lines(scope, db, t.c.id < 0)
    first, last = rows["changed_at"].min() - AROUND, rows["changed_at"].max() + AROUND
    about = t.c.changed_at.between(first.to_pydatetime(), last.to_pydatetime())
    mine = among(t.c.work_order_id, rows["work_order_id"])
    found = _lines(scope, db, mine if whole else mine & about)
    more: list[ColumnElement[bool]] = []
    if OWN in rows.columns and len(keys := rows[OWN].dropna()[lambda one: ~one.isin(found[OWN])]):
        more.append(t.c[OWN].in_(keys.tolist()) if len(keys) <= FEW else t.c[OWN].is_not(None))
    if len(ids := changes["id"][~changes["id"].isin(found["id"])].unique()):
        more.append(among(t.c.id, ids))
    if more:
        found = pd.concat([found, _lines(scope, db, or_(*more))], ignore_index=True).drop_duplicates("id")
    wanted = found["work_order_id"].isin(rows["work_order_id"])
    if OWN in rows.columns:
        wanted |= found[OWN].isin(rows[OWN].dropna())
    return found[wanted].sort_values("id", ignore_index=True)


def _lines(scope: Scope, db: Connection, where: ColumnElement[bool]) -> pd.DataFrame:
    t = scope.t.work_order_logs
    found = scope.frame(select(*(t.c[name] for name in COLUMNS)).where(where).order_by(t.c.id), db)
    return canonical(found, t).assign(gone=lambda rows: rows["deleted_at"].notna())


def changes(scope: Scope, db: Connection, orders: pd.Series) -> pd.DataFrame:
    """What lines of some orders said before each of their changes, the oldest first: COLUMNS (`id` is the line's),
    `gone`, and `reason`."""
    c = scope.t.log_changes.c
    asked = select(c.work_order_id, c.work_order_log_id.label("id"), c.said, c.reason)
    found = scope.frame(asked.where(among(c.work_order_id, orders)).order_by(c.made_at, c.id), db)
    found = found[found["work_order_id"].isin(orders)].reset_index(drop=True)
    told = pd.DataFrame([json.loads(text) if text else {} for text in found["said"]], columns=list(SAID))
    times = {name: pd.to_datetime(told[name], format="ISO8601") for name in ("changed_at", "deleted_at")}
    lines = canonical(told.assign(**times), scope.t.work_order_logs)
    kept = pd.concat([found[["id", "work_order_id", "reason"]], lines], axis=1)
    return kept.assign(gone=kept["deleted_at"].notna())[found["said"].notna()]


def heard(lines: pd.DataFrame, changed: pd.DataFrame) -> pd.DataFrame:
    """`lines` as the files last told them: of those that people changed since, what they said before the first time."""
    if changed.empty:
        return lines
    imported = changed["reason"] == IMPORT
    since = imported[::-1].groupby(changed["id"][::-1]).cummax()[::-1]  # an import follows, or is it
    theirs = changed[~since.reindex(changed.index)].drop_duplicates("id").set_index("id")
    mine = lines["id"].isin(theirs.index)
    if not mine.any():
        return lines
    before = theirs.loc[lines["id"][mine], [*SAID, "gone"]].set_axis(lines.index[mine], axis=0)
    return pd.concat([lines[~mine], before.assign(id=lines["id"], work_order_id=lines["work_order_id"])]).sort_index()
