"""Files of a factory, for those who may enter it."""

import io

from flask import Blueprint, abort, jsonify, request, send_file
from werkzeug.wrappers import Response

import answers
import reports
from access import gate, session
from components import kpi_state
from components.category import answers_of
from components.kpi_table import frame
from components.kpi_views import TITLES, draw
from components.order_link import address
from components.page import BadAddress, Visit
from data.source.order import find
from kpis.answer import Answer
from kpis.catalogue import UnknownKpi
from reports import export, overview

routes = Blueprint("download", __name__)


@routes.get("/reports/<slug>/<int(max=2147483647):report_id>")
def report(slug: str, report_id: int) -> Response:
    """The PDF of a report. 404 where there is none, also for a factory that is not the user's: no names given away."""
    try:
        path = reports.path_of(gate.scope(session.user(), slug), report_id)
    except (gate.Forbidden, LookupError):
        abort(404)
    if not path.is_file():
        abort(404, description=f"The file of report {report_id} is gone; generate the report again.")
    return send_file(path, as_attachment=True, download_name=path.name)


@routes.get("/export/<slug>/<kpi_id>.<any(csv, xlsx):kind>")
def numbers(slug: str, kpi_id: str, kind: str) -> Response:
    """What a KPI's page shows at this query, as a file. 404 for what is not the user's, 400 for a bad query."""
    user = session.user()
    try:
        scope, kpi = gate.scope(user, slug), gate.kpi(user, kpi_id)
    except (gate.Forbidden, UnknownKpi):
        abort(404)
    try:
        state = kpi_state.read(kpi, request.args.to_dict(), answers.today(scope), scope.factory.year_from)
        answer = answers.ask(scope, state.question(kpi))
        also = kpi_state.also(scope, kpi, state)
        chart = _chart(Visit(user, f"/kpi/{kpi_id}", {**request.args, "factory": slug}), state, answer)
    except (BadAddress, answers.QuestionError) as wrong:
        abort(400, description=str(wrong))
    made = export.csv(answer, also, chart) if kind == "csv" else export.xlsx(answer, also, chart)
    name = f"{slug}-{kpi.id}-{answer.start}-{answer.end}.{kind}"
    return send_file(io.BytesIO(made), as_attachment=True, download_name=name)


@routes.get("/export/<slug>/category/<name>.<any(csv, xlsx):kind>")
def category(slug: str, name: str, kind: str) -> Response:
    """The KPIs of a category page at this query, as a file. 404 for what is not the user's, 400 for a bad query."""
    user = session.user()
    try:
        gate.scope(user, slug)
        chosen, found = answers_of(Visit(user, f"/category/{name}", {**request.args, "factory": slug}), name)
    except gate.Forbidden:
        abort(404)
    except (BadAddress, answers.QuestionError) as wrong:
        abort(400, description=str(wrong))
    made = overview.csv(found) if kind == "csv" else overview.xlsx(found, f"{name.capitalize()} of {slug}")
    file = f"{slug}-{name}-{chosen.dates[0]}-{chosen.dates[1]}.{kind}"
    return send_file(io.BytesIO(made), as_attachment=True, download_name=file)


@routes.get("/find/<slug>/orders")
def orders(slug: str) -> Response:
    """Up to eight orders whose ids begin with ?q=, as pairs of id and address, for the palette and the hub's search.
    404 for a factory that is not the user's."""
    try:
        scope = gate.scope(session.user(), slug)
    except gate.Forbidden:
        abort(404)
    return jsonify([[one, address(slug, one)] for one in find(scope, request.args.get("q", "")[:60])])


def _chart(visit: Visit, state: kpi_state.State, answer: Answer) -> export.Chart | None:
    """The table behind the chart that the state names, where that is not the one over time."""
    if state.view == "time":
        return None
    drawn = draw(visit, state, answer)
    return TITLES[state.view], frame(drawn.columns, drawn.rows)
