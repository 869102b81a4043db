"""Import: a factory's files as one .zip, all of it or nothing, with every error told."""

import base64
import binascii
from typing import Any

from dash import Input, Output, State, callback, ctx, dcc, html, no_update
from dash.development.base_component import Component

from components.admin_form import done, enter, head, table
from components.notice import tell
from components.page import Visit
from components.parts import aria
from data.source.importer import Problem, Wish
from data.summary import findings, moves
from jobs import imports as worker
from kpis.text import number

MOST_BYTES = 11 * 1024 * 1024
"""As base64 within JSON that is just below the 16 MB that a request may have."""
SHOWN = 200
ASK_MS = 2000
WISHES = {
    "dry": "Only look: write nothing, and say what would change",
    "replace": "The file is the whole truth of the orders in its log: take back what it does not say",
    "restate": "Changed groups, skills, standards and places hold for the past too",
}
COUNTED = ("Table", "New", "Changed", "As before", "Taken back")
"""Of rows; what was taken back is among the changed."""


def imports(visit: Visit) -> Component:
    """The place for the file, and under it the report of the import that was asked for last."""
    about = "all of the file is imported, or nothing; the format is docs/import.md, the same as on the command line"
    upload = dcc.Upload(
        html.Div(["Drop a .zip of the factory's CSV files here, or ", html.Span("choose it", className="lnk")]),
        id="import-file", accept=".zip", max_size=MOST_BYTES, multiple=False, className="upload",
    )  # fmt: skip
    named = html.Label(upload, className="d-block")  # the field for who comes by keyboard is inside, and has no id
    wishes = dcc.Checklist(
        id="import-wish", options=[{"label": label, "value": name} for name, label in WISHES.items()], value=[],
        className="wishes",
    )  # fmt: skip
    more = f"At most {MOST_BYTES // 1024**2} MB; “python cli.py import PATH” takes more, and new factories."
    return html.Div(
        [
            head(visit, "Import", about),
            html.Section([wishes, named, html.Small(more, className="why-not")], className="panel"),
            html.Section(id="import-report", **aria(live="polite")),
            dcc.Store(id="import-job"),
            dcc.Interval(id="import-clock", interval=ASK_MS, disabled=True),
        ]
    )


@callback(
    Output("import-job", "data"),
    Output("import-report", "children"),
    Output("import-clock", "disabled"),
    Input("import-file", "contents"),
    Input("import-clock", "n_intervals"),
    State("import-file", "filename"),
    State("import-wish", "value"),
    State("import-job", "data"),
    State("url", "search"),
    prevent_initial_call=True,
)
def act(
    contents: str | None, _ticks: int | None, name: str | None, wished: list[str] | None, job: str | None, search: str
) -> Any:
    """Ask for the import of a new file, then look how it is until it has ended."""
    visit = enter(search, "import")
    if ctx.triggered_id == "import-file":
        return _ask(visit, contents or "", name or "", wished or [])
    if not job:
        return no_update, no_update, True
    try:
        found = worker.report(visit.scope, job)
    except LookupError as gone:
        return None, html.P(str(gone), className="empty", role="alert"), True
    return (no_update, no_update, False) if found is None else (None, told(visit, found), True)


def _ask(visit: Visit, contents: str, name: str, wished: list[str]) -> Any:
    try:
        content = base64.b64decode(contents.partition(",")[2], validate=True)
        if not content or not name.lower().endswith(".zip"):
            raise ValueError("no zip")
    except (binascii.Error, ValueError):
        tell("Nothing was imported", f"{name or 'The file'} is not a .zip of CSV files, or larger than 11 MB.")
        return no_update, no_update, no_update
    try:
        wish = Wish("replace" in wished, "restate" in wished, visit.user.email)
        job = worker.ask(visit.scope, content, wish, "dry" in wished)
    except worker.NoWorker as refused:
        tell("Nothing was imported", str(refused))
        return no_update, no_update, no_update
    done(visit, f"import of {name} asked for")
    return job, html.P(f"{name} is being checked and imported …", className="empty"), False


def told(visit: Visit, found: worker.Report) -> Component:
    """The report: what was written, or every problem with what to do."""
    if found.errors:
        count = f"{number(len(found.errors), 'count')} error{'s' if len(found.errors) > 1 else ''}"
        title = f"Nothing was imported: {count}. Mend the file as each line says, and import it again."
        warned = [html.H2("Warnings"), _problems(found.warnings)] if found.warnings else []
        return html.Div([html.H2(title, role="alert"), _problems(found.errors), *warned])
    rows = [(name, *(number(n, "count") for n in count)) for name, count in (found.counts or {}).items() if sum(count)]
    follows = "The summaries that it touches are being computed." if found.follows else "Nothing was new."
    heading = ("This would be imported", "Nothing was written.") if found.rehearsed else ("Imported", follows)
    written = html.Div(table(COUNTED, rows, "No row."), className="panel scroll")
    parts = [html.H2([heading[0], html.Span(heading[1])]), written]
    if found.restated or (found.rehearsed and found.rehearsed.days):
        parts += [html.H2("The past"), html.Div(_past(found), className="panel scroll")]
    if found.doubtful:
        see = dcc.Link("See them", href=visit.link("/quality"), className="lnk")
        parts += [html.H2("Doubtful"), html.P([f"{findings.said(found.doubtful)}. ", see], className="panel")]
    if found.warnings:
        parts += [html.H2("Warnings"), _problems(found.warnings)]
    return html.Div(parts)


def _past(found: worker.Report) -> list[Component]:
    """What changes the past; of a rehearsal also which closed days would move, and by how much."""
    said: list[Component] = [html.P(f"Restated: {one}.") for one in found.restated]
    moved = found.rehearsed
    if moved is None:
        return [*said, html.P("The pages of the days that it moves tell by how much.", className="why-not")]
    if not moved.days:
        return [*said, html.P("The factory's figures of closed days would stay as they are.")]
    said.append(html.P(f"{number(len(moved.days), 'count')} closed days would move: {moved.told}."))
    return [*said, table(("Over these days", "Before", "After", "Unit"), moves.lines(moved), "No headline KPI moves.")]


def _problems(problems: tuple[Problem, ...]) -> Component:
    rows = [(one.file, one.line or "", one.column, _what(one)) for one in problems[:SHOWN]]
    left = len(problems) - len(rows)
    more = [html.P(f"And {number(left, 'count')} more of them.", className="why-not")] if left else []
    return html.Div([table(("File", "Row", "Column", "Problem"), rows, ""), *more], className="panel scroll")


def _what(one: Problem) -> str:
    value = f"“{one.value}” " if one.value else ""
    near = f"; did you mean “{one.near}”?" if one.near else ""
    return f"{value}{one.message}{near}"
