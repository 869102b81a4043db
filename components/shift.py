"""The shift page: this shift against the same one of the day or the week before, hour by hour against the plan."""

from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

import answers
from access import gate
from answers import QuestionError, off_shift
from answers.restated import of_day
from answers.shift import Shift, Told, Which, last_before, shift, shown
from charts import pace
from components.doubt import mark
from components.kpi_chart import drawing
from components.kpi_table import Cell, Column, table
from components.page import BadAddress, Visit
from components.parts import aria, choice, keys, shape
from components.refresh import refresh_button, refreshed
from components.restated import restated
from components.status import change, chip
from kpis import period, text
from kpis.naming import suggest

BACK = {"day": 1, "week": 7}
"""How many days before lies what ?against= names."""


def shift_page(visit: Visit) -> Component:
    """The filled page; ?shift= names another shift of the day, ?day= another production day, ?against= day or week."""
    return html.Div(fill(visit), id="shift")


def fill(visit: Visit, fresh: bool = False) -> list[Component]:
    try:
        asked, today = visit.query.get("day"), answers.today(visit.scope)
        day = period.parse_day("day", asked, today) if asked else today
        back = BACK.get(against := visit.query.get("against", "day"))
        if back is None:
            raise BadAddress(f"against {against!r} is neither day nor week{suggest(against, BACK)}")
        found = shift(visit.scope, shown(gate.kpis(visit.user)), visit.query.get("shift"), day, fresh, back)
    except (QuestionError, period.PeriodError) as wrong:
        raise BadAddress(str(wrong)) from wrong
    if found is None:
        none = "No shift has begun in this production day."
        said = html.P(f"{none} {_off_shift(visit, day)}".strip(), className="empty panel")
        before = last_before(visit.scope, day)
        ways = html.Div([_way(visit, "‹ Earlier", before)] if before else [], className="acts")
        return [html.Div([html.H1("Shift"), ways], className="head"), said]
    told = restated(visit, of_day(visit.scope, [one.kpi for one in found.kpis], found.day))
    if found.without:
        return [_head(visit, found), html.P(f"This day is not recorded: {found.without}.", className="empty panel")]
    body = html.Div([_kpis(visit, found), _hours(found)], className="halves")
    other = _off_shift(visit, day)
    note = html.Ul(html.Li(other), className="notes") if other else None
    return [part for part in (_head(visit, found), note, body, told) if part]


def _off_shift(visit: Visit, day: date) -> str:
    """What was done on a day outside of its shifts, in words; "" where nothing was."""
    found = off_shift.work(visit.scope, day)
    if found is None:
        return ""
    hours, units = found
    told = f"{text.quantity(hours, 'h')} run, {text.quantity(units, 'units')} made"
    return f"Off shift that day: {told}."


def _head(visit: Visit, found: Shift) -> Component:
    begins = f"{found.start:%H:%M}" if found.start.date() == found.day else f"{found.start:%a %H:%M}"
    when = f"{begins}–{found.end:%H:%M}{_breaks(found)}" + ("" if found.running else ", over")
    title = found.name if "shift" in found.name.lower() else f"{found.name} shift"
    said = f"{text.weekday(found.day)} · {when} · as of {found.as_of:%H:%M:%S}"
    links = [choice(name, _link(visit, (found.day, name)), name == found.name) for name in found.names]
    tabs = html.Nav(links, className="seg", **aria(label="Shift"))
    steps = [("‹ Earlier", found.earlier), ("Later ›", found.later)]
    ways = [_way(visit, word, to) for word, to in steps if to]
    acts = html.Div([tabs, *ways, refresh_button("shift")], className="acts")
    name = html.H1([title, mark(visit.slug, found.doubt)])
    return html.Div([html.Div([name, html.P(said, role="status")]), acts], className="head")


def _breaks(found: Shift) -> str:
    if not found.breaks:
        return ""
    told = ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in found.breaks)
    return f" ({'break' if len(found.breaks) == 1 else 'breaks'} {told})"


def _link(visit: Visit, to: Which) -> str:
    return visit.link(visit.path, day=to[0].isoformat(), shift=to[1], against=visit.query.get("against"))


def _way(visit: Visit, word: str, to: Which) -> Component:
    told = f"{to[1]}, {text.weekday(to[0])}"
    return dcc.Link(word, href=_link(visit, to), className="btn btn-quiet", title=told)


def _kpis(visit: Visit, found: Shift) -> Component:
    numbers = [Column("This shift"), Column("Before", minor=True), Column("Change")]
    columns = (Column("KPI", numeric=False), *numbers, Column("Status", numeric=False, minor=True))
    rows = [_row(visit, told) for told in found.kpis]
    listed = table("shift", "kpis", "This shift against the same one before", columns, rows)
    this = (found.day.isoformat(), found.name)
    ways = [
        choice(f"{name.capitalize()} before", visit.link(visit.path, day=this[0], shift=this[1], against=name), on)
        for name, back in BACK.items() for on in [back == found.back]
    ]  # fmt: skip
    said = "The same shift, up to the same time" if found.today else "The same shift"
    chosen = html.Nav(ways, className="by", **aria(label="Against"))
    head = html.Header([html.H3("Against the"), chosen, html.Span(said, className="asof")])
    return html.Section([head, listed], className="panel")


def _row(visit: Visit, told: Told) -> list[Cell]:
    kpi = told.kpi
    link = dcc.Link(kpi.name, href=visit.link(f"/kpi/{kpi.id}", mode="analytics", period="7d", by="shift"))
    difference = told.change.difference
    moved = change(difference, text.delta(difference, kpi.unit), told.change.verdict, "against the shift before")
    name = html.Span([html.Span(shape(told.status), className=f"narrow ink-{told.status}", title=told.status), link])
    value = html.B(text.quantity(told.value, kpi.unit))
    return [
        Cell(name, kpi.name), Cell(value, told.value), Cell(text.quantity(told.before, kpi.unit), told.before),
        Cell(moved, difference), Cell(chip(told.status)),
    ]  # fmt: skip


def _hours(found: Shift) -> Component:
    plot = html.Div(
        drawing("shift", "hours", pace.figure(found.hours, "page")), className="plot", role="img",
        **aria(label="OK units of each hour beside the plan. The table holds the same numbers."),
    )  # fmt: skip
    columns = (
        Column("Hour", numeric=False),
        Column("Planned"),
        Column("OK units"),
        Column("Scrapped", minor=True),
        Column("Gap"),
    )
    rows, ok, planned, missed = [], 0.0, 0.0, None
    for at, row in enumerate(found.hours.to_dict("records")):
        begun = row["state"] != "to come"
        numbers = [row["planned_units"], *((row["ok_units"], row["scrapped_units"]) if begun else (None, None))]
        gap = row["ok_units"] - row["planned_units"] if row["state"] == "over" else None
        ok, planned = ok + (row["ok_units"] if begun else 0.0), planned + row["planned_units"]
        missed = missed if gap is None else gap + (missed or 0.0)
        label = f"{row['start']:%H:%M}–{row['end']:%H:%M}" + (" so far" if row["state"] == "running" else "")
        cells = [Cell(text.number(number, "units"), number) for number in numbers]
        rows.append([Cell(label, at), *cells, Cell(text.delta(gap, "units"), gap)])
    whole = [text.number(planned, "units"), text.number(ok, "units"), "", text.delta(missed, "units")]
    total = ["Whole shift", *whole]
    listed = table("shift", "hours", "Units by hour", columns, rows, total)
    told = (
        ("swatch ink-compare", "Planned"), ("swatch ink-accent", "OK units"),
        ("swatch ink-accent hatched", "Running hour"),
    )  # fmt: skip
    head = html.Header([html.H3("Hour by hour"), keys(told)])
    return html.Section([head, plot, listed], className="panel chart-panel")


refreshed("shift", fill)
