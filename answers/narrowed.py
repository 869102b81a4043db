"""Now, kept to one machine group or one machine: the same facts of it alone, so that the same tiles tell of it."""

from dataclasses import replace

import numpy as np
import pandas as pd

from answers import names, sums
from answers.names import Member
from answers.source import SPARK_DAYS, Present
from answers.ttl import LIVE
from data import cache
from data.facts.calendar import DAY
from data.summary import query
from data.summary.live import Live
from data.tenancy import Scope
from kpis.measures import MEASURES
from kpis.model import Kpi

PLACES = {"group": "group", "machine": "asset_id"}
"""What tiles can be kept to, and the column of open orders and of the machine grid that names it."""
TOLD = frozenset({
    "machine_status", "machine_utilization", "downtime_alerts", "work_order_status", "production_volume",
    "work_order_aging", "work_progress", "production_status", "quality_issues", "schedule_adherence",
    "assignment_status", "timeline_pipeline", "downtime", "wo_completion_rate", "throughput", "scrap_rate",
    "lead_time", "oee", "quality_rate",
})  # fmt: skip
"""KPIs whose tiles are made from rows, open orders and the machine grid alone: what Live knows of a place."""


def told(kpi: Kpi, entity: str) -> bool:
    """Whether the KPI's tile can be kept to a member of the entity."""
    return kpi.id in TOLD and entity in kpi.breakdowns


def narrowed(scope: Scope, found: Present, entity: str, key: str) -> Present:
    """The facts of now as if the member were the factory; QuestionError names one that is not there. Two statements
    for a factory's first, one for each further one, none from the cache."""
    member = names.find(found.live.plant, entity, key)
    at = f"{entity} {key}|{found.live.clock.now.isoformat()}"

    def make() -> Present:
        return Present(_live(scope, found.live, entity, member), _recent(scope, found, entity, member), {})

    return cache.remember(cache.LIVE, scope.factory.slug, "live", "facts", at, LIVE, make)


def _live(scope: Scope, live: Live, entity: str, member: Member) -> Live:
    place, key = PLACES[entity], sums.key_of(entity)
    before = sums.matching(scope, live, None, live.today - DAY).cut_rows or {}
    machines = live.rows["machine"]
    ids = live.plant.machines.machine_group_id if entity == "group" else live.plant.machines.id
    mine = machines.machine_id.isin(live.plant.machines.id[ids == member.id])
    rows = {
        "factory": _own(live.rows[entity], live.rows["factory"], entity, member),
        "machine": machines[mine].reset_index(drop=True),
        "group": live.rows["group"].iloc[:0] if entity == "machine" else _of(live.rows["group"], key, member),
    }
    return replace(
        live, rows=rows, yesterday=_own(before[entity], live.yesterday, entity, member),
        # nobody counts a shift of a group: what is told of the running shift is not known of it
        shifts=live.shifts.iloc[:0], shifts_yesterday=live.shifts_yesterday.iloc[:0],
        orders=_of(live.orders, place, member), machines=_of(live.machines, place, member),
    )  # fmt: skip


def _recent(scope: Scope, found: Present, entity: str, member: Member) -> pd.DataFrame:
    """The member's closed days of a spark line; what it does not count is the factory's."""
    today = found.live.today
    whole = found.recent[found.recent.start >= today - (SPARK_DAYS - 1) * DAY].reset_index(drop=True)
    if whole.empty:
        return whole
    columns = [str(name) for name in whole if name != "start"]
    part = query.Segment("day", whole.start.iloc[0], today - DAY)
    own = query.rows(scope, columns, part, (entity, member.id, "")).set_index("start")
    own = own.reindex(index=whole.start, columns=columns).reset_index()
    return _filled(own, whole, columns, entity)


def _own(rows: pd.DataFrame, whole: pd.DataFrame, entity: str, member: Member) -> pd.DataFrame:
    """The member's row of a day in place of the factory's."""
    if whole.empty:
        return whole
    columns = [str(name) for name in whole if name != "summary_date"]
    own = _of(rows, sums.key_of(entity), member).reindex(columns=columns).iloc[:1]
    # a member without a row did nothing that day
    return _filled(own.astype(float).reindex([0]), whole.reset_index(drop=True), columns, entity)


def _filled(own: pd.DataFrame, whole: pd.DataFrame, columns: list[str], entity: str) -> pd.DataFrame:
    """Zero for what the member did not do; of what nobody counts for it the days alone, which are everybody's."""
    filled = sums.of_member(own, whole, columns, entity, kept=True)
    unknown = [name for name in columns if name in MEASURES and not MEASURES[name].counted_by(entity)]
    return filled.assign(**dict.fromkeys([n for n in unknown if MEASURES[n].unit != "days"], np.nan)).copy()


def _of(frame: pd.DataFrame, column: str, member: Member) -> pd.DataFrame:
    return frame[frame[column].isin([member.id, member.key])].reset_index(drop=True)
