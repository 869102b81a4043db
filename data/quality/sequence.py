"""Rules about the order of an order's lines: what cannot have come after what, or at one moment with it."""

import numpy as np
import pandas as pd

from data.facts.history import CANCELLED, CLOSED, COMPLETED, HOLD, SETUP, START, STATUSES
from data.facts.moments import HOUR, NEVER, moment
from data.quality.evidence import Evidence, amount, each

AHEAD = HOUR
"""How far after the clock a line may be stamped: clocks differ (us)."""
BEFORE = 24 * HOUR
"""How far before its order was created a line may be (us), as in an import."""


def completed_before_start(e: Evidence) -> pd.DataFrame:
    """Chains whose first Completed comes before their first Start."""
    s = e.steps
    ended, begun = (s[s.code == code].drop_duplicates("chain").set_index("chain") for code in (COMPLETED, START))
    both = ended.join(begun["at"].rename("at_start"), how="inner")
    both = both[both["at"] < both.at_start].sort_values(["order", "at"]).drop_duplicates("order")
    pairs = zip(e.when(both["at"].to_numpy()), e.when(both.at_start.to_numpy()), strict=True)
    details = [f"Completed on {done}, Start only on {start}" for done, start in pairs]
    return e.found(both.order.to_numpy(), both.at_start.to_numpy(), both.machine.to_numpy(), details, closes=False)


def ahead_of_now(e: Evidence) -> pd.DataFrame:
    """Lines stamped after the clock."""
    rows = e.every[e.every["at"] > moment(e.wall) + AHEAD].sort_values("at", ascending=False).drop_duplicates("order")
    details = [f"{STATUSES[code]} on {when}, which is still to come"
               for code, when in zip(rows.code, e.when(rows["at"].to_numpy()), strict=True)]  # fmt: skip
    return e.found(rows.order.to_numpy(), rows["at"].to_numpy(), rows.machine.to_numpy(), details)


def before_order(e: Evidence) -> pd.DataFrame:
    """First lines more than a day before their order was created."""
    rows = e.lines.drop_duplicates("order")
    created = e.created[rows.order.to_numpy()]
    hit = (created != NEVER) & (rows["at"].to_numpy() < np.where(created == NEVER, 0, created) - BEFORE)
    rows, created = rows[hit], created[hit]
    told = zip(rows.code, e.when(rows["at"].to_numpy()), e.when(created), strict=True)
    details = [f"{STATUSES[code]} on {when}, the order was created on {made}" for code, when, made in told]
    return e.found(rows.order.to_numpy(), rows["at"].to_numpy(), rows.machine.to_numpy(), details)


def goods_after_end(e: Evidence) -> pd.DataFrame:
    """Pieces reported after the order's first Completed (or Closed, Cancelled)."""
    ended = e.first_at(e.lines.wide)
    late = e.lines[(e.lines.made != 0) & (e.lines["at"].to_numpy() > ended[e.lines.order.to_numpy()])]
    sums = late.groupby("order").agg(
        at=("at", "first"), last=("at", "last"), made=("made", "sum"), times=("made", "size"),
        machine=("machine", "first"),
    )  # fmt: skip
    order = sums.index.to_numpy()
    first, last = e.when(ended[order]), e.when(sums["last"].to_numpy())
    details = [
        f"{amount(row.made)} pieces in {row.times} line{'s' if row.times > 1 else ''} after the end on {end}, "
        f"the last on {when}"
        for row, end, when in zip(each(sums), first, last, strict=True)
    ]
    return e.found(order, sums["at"].to_numpy(), sums.machine.to_numpy(), details)


def hold_after_hold(e: Evidence) -> pd.DataFrame:
    """A Hold right after a Hold of the chain at another moment: with another reason, or telling nothing new."""
    s = e.steps
    same = (s.chain.to_numpy()[1:] == s.chain.to_numpy()[:-1]) & (s["at"].to_numpy()[1:] != s["at"].to_numpy()[:-1])
    held = (s.code.to_numpy()[1:] == HOLD) & (s.code.to_numpy()[:-1] == HOLD)
    new = s.reason.to_numpy()[1:] != s.reason.to_numpy()[:-1]
    at = np.flatnonzero(same & held & (new | (s.made.to_numpy()[1:] == 0))) + 1
    rows = s.iloc[at].assign(before=s["at"].to_numpy()[at - 1], other=new[at - 1]).drop_duplicates("order")
    told = zip(e.when(rows.before.to_numpy()), e.when(rows["at"].to_numpy()), rows.other, strict=True)
    details = [f"Hold on {a}, Hold again on {b}{' with another reason' if new else ''}, no Start between"
               for a, b, new in told]  # fmt: skip
    return e.found(rows.order.to_numpy(), rows["at"].to_numpy(), rows.machine.to_numpy(), details, closes=False)


def contradicting(e: Evidence) -> pd.DataFrame:
    """Two lines of a chain at one moment that cannot both be so."""
    s = e.steps[~e.steps["copy"]]
    a, b = s.iloc[:-1], s.iloc[1:]
    one, two = a.code.to_numpy(), b.code.to_numpy()
    together = (a.chain.to_numpy() == b.chain.to_numpy()) & (a["at"].to_numpy() == b["at"].to_numpy())
    working = (SETUP, START)
    back = (two < one) & (one != HOLD) & (two != HOLD)
    stops = ((one == HOLD) & np.isin(two, working)) | ((two == HOLD) & np.isin(one, working))
    void = (two == CANCELLED) & np.isin(one, (COMPLETED, CLOSED))
    reasons = (one == HOLD) & (two == HOLD) & (a.reason.to_numpy() != b.reason.to_numpy())
    good = (a.ok.to_numpy(), b.ok.to_numpy())
    counts = (one == two) & (good[0] > 0) & (good[1] > 0) & (good[0] != good[1])
    unnamed = pd.isna(a.external).to_numpy() & pd.isna(b.external).to_numpy()  # with keys of their own they are two
    hit = np.flatnonzero(together & (back | stops | void | reasons | (counts & unnamed)))
    rows = b.iloc[hit].assign(first=one[hit], ok_first=good[0][hit]).drop_duplicates("order")
    details = []
    for row, when in zip(each(rows), e.when(rows["at"].to_numpy()), strict=True):
        said = [f"{STATUSES[code]}{f' ({amount(ok)} OK)' if ok else ''}"
                for code, ok in ((row.first, row.ok_first), (row.code, row.ok))]  # fmt: skip
        details.append(f"both on {when}: {said[0]} and {said[1]}")
    return e.found(rows.order.to_numpy(), rows["at"].to_numpy(), rows.machine.to_numpy(), details)


def duplicates(e: Evidence) -> pd.DataFrame:
    """Lines that repeat another one of their order in everything."""
    same = ["order", "op", "at", "code", "ok", "scrap", "rework", "reason", "scrap_reason", "machine", "operator",
            "external"]  # fmt: skip
    twice = e.lines[e.lines.duplicated(same)]
    sums = twice.groupby("order").agg(
        at=("at", "first"), made=("made", "sum"), times=("at", "size"), code=("code", "first"),
        machine=("machine", "first"),
    )  # fmt: skip
    details = [
        f"{row.times} line{'s' if row.times > 1 else ''} told twice, first {STATUSES[row.code]} on {when}"
        + (f"; {amount(row.made)} pieces count twice" if row.made else "")
        for row, when in zip(each(sums), e.when(sums["at"].to_numpy()), strict=True)
    ]
    return e.found(sums.index.to_numpy(), sums["at"].to_numpy(), sums.machine.to_numpy(), details)
