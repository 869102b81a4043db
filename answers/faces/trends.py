"""Tiles and lists of how a KPI changes: the slope of the line through the closed days of its window."""

from dataclasses import replace

import pandas as pd

from answers import extras, lately, members, names, sums
from answers.faces.face import Face, Now, plain
from data.facts.calendar import DAY
from kpis.model import Kpi
from kpis.text import delta


def trend(kpi: Kpi, now: Now) -> Face:
    """The KPI over its window; the line below says by how much it changes in a week or month."""
    first, last = now.days(kpi.window)
    days = [first + n * DAY for n in range((last - first).days)]  # without today, which still runs
    values = lately.values(kpi, now.present, [(day, day) for day in days])
    found = pd.DataFrame({"start": days, "end": days, "running": False, "value": pd.Series(values, dtype=float)})
    change = extras.trend(kpi, found)
    told = delta(change, kpi.unit)
    facts = ((f"Change per {kpi.trend}", told), ("Days with data", str(found["value"].count())))
    detail = "too few days to tell a change" if change is None else f"{told} per {kpi.trend}"
    return replace(plain(kpi, now), detail=detail, facts=facts)


def of_members(kpi: Kpi, now: Now, entity: str) -> pd.DataFrame:
    """The members over the KPI's window: key, name, value, change (NaN: unknown) and the sums; the change for the worse
    first."""
    first, last = now.days(kpi.window)
    rows = members.by_date(now.scope, entity, sorted(kpi.measures), sums.Span(first, last - DAY), "day")
    days = rows.assign(end=rows.start, running=False, value=kpi.of_member.evaluate(rows))
    keys = {member.id: member.key for member in names.members(now.live.plant, entity)}
    changes = {keys.get(int(who)): extras.trend(kpi, days[days.member == who]) for who in days.member.unique()}
    found = now.valued(kpi, entity)
    found = found.assign(change=pd.to_numeric(found.key.map(changes)))
    return found.sort_values(["change", "name"], ascending=[kpi.better == "higher", True], na_position="last")
