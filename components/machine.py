"""A machine's page: what it does now, its tiles, its open orders, and its states of today and yesterday."""

from dash import dcc, html
from dash.development.base_component import Component

from access import gate
from answers import QuestionError
from answers.machine import Machine, machine
from charts import timeline
from components.doubt import mark
from components.kpi_chart import drawing
from components.kpi_dashboard import listed
from components.kpi_table import table
from components.kpi_views import SPANS, STATE_KEYS, span_rows
from components.machine_grid import card_of, page_of
from components.page import BadAddress, Visit
from components.parts import aria, keys
from components.refresh import refresh_button, refreshed
from components.tile import place, tile

SHOWN = (
    "oee", "machine_utilization", "production_volume", "production_status", "scrap_rate", "quality_rate", "downtime",
    "lead_time", "work_order_status", "wo_completion_rate", "schedule_adherence", "work_progress",
)  # fmt: skip
"""What is told of one machine, in this order."""


def machine_page(visit: Visit) -> Component:
    """The filled page of the machine that the address names."""
    return html.Div(fill(visit), id="machine")


def fill(visit: Visit, fresh: bool = False) -> list[Component]:
    _, asset_id = place(visit.path, visit.query) or ("", "")
    try:
        mine = {kpi.id for kpi in gate.kpis(visit.user)}
        found = machine(visit.scope, [kpi for kpi in SHOWN if kpi in mine], asset_id, fresh)
    except QuestionError as wrong:
        raise BadAddress(str(wrong)) from wrong
    tiles = [tile(snapshot) for snapshot in found.board.snapshots.values()]
    return [
        _head(visit, found, asset_id),
        html.Ul([card_of(one, found.board.as_of) for one in _rows(found)], className="machines"),
        html.H2("Today so far"),
        html.Div(tiles, className="grid"),
        html.H2("Orders"),
        listed("machine", "Open", "Open orders of the machine", found.orders.drop(columns="Machine"), visit.slug),
        html.H2("States"),
        _timeline(visit, found),
    ]


def _rows(found: Machine) -> list[dict[object, object]]:
    return found.board.machines.to_dict("records")


def _head(visit: Visit, found: Machine, asset_id: str) -> Component:
    """Its name, its group, its neighbours to step to, and the way to its shift."""
    grid = found.board.machines
    name, group = (str(grid[column].iloc[0]) if len(grid) else "" for column in ("name", "group"))
    about: list[Component | str] = [] if len(grid) else ["out of service · "]
    if group:
        about += [dcc.Link(group, href=visit.link("/live", group=group)), " · "]
    at = found.neighbours.index(asset_id) if asset_id in found.neighbours else -1
    steps: list[Component] = [
        dcc.Link(text, href=page_of(visit, found.neighbours[to]), className="btn btn-quiet btn-sm")
        for text, to in (("Previous machine", at - 1), ("Next machine", at + 1))
        if at >= 0 and 0 <= to < len(found.neighbours)
    ]
    steps += [dcc.Link("Shift", href=visit.link("/shift"), className="btn btn-quiet btn-sm"), refresh_button("machine")]
    said = html.P([*about, f"as of {found.board.as_of:%H:%M:%S}"], role="status")
    doubtful = mark(visit.slug, found.board.doubts.get(asset_id), machine=asset_id)
    return html.Div(
        [html.Div([html.H1([name or asset_id, doubtful]), said]), html.Div(steps, className="acts")],
        className="head",
    )


def _timeline(visit: Visit, found: Machine) -> Component:
    said = "What the machine did today and yesterday. The table holds the same."
    drawn = drawing("machine", "timeline", timeline.figure(found.spans, "page"))
    plot = html.Div(drawn, className="plot plot-states", role="img", **aria(label=said))
    rows = [row[1:] for row in span_rows(found.spans[::-1], visit.slug)]
    told = table("machine", "states", "States of the machine", SPANS[1:], rows)
    head = html.Header([html.H3("Since yesterday"), keys(STATE_KEYS)])
    return html.Section([head, plot, told], className="panel chart-panel")


refreshed("machine", fill)
