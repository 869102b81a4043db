"""All facts of a range of production days: one function for the live window and for the summary tables."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from data.facts import customers, events, hands_on, machine_time, pipeline, planned, roster, stocks, stops
from data.facts.block import Block, Windows
from data.facts.history import History, Ints, moment
from data.facts.output import output


def windows(history: History, first: date, last: date) -> Windows:
    """The windows of the recorded days first..last that have begun at the history's now; the last one ends there."""
    frame = history.plant.calendar.windows(first, last)
    recorded = frame.day.isin(history.plant.record.days(first, last))
    frame = frame[(frame.start < history.now) & recorded].reset_index(drop=True)
    days = sorted(set(frame.day))
    start = frame.start.to_numpy("datetime64[us]").astype("int64")
    end = np.minimum(frame.end.to_numpy("datetime64[us]").astype("int64"), moment(history.now))
    day = np.searchsorted(np.array(days, dtype="datetime64[D]"), frame.day.to_numpy(dtype="datetime64[D]"))
    ends = np.array([moment(history.plant.calendar.end_of(d)) for d in days], dtype=np.int64)
    return Windows(frame, start, end, day, days, ends[day] if len(days) else ends)


@dataclass(frozen=True)
class Facts:
    """The facts of some days. `blocks` add up by shift and by day, `stocks` only by day.

    asked: the first and the last day that were asked for; of those that are not recorded the windows have none.
    told: what had been forecast for the days (data.facts.forecast.judged); None where nobody looked.
    alerts: those raised or acknowledged in the days (data.facts.alerts); None where nobody looked.
    """

    history: History
    windows: Windows
    blocks: tuple[Block, ...]
    stocks: tuple[Block, ...]
    asked: tuple[date, date]
    told: pd.DataFrame | None = None
    alerts: pd.DataFrame | None = None

    @cached_property
    def work_days(self) -> pd.DataFrame:
        """Per day: work_days and calendar_days, the running day as the share that has passed; stock_days."""
        calendar, now = self.history.plant.calendar, self.history.now
        rows = []
        for day in self.windows.days:
            start, end = calendar.start_of(day), calendar.end_of(day)
            due = calendar.scheduled(day)
            share = calendar.scheduled(day, now) / due if due else 0.0
            rows.append((share, bool(due), (min(now, end) - start) / (end - start)))
        frame = pd.DataFrame(rows, columns=["share", "scheduled", "calendar_days"])
        output = np.zeros(len(frame))
        for block in self.blocks:
            for name in ("ok_units", "scrapped_units"):
                if name in block.values:
                    made = np.maximum(block.values[name], 0.0)  # a correction alone is no output
                    output += np.bincount(self.windows.day[block.window], made, minlength=len(frame))
        machines = self.history.plant.in_service(self.windows.days).any(axis=1) if len(frame) else np.zeros(0, bool)
        planned = frame.scheduled.to_numpy(dtype=bool) & machines
        work = np.where(planned, frame.share, np.where(output > 0, 1.0, 0.0))
        return pd.DataFrame({"work_days": work, "calendar_days": frame.calendar_days, "stock_days": 1.0})

    @property
    def unknown(self) -> frozenset[str]:
        return self.history.plant.unknown


def sample_moments(history: History, days: list[date]) -> Ints:
    """When each day's stocks are counted: at the end of its last shift, or now while that is to come."""
    calendar = history.plant.calendar
    return np.array([moment(min(calendar.last_shift_end(day), history.now)) for day in days], dtype=np.int64)


def compute(history: History, first: date, last: date) -> Facts:
    """The facts of the production days first..last, up to the history's now."""
    cut = windows(history, first, last)
    told = output(history, cut)
    flows = [
        *machine_time.hours(history, cut),
        *events.quantities(history, cut, told),
        *events.orders(history, cut),
        *events.changeovers(history, cut),
        *stops.stops(history, cut),
        *stops.scrap_events(history, cut),
        *hands_on.hands_on(history, cut, told),
        *planned.load(history, cut),
        *planned.kept(history, cut),
        *roster.roster(history, cut),
    ]
    if history.demand is not None:
        flows += [*customers.customer_orders(history.demand, cut), *pipeline.boms(history.demand, cut)]
    return Facts(history, cut, tuple(flows), tuple(_stocks(history, cut)), (first, last))


def _stocks(history: History, cut: Windows) -> list[Block]:
    if not cut.days:
        return []
    moments = sample_moments(history, cut.days)
    # any window of the day will do: stocks are asked for by day alone
    window = np.searchsorted(cut.day, np.arange(len(cut.days)))
    found = stocks.open_orders(history, moments)
    states = stocks.machine_states(history, stocks.at_work(history, moments), moments)
    in_service = history.plant.in_service(cut.days)
    made = [
        stocks.order_stocks(history, found, cut, window),
        stocks.machine_stocks(history, states, in_service, cut, window),
    ]
    return made if history.demand is None else [*made, pipeline.waiting(history.demand, moments, window)]
