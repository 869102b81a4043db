"""Data quality: the rows that are hardly what happened, by rule, with examples, and who says that one is fine."""

import logging
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update
from dash.development.base_component import Component

import answers
from access import gate, session
from answers import doubts
from components.admin_form import pressed, small, table
from components.notice import tell
from components.order_link import order_link
from components.page import BadAddress, Visit, read_query
from components.parts import icon
from components.tile import MACHINE
from data import cache
from data.quality import BY_ID, RULES, find
from data.summary import findings
from data.summary.findings import Kept
from kpis import period, text
from kpis.naming import suggest

EXAMPLES, ALONE = 4, 200
"""Examples of each rule among all, and of a rule that is shown alone."""
QUIET = "why-not"
_log = logging.getLogger(__name__)


def data_quality(visit: Visit) -> Component:
    """The filled page; ?rule=, ?machine=, ?kpi=, ?from= and ?to= keep to some findings."""
    return html.Div(fill(visit), id="quality")


def fill(visit: Visit) -> list[Component]:
    kept, said = _kept(visit)
    counts = findings.counts(visit.scope, kept)
    total = sum(counts.values())
    about = f"{visit.factory.name} · rows that can be read, and are hardly what happened"
    head = html.Div([html.H1("Data quality"), html.P(about)])
    parts: list[Component] = [html.Div(head, className="head")]
    if said:
        every = dcc.Link("Show all", href=visit.link("/quality"), className="btn btn-quiet btn-sm")
        parts.append(html.P([f"Kept to {', '.join(said)}. ", every], className="kept"))
    if not total:
        return [*parts, _nothing(bool(said)), *_fines(visit), _looked_for()]
    if len(counts) > 1:
        parts.append(_summary(visit, counts))
    most = EXAMPLES if len(counts) > 1 else ALONE
    parts += [_rule(visit, kept, rule, count, most) for rule, count in counts.items()]
    return [*parts, *_fines(visit), _looked_for()]


def _kept(visit: Visit) -> tuple[Kept, list[str]]:
    """What the address keeps to, and how that is said; BadAddress names what is not there."""
    query, said = visit.query, []
    rules = machine = first = last = None
    try:
        if rule := query.get("rule"):
            rules, said = [find(rule).id], [f"“{find(rule).title}”"]
        if query.get("kpi"):
            kpi = gate.kpi(visit.user, query["kpi"])
            mine = doubts.rules_of(kpi)
            rules = [one for one in (rules or mine) if one in mine]
            said.append(f"what {kpi.name} rests on")
        if asset := query.get("machine"):
            known = findings.machines(visit.scope)
            if asset not in known:
                raise BadAddress(f"there is no machine {asset!r}{suggest(asset, list(known))}")
            machine, name = known[asset]
            said.append(f"machine {name}")
        if query.get("from") or query.get("to"):
            today = answers.today(visit.scope)
            first, last = period.parse(query.get("from"), query.get("to"), today)
            said.append(text.span(first, last, today))
    except (LookupError, period.PeriodError) as wrong:
        raise BadAddress(str(wrong.args[0])) from wrong
    return Kept(rules, first, last, machine), said


def _nothing(kept: bool) -> Component:
    where = "here" if kept else "in what was looked at"
    return html.Section(
        [
            html.P([icon("fine"), html.B(f"Nothing doubtful {where}.")]),
            html.P(
                "The rules look at every import, and every night at the orders of the last 35 days. What they find "
                "is listed here until it is mended, or somebody says that it is fine."
            ),
        ],
        className="panel nothing",
    )


def _summary(visit: Visit, counts: dict[str, int]) -> Component:
    """How many there are of each rule; each leads to its own."""
    total = text.number(sum(counts.values()), "count")
    items = [
        dcc.Link([html.B(text.number(count, "count")), html.Span(BY_ID[rule].title)], href=_only(visit, rule))
        for rule, count in sorted(counts.items(), key=lambda one: -one[1])
    ]
    return html.Section([html.H2(["By rule", html.Span(f"{total} in all")]), html.Nav(items, className="tally")])


def _rule(visit: Visit, kept: Kept, rule: str, count: int, most: int) -> Component:
    """A rule: how many, why it matters, how to mend it, and the newest examples."""
    told = BY_ID[rule]
    shown = findings.listed(visit.scope, Kept([rule], kept.first, kept.last, kept.machine), most).to_dict("records")
    title = f"{told.title[0].upper()}{told.title[1:]}"
    more: list[Component] = []
    if count > len(shown):
        all_of = dcc.Link(f"Show all {text.number(count, 'count')}", href=_only(visit, rule), className="lnk")
        newest = f"The newest {len(shown)} of {text.number(count, 'count')}. "
        more = [html.P([newest, all_of] if most == EXAMPLES else newest, className="why-not")]
    rows = [_row(visit, one) for one in shown]
    return html.Section(
        [
            html.H2([title, html.Span(text.number(count, "count"))]),
            html.P([told.means, " ", html.B(told.why)]),
            html.P([html.B("To mend it: "), told.mend], className="mend"),
            table(("About", "What was found", ""), rows, ""),
            *more,
        ],
        className="panel doubtful", id=f"rule-{rule}",
    )  # fmt: skip


def _only(visit: Visit, rule: str) -> str:
    """The address of a rule alone, kept to what the page is kept to."""
    kept: dict[str, str | None] = {**visit.query, "rule": rule}
    kept.pop("factory", None)
    return visit.link("/quality", **kept)


def _row(visit: Visit, one: dict[Any, Any]) -> tuple[Any, ...]:
    when = text.day(one["day"], True) if one["day"] else ""
    name: Any = one["subject"].removesuffix(f" on {one['day']}")
    if one["order"]:
        name = order_link(visit.slug, one["order"])
    elif BY_ID[one["rule"]].by_day and when:
        shift = dcc.Link(when, href=visit.link("/shift", day=one["day"].isoformat()), className="lnk")
        name, when = html.Span([shift, "" if name == f"day {one['day']}" else f" · {name}"]), ""
    below: list[Any] = []
    if one["machine"]:
        below += [dcc.Link(one["machine"], href=visit.link(MACHINE + quote(one["asset_id"], safe=""))), " · "]
    below += [when]
    about = [name, html.Small(below, className="why-not")]
    if not gate.may_judge(visit.user):
        return about, one["detail"], ""
    return about, one["detail"], small("Is fine", {"fine": one["id"]}, f"{one['subject']} is fine")


def _fines(visit: Visit) -> list[Component]:
    """What was said to be fine, and by whom; nothing where nobody did."""
    rows = [
        (one["subject"], [f"{BY_ID[one['rule']].title}: {one['detail']}", html.Small(one["fine_by"], className=QUIET)])
        for one in findings.fines(visit.scope).to_dict("records") if one["rule"] in BY_ID
    ]  # fmt: skip
    if not rows:
        return []
    listed = html.Div(table(("About", "What was found, and who says it is fine"), rows, ""), className="panel fines")
    return [html.Details([html.Summary(f"Said to be fine ({len(rows)})"), listed], className="how rules")]


def _looked_for() -> Component:
    """All rules, for those who wonder what is looked for."""
    items = [html.Li([html.B(f"{rule.title[0].upper()}{rule.title[1:]}. "), rule.means]) for rule in RULES]
    return html.Details([html.Summary("What is looked for"), html.Ul(items, className="panel")], className="how rules")


@callback(
    Output("quality", "children"),
    Input({"fine": ALL}, "n_clicks"),
    State("url", "search"),
    prevent_initial_call=True,
)
def judge(_clicks: Sequence[int | None], search: str) -> Any:
    """Note that somebody who may says that a finding of their factory is fine."""
    if not pressed(ctx.triggered):
        return no_update
    visit, asked = Visit(session.user(), "/quality", read_query(search)), ctx.triggered_id
    gate.judge(visit.user)
    if findings.fine(visit.scope, int(asked["fine"]), visit.user.email):
        cache.flush(factory=visit.slug)
        _log.info("factory=%s user=%s said that finding %s is fine", visit.slug, visit.user.email, asked["fine"])
        tell("Noted", f"It is fine, says {visit.user.name}; it comes back if its figures change.")
    else:
        tell("That is no longer open", "Somebody mended it, or said that it is fine; the list is as of now.")
    return fill(visit)
