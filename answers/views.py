"""What the charts beside the one over time are drawn from: losses, machine states, spreads, ages, shifts."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd

from answers import cross, filters, hours, names, sums
from answers.ask import grain_of
from answers.breakdown import member_over_time
from answers.narrowed import PLACES
from answers.reading import read
from answers.source import live_of
from answers.ttl import seconds
from data import cache
from data.facts import cycle_times as cycles
from data.facts import spans
from data.facts.plant import Plant
from data.summary.aggregate import facts_of
from data.tenancy import Scope
from kpis import catalogue, losses
from kpis.answer import Question
from kpis.model import Kpi

KEPT_BY: dict[str, tuple[str, ...]] = {
    "waterfall": ("machine", "group", "shift"), "timeline": ("machine", "group"), "hours": ("group",),
    "spread": ("machine", "group", "part"), "ages": ("machine", "group"),
    "orders": (*names.FILTERS, "reason"),
}  # fmt: skip
"""What the charts of this module are kept to, by view; a filter by anything else leaves them the factory's. For small
multiples see `follows`."""
TIMELINE_DAYS = 3
"""Days of a timeline: more would be too fine to see."""
SPREAD_DAYS = 92
"""Days of a spread, the last of the range: it is read from the log."""
BOXES = 12
"""Parts of a spread: those made most."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
AGES = ((24, "< 1 d"), (72, "1–3 d"), (168, "3–7 d"), (np.inf, "> 7 d"))


def follows(view: str, kpi: Kpi, question: Question, today: date) -> tuple[str, ...]:
    """The entities of a question's filters that a view is kept to. Small multiples are of all of them while the log
    answers shifts and these at once."""
    asked = tuple(entity for entity, _ in question.filters)
    if view != "shifts":
        return tuple(entity for entity in asked if entity in KEPT_BY.get(view, (entity,)))
    every = tuple(dict.fromkeys((*asked, "shift")))
    at_once = hours.HOUR not in every and question.start >= cross.earliest(today) and cross.possible(kpi, *every)
    return asked if len(every) == 1 or at_once else tuple(entity for entity in asked if entity == "shift")


def loss_steps(scope: Scope, question: Question, unit: str) -> pd.DataFrame:
    """The losses of a range (kpis.losses), for the factory or what of KEPT_BY the question keeps to."""

    def make() -> pd.DataFrame:
        live = live_of(scope)
        span, columns = sums.span(live, question.start, question.end), [*losses.MEASURES]
        own = whole = sums.over_time(scope, columns, span, "day")
        wanted = [one for one in question.filters if one[0] in KEPT_BY["waterfall"]]
        kept = tuple((entity, names.find(live.plant, entity, key)) for entity, key in wanted)
        if len(kept) > 1:
            _, own, _ = filters.over_time(cross.facts_over(scope, live, span), columns, whole, kept, "day")
        elif kept:
            own = member_over_time(scope, columns, span, whole, kept[0], "day")
        return losses.losses(sums.plain(sums.total(own, columns)), unit)

    return _kept(scope, question, f"losses|{unit}", make)


def timeline(scope: Scope, question: Question) -> pd.DataFrame:
    """The spans of each machine over the last TIMELINE_DAYS days of the range: machine (its name), state, start and end
    (local, naive), order, reason. A question that keeps to a machine or a group shows those machines alone."""

    def make() -> pd.DataFrame:
        facts = facts_of(scope, max(question.start, question.end - timedelta(days=TIMELINE_DAYS - 1)), question.end)
        plant, history = facts.history.plant, facts.history
        found = spans.spans(history, *facts.asked)
        found = _of_members(found, plant, question, "timeline")
        machines = plant.machines["name"].to_numpy(dtype=object)
        reasons = np.r_[plant.hold_reasons.description.fillna(plant.hold_reasons.code).to_numpy(dtype=object), [""]]
        orders = np.r_[history.orders.unique_id.to_numpy(dtype=object), [""]]
        local = plant.calendar.local
        shown = pd.DataFrame(
            {
                "machine": machines[found.machine], "state": found.state,
                "start": [local(at).replace(tzinfo=None) for at in found.start.dt.to_pydatetime()],
                "end": [local(at).replace(tzinfo=None) for at in found.end.dt.to_pydatetime()],
                "order": orders[found.order], "reason": reasons[found.reason],
            }
        )  # fmt: skip
        return shown.sort_values(["machine", "start"], ignore_index=True)

    return _kept(scope, question, "timeline", make)


def cycle_times(scope: Scope, question: Question) -> pd.DataFrame:
    """The spread of the orders' cycle times in percent of the ideal one, of the parts made most: name, low, q1, median,
    q3, high (5 and 95 % of the orders lie below), count; of the last SPREAD_DAYS days of the range. Parts without an
    ideal cycle time are left out."""

    def make() -> pd.DataFrame:
        facts = facts_of(scope, max(question.start, question.end - timedelta(days=SPREAD_DAYS - 1)), question.end)
        found = _of_members(cycles.cycle_times(facts.history, facts.windows), facts.history.plant, question, "spread")
        found = found[(found.part >= 0) & (found.ideal_seconds > 0)]
        found = found.assign(share=100 * found.seconds / found.ideal_seconds)
        made = found.groupby("part").agg(units=("units", "sum"), count=("share", "size"))
        spread = found.groupby("part").share.quantile(np.array(QUANTILES)).unstack()
        spread.columns = pd.Index(["low", "q1", "median", "q3", "high"])
        part = np.array([one.key for one in names.members(facts.history.plant, "part")], dtype=object)
        most = made.join(spread).nlargest(BOXES, "units").reset_index()
        return most.assign(name=part[most.part])[["name", "low", "q1", "median", "q3", "high", "count"]]

    return _kept(scope, question, "cycle times", make)


def _of_members(found: pd.DataFrame, plant: Plant, question: Question, view: str) -> pd.DataFrame:
    """The rows (columns machine, part: positions) of the members that the view is kept to."""
    ids = {"machine": plant.machines.id, "group": plant.machines.machine_group_id, "part": plant.parts.id}
    for entity, key in question.filters:
        if entity in KEPT_BY[view]:
            one, of = names.find(plant, entity, key).id, "part" if entity == "part" else "machine"
            found = found[np.r_[ids[entity].eq(one).to_numpy(), False][found[of].to_numpy(dtype=int)]]
    return found


def ages(scope: Scope, question: Question) -> pd.DataFrame:
    """Open work orders now by age: name, count."""
    live = live_of(scope)
    orders = live.orders
    for entity, key in question.filters:
        if entity in KEPT_BY["ages"]:
            orders = orders[orders[PLACES[entity]] == names.find(live.plant, entity, key).key]
    edges = [-np.inf, *(edge for edge, _ in AGES)]
    counts, _ = np.histogram(orders.age_hours.to_numpy(dtype=float), edges)
    return pd.DataFrame({"name": [name for _, name in AGES], "count": counts})


def by_shift(scope: Scope, question: Question) -> pd.DataFrame:
    """The KPI of each shift, of what the chart follows: a row a bucket of the question's chart, a column a shift (its
    name), NaN for no data."""
    kpi = catalogue.find(question.kpi)

    def make() -> pd.DataFrame:
        live = live_of(scope)
        grain = grain_of(kpi, question)
        grain = "day" if grain == "shift" else grain
        columns, span = sums.columns_of(kpi), sums.span(live, question.start, question.end)
        followed = follows("shifts", kpi, question, live.today)
        kept = tuple(one for one in filters.kept(live, kpi, question) if one[0] in followed)
        others = tuple(one for one in kept if one[0] != "shift")
        shifts = [one for entity, one in kept if entity == "shift"] or names.members(live.plant, "shift")
        found: dict[str, pd.Series] = {}
        reading = None
        for shift in shifts:
            reading = read(scope, live, kpi, columns, span, grain, (*others, ("shift", shift)), reading)
            found[shift.name] = reading.over_time(reading.formula)
        return pd.DataFrame(found)

    return _kept(scope, question, "by shift", make)


def _kept(scope: Scope, question: Question, what: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """From the cache, as long as an answer over the same range is kept."""
    kpi, live = catalogue.find(question.kpi), live_of(scope)
    rest = f"{live.today}|{what}|{question.start}|{question.end}|{question.filters}|{question.grain}"
    ttl = seconds(kpi, question.start, question.end, live.clock)
    return cache.remember(cache.KPI, scope.factory.slug, kpi.tier, kpi.id, rest, ttl, make)
