"""Rules about quantities that can hardly be."""

import numpy as np
import pandas as pd

from data.facts.history import START
from data.facts.moments import HOUR
from data.facts.plant import codes
from data.quality.evidence import Evidence, amount, each

OVER = 3.0
"""Times the order's quantity: more than that is no overproduction."""
FASTER = 3.0
"""Times the ideal pace: faster than that no wrong cycle time makes a run."""
LATE = HOUR // 6
"""How long after a shift's end its pieces are still booked by those who had it: 10 minutes (us)."""
RAN = HOUR
"""What has to be run before a shift's end for its pieces to be missed there (us)."""


def over_order(e: Evidence) -> pd.DataFrame:
    """Orders of which some chain reported more than OVER times the quantity ordered."""
    own = e.steps[~e.steps["copy"] & (e.steps.made > 0)].assign(pieces=lambda f: f.ok + f.scrap)
    sums = own.groupby(["order", "chain"])[["pieces"]].sum().reset_index()
    sums = sums.sort_values("pieces", ascending=False).drop_duplicates("order")
    qty = e.qty[sums.order.to_numpy()]
    sums = sums[(qty > 0) & (sums.pieces.to_numpy() > OVER * qty)].sort_values("order")
    most = own[own.chain.isin(sums.chain)].sort_values("pieces", ascending=False).drop_duplicates("chain")
    rows = sums.merge(most.drop(columns="order"), on="chain", suffixes=("", "_line"))
    order = rows.order.to_numpy()
    details = [
        f"{amount(row.pieces)} pieces of {amount(e.qty[row.order])} ordered; most of them, "
        f"{amount(row.pieces_line)}, on {when}"
        for row, when in zip(each(rows), e.when(rows["at"].to_numpy()), strict=True)
    ]
    return e.found(order, rows["at"].to_numpy(), rows.machine.to_numpy(), details)


def impossible_pace(e: Evidence) -> pd.DataFrame:
    """Orders whose OK pieces would ideally take more than FASTER times what they ran until the last was reported."""
    good = e.lines[e.lines.ok > 0].groupby("order")
    made = good.agg(ok=("ok", "sum"), last=("at", "last"), machine=("machine", "last"))
    until = np.zeros(len(e.orders), dtype="int64")
    until[made.index.to_numpy()] = made["last"].to_numpy()
    runs = e.spans[e.spans.code == START]
    length = np.minimum(runs.end.to_numpy(), until[runs.order.to_numpy()]) - runs["at"].to_numpy()
    run = np.bincount(runs.order.to_numpy(), np.maximum(length, 0), len(e.orders))
    order = made.index.to_numpy()
    ideal = made.ok.to_numpy() * _cycle(e, order, made["last"].to_numpy())
    hit = ideal > FASTER * run[order]  # without a cycle time NaN, which is no hit
    made, order, ideal = made[hit], order[hit], ideal[hit]
    details = [
        f"{amount(ok)} OK pieces in {amount(round(ran / HOUR, 1))} h of running; "
        f"ideally they take {amount(round(best / HOUR, 1))} h"
        for ok, ran, best in zip(made.ok, run[order], ideal, strict=True)
    ]
    return e.found(order, made["last"].to_numpy(), made.machine.to_numpy(), details)


def _cycle(e: Evidence, order: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Ideal time of a piece of each order (us), as it held on the day of a moment (us); NaN without one."""
    days, when = np.unique(np.array(e.day_of(at), dtype=object), return_inverse=True)
    part = codes(e.plant.parts.id, e.of_order("part_number_id"))[order]
    table = np.c_[e.plant.cycle_hours(list(days)), np.full(len(days), np.nan)] * HOUR
    return table[when, part] if len(days) else np.zeros(0)


def negative_sums(e: Evidence) -> pd.DataFrame:
    """Orders of which less than nothing was made."""
    sums = e.lines.groupby("order").agg(
        ok=("ok", "sum"), scrap=("scrap", "sum"), rework=("rework", "sum"), at=("at", "last"),
        machine=("machine", "last"),
    )  # fmt: skip
    sums = sums[(sums[["ok", "scrap", "rework"]] < -1e-9).any(axis=1)]
    words = (("ok", "OK"), ("scrap", "scrapped"), ("rework", "reworked"))
    details = [
        ", ".join(f"{amount(n)} {word} pieces" for n, (_, word) in zip(row, words, strict=True) if n < -1e-9)
        for row in sums[[name for name, _ in words]].itertuples(index=False)
    ]
    return e.found(sums.index.to_numpy(), sums["at"].to_numpy(), sums.machine.to_numpy(), details)


def after_shift(e: Evidence) -> pd.DataFrame:
    """Pieces booked up to LATE after a shift's end that were run before it, where pieces count at their line."""
    ends, s = e.shift_ends, e.steps
    if e.plant.settings.get("credit", "reported") != "reported" or not len(ends) or not len(s):
        return e.found(*(np.zeros(0, dtype="int64"),) * 3, [])
    told = s[(~s["copy"] & ((s.made != 0) | (s.code == START))).to_numpy()]
    at, chain = told["at"].to_numpy(), told.chain.to_numpy()
    near = np.maximum(np.searchsorted(ends, at, "left") - 1, 0)
    since = np.r_[0, at[:-1]]
    follows = np.r_[False, chain[1:] == chain[:-1]]
    late = (ends[near] < at) & (at - ends[near] <= LATE) & follows & (ends[near] - since >= RAN)
    hit = late & (told.made.to_numpy() != 0)
    rows = told[hit].assign(shift_end=ends[near][hit], since=since[hit])
    sums = rows.groupby("order").agg(
        at=("at", "first"), made=("made", "first"), shift_end=("shift_end", "first"), machine=("machine", "first"),
        times=("at", "size"),
    )  # fmt: skip
    moments = zip(e.when(sums["at"].to_numpy()), e.when(sums.shift_end.to_numpy()), strict=True)
    details = [
        f"{amount(row.made)} pieces booked on {when}, after the shift that ended on {end}"
        + (f"; so at {row.times - 1} more shift ends" if row.times > 1 else "")
        for row, (when, end) in zip(each(sums), moments, strict=True)
    ]
    return e.found(sums.index.to_numpy(), sums["at"].to_numpy(), sums.machine.to_numpy(), details)
