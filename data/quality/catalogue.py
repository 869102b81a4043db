"""The rules for doubtful data, declared once: pages, command line, import and docs/quality.md read them here."""

import difflib
from collections.abc import Iterable

import pandas as pd

from data.quality import presence, quantities, sequence, states
from data.quality.evidence import Evidence
from data.quality.rule import COLUMNS, HOURS, ORDERS, UNITS, Rule

ALL = frozenset({UNITS, HOURS, ORDERS})
CORRECT = "Correct the line on the order's page, or in the source (with log_id, or import --replace)."

RULES: tuple[Rule, ...] = (
    Rule(
        "completed_before_start", "completed before the start",
        "The first Completed of an order, or of one of its operations, comes before its first Start.",
        "The machine runs from the late Start until something else ends it, and lead times are negative.",
        "One of the two times is wrong, often by a mistyped hour. " + CORRECT,
        frozenset({HOURS, ORDERS}), sequence.completed_before_start,
    ),
    Rule(
        "ahead_of_now", "stamped ahead of now",
        "A line is stamped more than an hour after the clock.",
        "Until it comes the state before it goes on: a machine can run for ever.",
        "Mend the year, the day or the clock of the terminal. " + CORRECT, ALL, sequence.ahead_of_now,
    ),
    Rule(
        "before_order", "stamped before the order",
        "The first line of an order is more than a day before the order was created.",
        "The order waits or runs for that time, in days that have nothing to do with it.",
        "One of the two moments is wrong, often in the year. " + CORRECT, frozenset({HOURS, ORDERS}),
        sequence.before_order,
    ),
    Rule(
        "over_order", "far over the order's quantity",
        "More than 3 times the quantity ordered was reported (in one operation, where there are several).",
        "Output, performance and OEE are too high by it: a digit too many, or a barcode scanned into the quantity.",
        CORRECT, frozenset({UNITS}), quantities.over_order,
    ),
    Rule(
        "impossible_pace", "faster than can be",
        "The OK pieces of an order would ideally take more than 3 times as long as it ran.",
        "Performance and OEE are far over 100 %.",
        "Either the quantity is wrong, or the Start is missing or late, or the part's ideal cycle time is too long. "
        + CORRECT,
        frozenset({UNITS, HOURS}), quantities.impossible_pace,
    ),
    Rule(
        "ended_but_open", "over in the file, open in the log",
        "The order's status is Completed, Closed or Cancelled, while its log ends in an open state, or has no line.",
        "The log counts: the order is still open, and its machine may run for ever.",
        "Add the line that ended it on the order's page, or in the source.", frozenset({HOURS, ORDERS}),
        states.ended_but_open,
    ),
    Rule(
        "open_but_ended", "open in the file, over in the log",
        "The order's status says that it is open, while its log ends in Completed, Closed or Cancelled.",
        "The log counts: the order is over, and is missing from what is open.",
        "If it goes on, add the Start that is missing; else bring the status up to date in the source.",
        frozenset({ORDERS}), states.open_but_ended,
    ),
    Rule(
        "goods_after_end", "goods after Completed",
        "Pieces were reported after the order was first Completed, Closed or Cancelled.",
        "They count, yet lead time, run time and what the order was due end at the first Completed.",
        "If boxes are booked as Completed one by one, book all but the last as Start. " + CORRECT,
        frozenset({UNITS, ORDERS}), sequence.goods_after_end,
    ),
    Rule(
        "hold_after_hold", "Hold after Hold",
        "A Hold follows a Hold without a Start between, with another reason or without telling anything new.",
        "If the machine ran between the two, the time counts as downtime.",
        "Add the Start that is missing, or take the second Hold back.", frozenset({HOURS}), sequence.hold_after_hold,
    ),
    Rule(
        "over_closed_time", "worked on over closed time",
        "An order is in Setup or Start, without a line, over 8 hours or more without a shift: a night, a weekend, a "
        "holiday.",
        "The time counts as work off shift, with its run hours, overtime and costs.",
        "Add a Hold at the end of the shift (reason: no shift) and a Start at the next one, or enter the shift that "
        "there was.",
        frozenset({HOURS}), presence.over_closed_time,
    ),
    Rule(
        "silent_day", "scheduled day without a line",
        "A closed day has shifts and not one line.",
        "Its scheduled time counts as time in which nothing was made.",
        "Import what is missing; enter a holiday; or mark the day as not recorded.", ALL, presence.silent_days,
        by_day=True,
    ),
    Rule(
        "after_shift", "booked after the shift's end",
        "Pieces were booked up to 10 minutes after the end of a shift in which they were run for an hour or more. Only "
        "where pieces count when they are reported (setting credit).",
        "The next shift gets pieces that the one before it made.",
        "Book before the shift ends, or set the factory's credit to “made”.", frozenset({UNITS}),
        quantities.after_shift,
    ),
    Rule(
        "negative_sum", "less than nothing made",
        "The OK, scrapped or reworked pieces of an order add up to less than 0.",
        "Output is too low by it, and rates have no meaning.",
        "The pieces that were taken back were never reported, or under another order. " + CORRECT, frozenset({UNITS}),
        quantities.negative_sums,
    ),
    Rule(
        "never_completes", "all operations over, never completed",
        "All operations of an order are completed, while no line completes the order and last_operation is empty.",
        "The order stays open for ever: overdue, in the backlog, never delivered.",
        "Give work_orders.last_operation, or a Completed without operation.", frozenset({ORDERS}),
        states.never_completes,
    ),
    Rule(
        "contradicting", "contradicting at one moment",
        "Two lines of an order at one moment say what cannot both be: Start and Hold, a step back, two counts.",
        "The one that was written last counts, and that is chance.",
        "Take the wrong one back, or mend its time. " + CORRECT, frozenset({UNITS, HOURS}), sequence.contradicting,
    ),
    Rule(
        "duplicate", "told twice",
        "A line repeats another one of its order in everything.",
        "Its pieces count twice.",
        "If it happened once, take one of them back. " + CORRECT, frozenset({UNITS}), sequence.duplicates,
    ),
    Rule(
        "long_day", "more than 16 h at work in a day",
        "A person was in Setup or Start for more than 16 hours of one day.",
        "Their efficiency is too low and their overtime too high.",
        "Orders were left open when they went home: add the Hold or the Completed, or who went on with it (emp_id).",
        frozenset({HOURS}), presence.long_days, by_day=True,
    ),
    Rule(
        "forgotten", "open for long without a word",
        "An order has been open for more than 90 days, and has had no line for 30.",
        "It counts as open and overdue, and its age makes the mean.",
        "Complete, close or cancel it if it is over.", frozenset({ORDERS}), states.forgotten,
    ),
)  # fmt: skip
BY_ID = {rule.id: rule for rule in RULES}


def find(rule: str) -> Rule:
    """The rule of an id; LookupError with the near one."""
    if rule in BY_ID:
        return BY_ID[rule]
    near = difflib.get_close_matches(rule, BY_ID, n=1) or list(BY_ID)
    raise LookupError(f"no rule {rule!r}; did you mean {', '.join(near)}?")


def examine(evidence: Evidence, rules: Iterable[Rule] = RULES) -> pd.DataFrame:
    """What the rules find: frame of COLUMNS, in the order of the rules."""
    parts = [found for rule in rules if len(found := rule.findings(evidence))]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))
