"""A question to a KPI answered: the one function behind page, chart, PDF, Excel, CSV, command line and API."""

from datetime import date, datetime

import pandas as pd

from answers import by_shift, cross, doubts, extras, filters, hours, members, off_shift, recorded, sums
from answers.breakdown import breakdown, by_hour, member_keys
from answers.comparison import compare
from answers.moved import moved
from answers.names import QuestionError
from answers.notes import notes, too_little
from answers.reading import Reading, of_table, reach, read
from answers.rolling import rolling
from answers.source import live_of
from answers.targets import Targets
from answers.ttl import CROSS, seconds
from data import cache
from data.summary import query
from data.summary.live import Live
from data.summary.tables import table_name
from data.tenancy import Scope
from kpis import catalogue, little, text
from kpis.additive import additive
from kpis.answer import Answer, Comparison, Question
from kpis.bridge import Bridge
from kpis.fraction import per_day
from kpis.grammar import WEEK
from kpis.model import Kpi
from kpis.naming import suggest
from kpis.status import Goal, Status, status

SHIFT_DAYS = 14
"""Days of which a chart by shift is drawn at most."""


def ask(scope: Scope, question: Question, fresh: bool = False) -> Answer:
    """The answer, from the cache unless `fresh`. UnknownKpi and QuestionError name what cannot be answered."""
    return ask_of(scope, question, live_of(scope, fresh), fresh)


def ask_of(scope: Scope, question: Question, live: Live, fresh: bool = False) -> Answer:
    """The answer as of live facts that are at hand."""
    kpi = catalogue.find(question.kpi).in_currency(scope.factory.currency)
    _check(kpi, question, live)
    parts = (question.start, question.end, question.by, question.filters, question.compare, question.grain,
             question.rolling)  # fmt: skip
    rest = f"{live.today}|{'|'.join(map(str, parts))}|{text.notation()}"
    ttl = CROSS if cross.crossed(question) else seconds(kpi, question.start, question.end, live.clock)

    def make() -> Answer:
        return _answer(scope, kpi, question, live)

    return cache.remember(cache.KPI, scope.factory.slug, kpi.tier, kpi.id, rest, ttl, make, fresh)


def _check(kpi: Kpi, question: Question, live: Live) -> None:
    if question.start > question.end:
        raise QuestionError(f"from {question.start} is after to {question.end}; swap them")
    if question.end > live.today:
        raise QuestionError(f"to {question.end} is in the future; today is {live.today}")
    if question.and_where and not question.where:
        raise QuestionError("a second filter without the first; give where too")
    for entity in (*question.entities, *(entity for entity, _ in question.filters)):
        if entity not in kpi.breakdowns:
            raise QuestionError(f"{kpi.id} has no breakdown by {entity!r}{suggest(entity, kpi.breakdowns)}")
    cross.check(kpi, question, live.today)
    if question.grain and question.grain not in query.GRAINS:
        raise QuestionError(f"unknown grain {question.grain!r}{suggest(question.grain, query.GRAINS)}")
    if question.grain == "shift" and not _has_shifts(kpi):
        raise QuestionError(f"{kpi.id} is not counted by shift; take day, week or month")


def _has_shifts(kpi: Kpi) -> bool:
    return "shift" in kpi.breakdowns


def grain_of(kpi: Kpi, question: Question) -> str:
    """The grain of the chart: as asked, else by the length of the range; months where weeks are compared."""
    weeks = WEEK in members.needed(kpi, question.where[0] if question.where else None)
    grain = question.grain or ("month" if weeks else query.automatic(question.start, question.end))
    if grain == "shift" and (not _has_shifts(kpi) or question.where):
        return "day"
    if grain == "shift" and (question.end - question.start).days >= SHIFT_DAYS:
        raise QuestionError(f"a chart by shift covers at most {SHIFT_DAYS} days; take a shorter period or day")
    return grain


def _answer(scope: Scope, kpi: Kpi, question: Question, live: Live) -> Answer:
    reached = reach(scope, live, kpi, question, grain_of(kpi, question))
    grain, columns = reached.grain, sums.columns_of(kpi)
    span, kept = sums.span(live, *reached.days.own), filters.kept(live, kpi, question)
    member = next(iter(kept), None)
    reading = read(scope, live, kpi, columns, span, "day" if grain == "shift" else grain, kept)
    mine, all_of, value = reading.mine, reading.all_of, reading.value
    targets = Targets(live.plant)
    goal = targets.goal_of(kpi, question.end, kept)
    target = goal.target
    if grain == "shift":
        buckets, lines, keys = by_shift.buckets(scope, live, reading, columns, span)
    else:
        (buckets, lines), keys = _buckets(reading, grain), None
    buckets.insert(5, "target", targets.over(kpi, buckets.end, kept))
    rolled = rolling(scope, live.plant.record, columns, reading, grain, bool(kept)) if question.rolling else None
    table = "work_order_logs" if len(kept) > 1 else _table(member[0] if member else "factory", grain)
    found, covered = None, None
    if hours.asked(question):
        found, covered = by_hour(scope, live, kpi, question, columns, span, member)
    elif cross.crossed(question):
        if question.by:
            of_rows = Goal(None) if additive(kpi, *cross.crossed(question)) else goal
            found = cross.breakdown(scope, live, kpi, question, columns, span, all_of, kept, of_rows, reading.facts)
    elif question.by:
        covered = of_table(scope, live, kpi, question, reached.days)
        found = breakdown(scope, live, kpi, question, columns, span, all_of, covered)
    without = off_shift.bare(kpi, live, buckets, grain)
    doubt = doubts.about(live, kpi, *reached.days.own, question.filters)
    record, coverage = live.plant.record, recorded.of(live.plant.record, *reached.days.own)
    said = notes(kpi, live, mine, found, reached.days, covered, doubt, coverage.text)
    said = (*said, off_shift.note(without)) if without else said
    short = little.hours(kpi, mine.to_frame().T, reading.base_of, reading.entity).iloc[0]
    said = (*said, *too_little(kpi, short, found, all_of, question.by or ""))
    comparison = why = None
    if question.compare:
        before = compare(scope, live, kpi, question, columns, reached, covered, kept, value, target, keys)
        comparison = before.comparison
        if found is not None and before.rows is not None:
            found = found.assign(before=pd.Series([before.members.get(k) for k in member_keys(found)], dtype=float))
        elif cross.crossed(question) and (question.by or not before.reading):
            said = (*said, cross.too_early(question, before.comparison, live.today))
        both = recorded.shared(record, (question.start, question.end), question.compare, reached.days.coarse)
        if both.why or both.days:
            comparison, found, why = _unequal(scope, kpi, question, live, comparison, found, both)
            said = (*said, recorded.sentence(kpi.unit, comparison, live.today))
        elif before.reading:
            why = moved(question, reading, before.reading, found, before.rows)
    return Answer(
        kpi=kpi, factory=scope.factory.slug, start=question.start, end=question.end, value=value,
        status=_status(kpi, live, span, value, goal, short), target=target, bands=goal.bands, by=question.entities,
        off_shift=without, recorded=coverage, gaps=recorded.gaps(record, buckets),
        measures=_known(mine, kpi), grain=grain, table=table,
        widened=any(days.widened for days in (reached.days, covered) if days),
        buckets=buckets, breakdown=found, comparison=comparison, coverage=kpi.compiled.coverage(sums.plain(mine)),
        as_of=live.clock.local, notes=said, lines=lines, numbers=reading.explain(), trend=extras.trend(kpi, buckets),
        trend_unit=extras.trend_unit(kpi), facts=(*extras.kin(reading), *extras.facts(kpi, buckets)),
        currency=scope.factory.currency, filters=question.filters, why=why, rolling=rolled, doubt=doubt,
    )  # fmt: skip


def _unequal(
    scope: Scope, kpi: Kpi, question: Question, live: Live, other: Comparison, found: pd.DataFrame | None,
    both: recorded.Shared,
) -> tuple[Comparison, pd.DataFrame | None, Bridge | None]:
    """A comparison of periods that are not equally recorded: over the days that both have, or none. The members get
    the values that are compared: `compared` of this period and `before`."""
    found = None if found is None else found.drop(columns="before", errors="ignore")
    if both.days is None:
        return recorded.withheld(other, both.why), found, None
    part = _answer(scope, kpi, recorded.part_of(question, both.days), live)
    then = recorded.over_shared(other, part)
    if part.widened:  # its members cover other days
        return then, found, None
    rows = part.breakdown
    if found is not None and rows is not None and "before" in rows:
        keys = pd.Index(member_keys(rows))
        for name, column in (("before", "before"), ("compared", "value")):
            values = pd.Series(rows[column].to_numpy(dtype=float), keys)
            found[name] = values.reindex(member_keys(found)).to_numpy()
    return then, found, part.why


def _status(kpi: Kpi, live: Live, span: sums.Span, value: float | None, goal: Goal, short: float) -> Status:
    """An amount per day of the running day alone is what it would come to, and is judged when the day is over; a rate
    over too little time (`short`: hours, else NaN) is not judged."""
    running = span.first > span.last and not live.over
    if not pd.isna(short) or (running and per_day(kpi)):
        return Status.NEUTRAL
    return status(value, goal.target, kpi.better, goal.bands)


def _table(entity: str, grain: str) -> str:
    """The table that the value comes from."""
    if entity == hours.HOUR:
        return "kpi_group_hourly"
    if grain == "shift":
        return "kpi_shift_summaries"
    source = {"shift": "factory", "proficiency": "operator"}.get(entity, entity)
    return table_name(source, query.TABLE_GRAIN.get(grain, "daily"))


def _known(series: pd.Series, kpi: Kpi) -> dict[str, float | None]:
    """The sums that the formula used; null as None."""
    wanted = [*sorted(kpi.measures), *(["stock_days"] if kpi.compiled.averages else [])]
    return {name: None if pd.isna(series.get(name)) else float(series[name]) for name in wanted}


def _buckets(reading: Reading, grain: str) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    frame = reading.own.copy()
    frame.insert(2, "label", [text.bucket(start, grain) for start in frame.start])
    frame.insert(3, "value", reading.over_time(reading.formula))
    return frame, {title: reading.over_time(line) for title, line in reading.kpi.further.items()}


def today(scope: Scope) -> date:
    """The running production day of the factory; of one whose data ended in the past, the last day of it."""
    return live_of(scope).today


def clock(scope: Scope) -> datetime:
    """The factory's now: aware, in its own zone."""
    return live_of(scope).clock.local
