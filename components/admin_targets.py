"""Targets: what a factory wants of its KPIs, from which day on."""

import math
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import ALL, Input, Output, State, callback, ctx, html, no_update
from dash.development.base_component import Component

import answers
from access import gate
from answers import goals, names
from answers.targets import ENTITIES, bands
from components.admin_form import day, done, enter, field, head, pressed, small, table, wrong
from components.page import Visit
from data.source import read
from data.source.masters import BadValue
from kpis.catalogue import KPIS
from kpis.status import BANDS
from kpis.text import quantity, typed

BANDED = (
    "The bands are where excellent, good and warning end, and critical begins. Where higher is better a value counts "
    "from the share on, where lower is better up to it, else within it. Left empty, the usual ones hold."
)
JUDGED = {"higher": "at least", "lower": "at most", "target": "just"}
FIELDS = ("kpi", "whom", "value", "bands", "since")


def targets(visit: Visit) -> Component:
    """The form and the list under it."""
    plant = read.plant(visit.scope)[0]
    currency = visit.factory.currency
    offered = [
        {"label": f"{kpi.name} ({kpi.in_currency(currency).unit})" if kpi.unit else kpi.name, "value": kpi.id}
        for kpi in gate.kpis(visit.user)
    ]
    whom = [{"label": "The factory", "value": "factory "}]
    for entity in ENTITIES[1:]:
        for one in names.members(plant, entity):
            name = one.key if one.name == one.key else f"{one.key} · {one.name}"
            whom.append({"label": f"{entity.capitalize()} {name}", "value": f"{entity} {one.key}"})
    value, usual = _hints(visit, str(offered[0]["value"]), whom[0]["value"])
    parts = [
        field(
            "KPI", "target-kpi",
            dbc.Select(id="target-kpi", options=offered, value=offered[0]["value"], className="wide"),
        ),
        field("For", "target-whom", dbc.Select(id="target-whom", options=whom, value="factory ")),
        field(
            "Target, in the KPI's unit", "target-value",
            dbc.Input(id="target-value", inputmode="decimal", placeholder=value),
        ),
        field("Bands, in % of the target", "target-bands", dbc.Input(id="target-bands", placeholder=usual)),
        field(
            "Valid from", "target-since",
            dbc.Input(id="target-since", type="date", value=answers.today(visit.scope).isoformat()),
        ),
        dbc.Button("Save target", id="target-save", color="primary", size="sm"),
    ]  # fmt: skip
    about = "a target holds from its day on; days before it are judged by what held then"
    return html.Div(
        [
            head(visit, "Targets", about),
            html.Section([html.Div(parts, className="form"), html.P(BANDED, className="why-not")], className="panel"),
            html.Div(listed(visit), id="target-list"),
        ]
    )


def listed(visit: Visit) -> list[Component]:
    """What was set, and what each KPI is judged by today."""
    return [
        html.H2("Targets that were set"),
        html.Section(_set(visit), className="panel scroll"),
        html.H2(["In force today", html.Span("for the factory")]),
        html.Section(_in_force(visit), className="panel scroll"),
    ]


def _set(visit: Visit) -> Component:
    """The targets of the KPIs that the user may see, by KPI, the latest first."""
    found = read.plant(visit.scope)[0].targets
    rows = []
    if len(found):
        found = found.sort_values(["kpi", "entity", "entity_key", "valid_from"], ascending=[True, True, True, False])
    mine = {kpi.id for kpi in gate.kpis(visit.user)}
    for one in found.to_dict("records"):
        if one["kpi"] in mine:
            kpi = KPIS[one["kpi"]].in_currency(visit.factory.currency)
            whom = f"{one['entity']} {one['entity_key']}".strip()
            since = pd.Timestamp(one["valid_from"]).date()
            delete = small("Delete", {"target-delete": int(one["id"])}, f"Delete the target of {kpi.name} from {since}")
            own = bands(one)
            said = goals.shown(own) if own else "usual"
            rows.append((kpi.name, whom, quantity(float(one["value"]), kpi.unit), said, str(since), delete))
    none = "None yet: the declared targets hold, and the daily target of the settings."
    return table(("KPI", "For", "Target", "Bands, %", "From", ""), rows, none)


def _in_force(visit: Visit) -> Component:
    """Target and bands of each of the user's KPIs today."""
    rows = []
    mine = gate.kpis(visit.user)
    for one, goal in zip(mine, goals.in_force(visit.scope, mine), strict=True):
        kpi = one.in_currency(visit.factory.currency)
        if goal.target is not None:
            shown = goals.shown(goal.bands or BANDS[kpi.better])
            rows.append((kpi.name, f"{JUDGED[kpi.better]} {quantity(goal.target, kpi.unit)}", shown))
    return table(("KPI", "Target", "Bands, %"), rows, "No KPI of yours has a target.")


@callback(
    Output("target-value", "placeholder"),
    Output("target-bands", "placeholder"),
    Input("target-kpi", "value"),
    Input("target-whom", "value"),
    State("url", "search"),
    prevent_initial_call=True,
)
def held(kpi_id: str, whom: str, search: str) -> tuple[str, str]:
    return _hints(enter(search, "targets"), kpi_id, whom)


def _hints(visit: Visit, kpi_id: str, whom: str) -> tuple[str, str]:
    """What holds today, as the hint of the fields for target and bands."""
    kpi, (entity, _, key) = gate.kpi(visit.user, kpi_id), whom.partition(" ")
    (goal,) = goals.in_force(visit.scope, [kpi], entity, key)
    value = "none yet" if goal.target is None else f"now {quantity(goal.target, '')}"
    return value, goals.shown(BANDS[kpi.better])


@callback(
    Output("target-list", "children"),
    *(Output(f"target-{name}-wrong", "children") for name in FIELDS),
    Input("target-save", "n_clicks"),
    Input({"target-delete": ALL}, "n_clicks"),
    *(State(f"target-{name}", "value") for name in FIELDS),
    State("url", "search"),
    prevent_initial_call=True,
)
def act(
    _save: int | None, _delete: list[int | None], kpi: str, whom: str, value: str, own: str, since: str, search: str
) -> Any:  # fmt: skip
    """Save the form's target, or delete a row."""
    if not pressed(ctx.triggered):
        return [no_update] * (1 + len(FIELDS))
    visit = enter(search, "targets")
    asked: Any = ctx.triggered_id
    try:
        if asked == "target-save":
            _save_target(visit, kpi, whom, value, own or "", since)
        else:
            _delete_target(visit, asked["target-delete"])
    except BadValue as error:
        return [no_update, *wrong(FIELDS, error)]
    return [listed(visit), *wrong(FIELDS)]


def _save_target(visit: Visit, kpi_id: str, whom: str, text: str | None, own: str, since: str) -> None:
    kpi = gate.kpi(visit.user, kpi_id)
    try:
        value = float(typed(text or ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadValue("value", "Give the target as a number, such as 4.5.")
    entity, _, key = whom.partition(" ")
    try:
        limits = goals.typed_bands(own, kpi)
        goals.set_target(visit.scope, kpi, value, day("since", since), entity, key, limits)
    except answers.QuestionError as error:
        at = "bands" if isinstance(error, goals.BandsError) else "whom"
        raise BadValue(at, f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
    of = quantity(value, kpi.in_currency(visit.factory.currency).unit)
    of += f", bands {goals.shown(limits)} %" if limits else ""
    done(visit, f"target of {kpi.id} for {entity} {key}".strip() + f" set to {of} from {since}")


def _delete_target(visit: Visit, target_id: int) -> None:
    found = read.plant(visit.scope)[0].targets
    rows = found[found.id == target_id].to_dict("records") if len(found) else []
    for row in rows:
        gate.kpi(visit.user, row["kpi"])
        goals.take_back(visit.scope, target_id)
        since = pd.Timestamp(row["valid_from"]).date()
        done(visit, f"target of {row['kpi']} for {row['entity']} {row['entity_key']} from {since} deleted")
