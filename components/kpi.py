"""A KPI in its two modes: now (dashboard) and over a period (analytics), as the address says."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import MATCH, Input, Output, State, callback, ctx, html
from dash.development.base_component import Component

import answers
from access import gate, session
from answers.restated import of_kpi
from components import kpi_state
from components.doubt import mark
from components.kpi_analytics import analytics
from components.kpi_controls import controls
from components.kpi_dashboard import dashboard
from components.kpi_explain import explain
from components.kpi_states import bad_address, failed
from components.kpi_words import direction
from components.page import BadAddress, Visit, read_query
from components.parts import aria, choice, icon
from components.pin import star
from components.restated import restated
from components.status import chip
from components.tile import NOTHING_NEWER, stamp
from data import personal
from kpis.answer import Answer, Snapshot
from kpis.model import Kpi
from kpis.status import Goal


def dual_mode(visit: Visit, kpi: Kpi) -> Component:
    """The filled component. Costs one answer: what the shown mode needs; and notes that the user looked at the KPI."""
    personal.look(visit.scope, visit.user.id, kpi.id)
    return html.Div(fill(visit, kpi), id={"kpi": kpi.id, "part": "page"}, className="kpi")


def fill(visit: Visit, kpi: Kpi, fresh: bool = False, before: str | None = None) -> list[Component]:
    """What stands in it. `fresh` goes past the cache; `before`: the newest row shown until now."""
    scope, kpi = visit.scope, kpi.in_currency(visit.factory.currency)
    try:
        today = answers.today(scope)
        state = kpi_state.read(kpi, visit.query, today, visit.factory.year_from)
        found = _ask(visit, kpi, state, fresh)
        also = kpi_state.also(scope, kpi, state) if state.mode == "analytics" else None
        changed = restated(visit, of_kpi(scope, kpi, found.start, found.end)) if isinstance(found, Answer) else None
    except (BadAddress, answers.QuestionError) as wrong:
        return [_header(visit, kpi), bad_address(visit, kpi, str(wrong))]
    except Exception:
        return [_header(visit, kpi), failed(visit, kpi)]
    if isinstance(found, Snapshot):
        return [_header(visit, kpi, state, found, before), *dashboard(found)]
    body = [*analytics(visit, state, found, also), *([changed] if changed else [])]
    return [
        _header(visit, kpi, state, found, before),
        controls(visit, kpi, state, today),
        html.Div(body, className="kpi-body"),
    ]


def _ask(visit: Visit, kpi: Kpi, state: kpi_state.State, fresh: bool) -> Answer | Snapshot:
    if state.mode == "analytics":
        return answers.ask(visit.scope, state.question(kpi), fresh=fresh)
    return answers.now(visit.scope, kpi.id, fresh=fresh)


def _header(
    visit: Visit,
    kpi: Kpi,
    state: kpi_state.State | None = None,
    found: Answer | Snapshot | None = None,
    before: str | None = None,
) -> Component:
    pin = star(visit, kpi.id, kpi.name, kpi.id in visit.pinned)
    machine = dict(found.filters).get("machine") if isinstance(found, Answer) else None
    doubtful = mark(visit.slug, found.doubt, kpi=kpi.id, machine=machine) if found else None
    title = html.H1([kpi.name, pin, chip(found.status) if found else None, doubtful])
    aim = found.aim if isinstance(found, Snapshot) else found.target if found else None
    goal = Goal(aim, found.bands) if found else Goal(kpi.target)
    about = html.P(f"{kpi.description} {direction(kpi, goal.target)}".strip())
    acts = [*_asof(kpi, found, before), _modes(visit, kpi, state)] if state and found else []
    head = html.Div([html.Div([title, about]), html.Div(acts, className="acts")], className="head")
    return html.Div([head, explain(kpi, goal, visit.factory.currency)], className="kpi-head")


def _modes(visit: Visit, kpi: Kpi, state: kpi_state.State) -> Component:
    links = [
        choice(mode.capitalize(), visit.link(visit.path, **state.but(kpi, mode=mode)), mode == state.mode)
        for mode in kpi_state.MODES
    ]
    return html.Nav(links, className="seg", **aria(label="Mode"))


def _asof(kpi: Kpi, found: Answer | Snapshot, before: str | None) -> list[Component]:
    """The time that the numbers are of, and the button that asks for newer ones."""
    newest = stamp(found.newest) if isinstance(found, Snapshot) else found.as_of.isoformat()
    note = f"{NOTHING_NEWER} · " if before is not None and newest == before else ""
    clock = html.Time(
        f"{found.as_of:%H:%M}", dateTime=found.as_of.isoformat(), title=f"{found.as_of:%Y-%m-%d %H:%M:%S %Z}"
    )
    button = dbc.Button(
        [icon("refresh"), "Refresh"],
        id={"kpi": kpi.id, "part": "refresh"}, value=newest, className="btn-quiet", color="light", size="sm",
    )  # fmt: skip
    return [html.Span([note, "as of ", clock], className="asof", role="status"), button]


@callback(
    Output({"kpi": MATCH, "part": "page"}, "children"),
    Input({"kpi": MATCH, "part": "refresh"}, "n_clicks"),
    State({"kpi": MATCH, "part": "refresh"}, "value"),
    State("url", "pathname"),
    State("url", "search"),
    running=[(Output({"kpi": MATCH, "part": "refresh"}, "disabled"), True, False)],
    prevent_initial_call=True,
)
def refresh(_clicks: int | None, before: str, path: str, search: str | None) -> list[Component]:
    asked: Any = ctx.triggered_id
    visit = Visit(session.user(), path, read_query(search), {"kpi": asked["kpi"]})
    return fill(visit, gate.kpi(visit.user, asked["kpi"]), fresh=True, before=before)
