"""When, where and by whom units were made: as reported, or spread over the run time that made them (setting credit)."""

from dataclasses import dataclass

import numpy as np

from data.facts.block import Windows
from data.facts.history import START, Floats, History, Intervals, Ints
from data.facts.machine_time import cut, worked
from data.facts.planned import around


@dataclass(frozen=True)
class Output:
    """Arrays of one length: a `share` of the quantities of a line (position in the history's log) counts in a window
    (never -1), on a machine and for an operator (positions, -1: none)."""

    line: Ints
    window: Ints
    share: Floats
    machine: Ints
    operator: Ints


def output(history: History, windows: Windows) -> Output:
    """Where the quantities of the log count. Lines without any are left out."""
    h = history
    told = np.flatnonzero(sum(h.log_quantity(name) != 0 for name in ("ok_qtys", "scrapped_qtys", "rework_qtys")))
    if not h.plant.made or not len(windows.start):
        return _reported(h, windows, told)
    runs = h.intervals.take(h.intervals.state == START)
    line, stretch, start, end = _since_the_line_before(h, runs, told)
    whole = _lengths(h, runs, line, stretch, start, end)
    pieces = cut(start, end, windows)
    pieces = worked(h.plant, pieces, runs.machine[stretch[pieces.interval]], windows)
    whose = line[pieces.interval]
    ran = stretch[pieces.interval]
    spread = Output(
        whose, pieces.window, (pieces.end - pieces.start) / np.maximum(whole[whose], 1), runs.machine[ran],
        runs.operator[ran],
    )  # fmt: skip
    at_once = _reported(h, windows, told[whole[told] == 0])
    names = Output.__dataclass_fields__
    return Output(*(np.concatenate([getattr(spread, name), getattr(at_once, name)]) for name in names))


def _reported(history: History, windows: Windows, told: Ints) -> Output:
    """At the moment of the line, on its machine, for its operator."""
    window = windows.closed_by(history.log_at[told])
    told, window = told[window >= 0], window[window >= 0]
    return Output(told, window, np.ones(len(told)), history.log_machine[told], history.log_operator[told])


def _since_the_line_before(history: History, runs: Intervals, told: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """The run time of each line of `told` since the one before it in its chain: line, stretch (position in `runs`),
    start and end."""
    h = history
    width = int(h.log_operation.max(initial=-1)) + 2
    turn = told[np.lexsort((told, h.log_operation[told], h.log_order[told]))]
    chain = h.log_order[turn] * width + h.log_operation[turn] + 1
    at = h.log_at[turn]
    first = np.r_[True, chain[1:] != chain[:-1]] if len(turn) else np.zeros(0, bool)
    since = np.where(first, np.iinfo(np.int64).min, np.r_[0, at[:-1]][: len(turn)])
    # times as ranks: a chain's number and a time together would not fit into 64 bits
    known = np.unique(at)
    key = chain * (len(known) + 1) + np.searchsorted(known, at)
    mine = (runs.order * width + runs.chain + 1) * (len(known) + 1)
    low = np.searchsorted(key, mine + np.searchsorted(known, runs.start, "right"))
    # up to the first line at or after the stretch's end, which tells of its last part
    high = np.searchsorted(key, mine + np.searchsorted(known, runs.end, "left")) + 1
    count = np.minimum(high, len(turn)) - low
    count = np.maximum(count, 0)
    stretch = np.repeat(np.arange(len(count)), count)
    report = np.repeat(low - np.r_[0, np.cumsum(count)[:-1]], count) + np.arange(count.sum()) if len(count) else stretch
    # what runs after the last line of the chain has not been reported yet
    same = chain[report] == (runs.order * width + runs.chain + 1)[stretch]
    stretch, report = stretch[same], report[same]
    start, end = np.maximum(runs.start[stretch], since[report]), np.minimum(runs.end[stretch], at[report])
    some = start < end
    return turn[report[some]], stretch[some], start[some], end[some]


def _lengths(history: History, runs: Intervals, line: Ints, stretch: Ints, start: Ints, end: Ints) -> Floats:
    """Of every line of the log the run time that it tells of (microseconds), without breaks and days without record."""
    size, plant = len(history.log_order), history.plant
    if not len(line):
        return np.zeros(size)
    wide = around(history, start, end)
    recorded = np.array([plant.record.has(day) for day in wide.days])
    if recorded.all() and not wide.pause.any():
        return np.bincount(line, end - start, minlength=size)
    pieces = cut(start, end, wide)
    pieces = worked(plant, pieces, runs.machine[stretch[pieces.interval]], wide)
    length = np.where(recorded[wide.day[pieces.window]], pieces.end - pieces.start, 0)
    return np.bincount(line[pieces.interval], length, minlength=size)
