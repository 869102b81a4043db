"""Rules about where an order stands: by its file, by its log, and for how long."""

import numpy as np
import pandas as pd

from data.facts.history import ASSIGNED, COMPLETED, STATUSES
from data.facts.moments import HOUR, NEVER, moment
from data.quality.evidence import FREE, Evidence

DAYS = 24 * HOUR
OLD, SILENT = 90 * DAYS, 30 * DAYS
"""An order open for OLD of which nothing was heard for SILENT is forgotten (us)."""


def _last(e: Evidence) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """By order: moment, state (-1: no line) and machine of its last line."""
    rows = e.lines.drop_duplicates("order", keep="last")
    at, code = np.full(len(e.orders), NEVER), np.full(len(e.orders), -1)
    machine = pd.to_numeric(e.of_order("machine_id")).fillna(-1).to_numpy().astype("int64")
    order = rows.order.to_numpy()
    at[order], code[order], machine[order] = rows["at"], rows.code, rows.machine
    return at, code, machine


def _said(e: Evidence, hit: np.ndarray, words: str) -> pd.DataFrame:
    """Findings about orders of which file and log say different things."""
    at, code, machine = _last(e)
    order = np.flatnonzero(hit)
    created = np.where(e.created == NEVER, moment(e.now), e.created)
    moments = np.where(at == NEVER, created, at)[order]
    status = e.of_order("status").to_numpy(dtype=object)
    details = [
        f"{status[n]} in the orders' file, {words}; its log "
        + (f"ends with {STATUSES[code[n]]} on {when}" if code[n] >= 0 else "has no line")
        for n, when in zip(order, e.when(moments), strict=True)
    ]
    return e.found(order, moments, machine[order], details)


def ended_but_open(e: Evidence) -> pd.DataFrame:
    """Orders that the file ends and the log does not."""
    return _said(e, e.of_order("status").isin(STATUSES[COMPLETED:]).to_numpy() & e.open, "open by the log")


def open_but_ended(e: Evidence) -> pd.DataFrame:
    """Orders that the log ends and the file does not."""
    return _said(e, e.of_order("status").isin(STATUSES[:COMPLETED]).to_numpy() & ~e.open, "over by the log")


def never_completes(e: Evidence) -> pd.DataFrame:
    """Orders all of whose operations are over, while nothing says which is the last one."""
    named = e.steps[e.steps.op != FREE]
    last = e.steps[~e.steps.over]
    going = np.zeros(len(e.orders), bool)
    going[last.order[(last.code < COMPLETED) & (last.code != ASSIGNED)]] = True
    routed = np.zeros(len(e.orders), bool)
    routed[named.order[named.code == COMPLETED]] = True
    unnamed = e.of_order("last_operation").isna().to_numpy() | (e.of_order("last_operation") == "").to_numpy()
    order = np.flatnonzero(routed & ~going & unnamed & e.open)
    at, _, machine = _last(e)
    count = named.groupby("order").op.nunique()
    details = [
        f"{count[n]} operation{'s' if count[n] > 1 else ''} completed, the last on {when}, "
        "but no last_operation and no line that completes the order"
        for n, when in zip(order, e.when(at[order]), strict=True)
    ]
    return e.found(order, at[order], machine[order], details)


def forgotten(e: Evidence) -> pd.DataFrame:
    """Orders that are open for long and of which nothing was heard since."""
    at, _, machine = _last(e)
    now = moment(e.now)
    first = np.minimum(e.created, e.first_at(e.lines.code >= ASSIGNED))
    planned = np.where((plan := e.plan_start) == NEVER, 0, plan)
    heard = np.maximum(np.where(at == NEVER, first, at), planned)
    hit = e.open & (first != NEVER) & (np.where(first == NEVER, now, first) < now - OLD) & (heard < now - SILENT)
    order = np.flatnonzero(hit)
    last = np.where(at == NEVER, first, at)[order]
    told = zip(e.when(first[order]), e.when(last), order, strict=True)
    details = [
        f"open since {since}, " + ("without any line" if at[n] == NEVER else f"last line on {when}")
        for since, when, n in told
    ]
    return e.found(order, last, machine[order], details)
