"""Chains of states: one of each (order, operation), as its lines of the log name them, on the machines and by the
people that they name (docs/domain.md; docs/decisions/0023)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.facts.moments import Ints

ASSIGNED, SETUP, START, HOLD, COMPLETED, CLOSED, CANCELLED = range(7)
STATUSES = ("Assigned", "Setup", "Start", "Hold", "Completed", "Closed", "Cancelled")
ALONE, NAMELESS = -1, -2
"""Operations: of a line that names none; of an order that does not say which operation is its last."""


@dataclass(frozen=True)
class Intervals:
    """Arrays of one length: an order (position) was in `state` from `start` to `end`; `reason` is a position or -1.

    A row is a stretch with one machine and one operator. A span is all that goes on in one state, with one reason, on
    one machine: `opens` says that the row begins one, `since` when that was.
    """

    order: Ints
    state: Ints
    start: Ints
    end: Ints
    reason: Ints
    ended_by: Ints  # status of the line that ended it; -1: still running
    machine: Ints
    operator: Ints
    chain: Ints  # number of the operation, ALONE, or beyond all operations: the order that waits between them
    opens: np.ndarray
    since: Ints

    def take(self, chosen: np.ndarray) -> "Intervals":
        return Intervals(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Lines:
    """The lines of a log in the order of order, time and id, as arrays; `ends`: it ends every chain of its order."""

    order: Ints
    at: Ints
    status: Ints
    reason: Ints
    machine: Ints
    operator: Ints
    operation: Ints
    ends: np.ndarray

    def take(self, chosen: Ints) -> "Lines":
        return Lines(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def of_chains(lines: Lines, routed: np.ndarray, machine: Ints, operator: Ints) -> Lines:
    """The lines chain by chain. A line that ends every chain stands in each of them; `routed` orders have a further
    one, in which they are Assigned on their own `machine` until such a line.

    An order without operations is one chain, and its lines stay as they are.
    """
    if not routed.any():
        return lines
    mine = np.flatnonzero(routed[lines.order])
    pairs = pd.DataFrame({"order": lines.order[mine], "chain": lines.operation[mine]}).drop_duplicates()
    ending = pd.DataFrame({"line": mine, "order": lines.order[mine]})[lines.ends[mine]]
    told = ending.merge(pairs, on="order")
    told = told[told.chain != lines.operation[told.line]]
    waiting = lines.operation.max() + 1
    at = np.r_[np.arange(len(lines.order)), told.line, mine]
    chain = np.r_[lines.operation, told.chain, np.full(len(mine), waiting)]
    turn = np.lexsort((at, chain, lines.order[at]))
    every, chain = lines.take(at[turn]), chain[turn]
    waits = (chain == waiting) & ~every.ends
    order = every.order
    return Lines(
        order, every.at, np.where(waits, ASSIGNED, every.status), np.where(waits, -1, every.reason),
        np.where(waits, machine[order], every.machine), np.where(waits, operator[order], every.operator), chain,
        every.ends,
    )  # fmt: skip


def intervals(lines: Lines, now: int) -> Intervals:
    """The stretches of each chain (of_chains). A line that repeats the state, the reason of a hold, the machine and the
    operator goes on with the stretch."""
    size = len(lines.order)
    same = np.zeros(size, bool)
    same[1:] = (lines.order[1:] == lines.order[:-1]) & (lines.operation[1:] == lines.operation[:-1])
    span = same.copy()
    for name in ("status", "reason", "machine"):
        values = getattr(lines, name)
        span[1:] &= values[1:] == values[:-1]
    stretch = span.copy()
    stretch[1:] &= lines.operator[1:] == lines.operator[:-1]
    begin = np.flatnonzero(~stretch)
    follows = np.r_[same[begin][1:], False] if len(begin) else np.zeros(0, bool)
    following = np.r_[begin[1:], 0] if len(begin) else begin
    opened = np.maximum.accumulate(np.where(span, 0, np.arange(size)))
    return Intervals(
        order=lines.order[begin],
        state=lines.status[begin],
        start=lines.at[begin],
        end=np.where(follows, lines.at[following], now),
        reason=lines.reason[begin],
        ended_by=np.where(follows, lines.status[following], -1),
        machine=lines.machine[begin],
        operator=lines.operator[begin],
        chain=lines.operation[begin],
        opens=~span[begin],
        since=lines.at[opened[begin]],
    )


def waits(created: Ints, first: Ints, now: int, machine: Ints, operator: Ints) -> Intervals:
    """The time from each order's creation to its first line, Assigned."""
    order = np.flatnonzero((created < first) & (created <= now))
    none = np.full(len(order), -1)
    logged = first[order] <= now
    return Intervals(
        order=order,
        state=np.full(len(order), ASSIGNED),
        start=created[order],
        end=np.minimum(first[order], now),
        reason=none,
        ended_by=np.where(logged, ASSIGNED, -1),
        machine=machine[order],
        operator=operator[order],
        chain=none,
        opens=np.ones(len(order), bool),
        since=created[order],
    )


def joined(*parts: Intervals) -> Intervals:
    """One after the other."""
    names = Intervals.__dataclass_fields__
    return Intervals(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
