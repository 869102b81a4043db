"""System: whether everything is there that the application needs, and how its work goes."""

import logging
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import ALL, Input, Output, State, callback, ctx, html, no_update
from dash.development.base_component import Component
from redis.exceptions import RedisError

from access import gate
from components.admin_form import EVERY, enter, head, pressed, small, table
from components.notice import tell
from components.page import Visit
from components.parts import shape
from components.refresh import refresh_button, refreshed
from data import cache
from data.tenancy.claims import last_claims
from jobs import health
from jobs import status as queues
from kpis.text import number, quantity

SHOWN = 50
TITLES = {"smtp": "Mail"}
_log = logging.getLogger(__name__)


def system(visit: Visit) -> Component:
    """The filled page."""
    about = "what “doctor”, “jobs status” and “cache stats” say on the command line"
    title = head(visit, "System", about, EVERY, refresh_button("system"))
    return html.Div([title, html.Div(fill(visit), id="system")])


def fill(visit: Visit, _fresh: bool = False) -> list[Component]:
    gate.section(visit.user, "system")
    rows = [(TITLES.get(one.name, one.name.capitalize()), one.detail, _state(one.ok)) for one in health.checks()]
    parts = [html.H2("What it needs"), _panel(table(("What", "Finding", ""), rows, ""))]
    try:
        found = queues.status()
    except RedisError as error:
        said = f"Redis does not answer, so nothing is known of jobs and cache ({error})."
        return [*parts, html.P(said, className="empty", role="alert")]
    return [*parts, *_work(visit, found), *_runs(visit), *_cache()]


def _state(ok: bool) -> Component:
    status = "excellent" if ok else "critical"
    return html.Span([shape(status), "Fine" if ok else "Not well"], className=f"chip {status}")


def _panel(inside: Component) -> Component:
    return html.Section(inside, className="panel scroll")


def _work(visit: Visit, found: queues.Status) -> list[Component]:
    """The queues, who works on them, and what failed."""
    waits = [(name, queued, started, later, failed) for name, queued, started, _, later, failed, _ in found.queues]
    works = [
        (name, state, of, job or "–", _at(visit, seen, "%H:%M:%S")) for name, state, of, job, seen in found.workers
    ]
    failed = [
        (
            [html.B(job), html.Small(error, className="why-not")],
            _at(visit, ended),
            small("Run again", {"retry": job}, f"Run {job} again"),
        )
        for job, _, ended, error in sorted(found.failed, key=lambda one: one[2] or datetime.min, reverse=True)[:SHOWN]
    ]
    nobody = "None works: start one (make run)."
    more = f"the last {SHOWN} of {len(found.failed)}" if len(found.failed) > SHOWN else ""
    return [
        html.H2("Queues"),
        _panel(table(("Queue", "Waiting", "Running", "Later", "Failed"), waits, "")),
        html.H2("Workers"),
        _panel(table(("Worker", "State", "Queues", "Job", "Last heard of"), works, nobody)),
        html.H2(["Failed jobs", html.Span(more)]),
        _panel(table(("Job and what stopped it", "Ended", ""), failed, "None has failed.")),
    ]


def _runs(visit: Visit) -> list[Component]:
    """When the timetable's jobs of the factory were due and begun last."""
    claims = last_claims()
    mine = claims[claims.factory == visit.slug].sort_values("due_at", ascending=False)
    rows = [(one["job"], _at(visit, one["due_at"]), _at(visit, one["claimed_at"])) for one in mine.to_dict("records")]
    title = html.H2(["Timetable", html.Span(f"the last run of each job of {visit.factory.name}")])
    return [title, _panel(table(("Job", "Due", "Begun"), rows, "No job has been due yet."))]


def _cache() -> list[Component]:
    rows = []
    for tier, n in sorted(cache.stats().items()):
        hits, misses = n["hits"], n["misses"]
        share = quantity(100 * hits / (hits + misses), "%")
        rows.append((tier, number(hits, "count"), number(misses, "count"), share))
    return [html.H2("Cache"), _panel(table(("Tier", "Hits", "Misses", "Share of hits"), rows, "Nobody has asked yet."))]


def _at(visit: Visit, moment: datetime | None, form: str = "%d %b %H:%M:%S") -> str:
    """A naive UTC moment by the factory's clock."""
    if moment is None:
        return "–"
    return f"{moment.replace(tzinfo=UTC).astimezone(ZoneInfo(visit.factory.timezone)):{form}}"


refreshed("system", fill)


@callback(
    Output("system", "children", allow_duplicate=True),
    Input({"retry": ALL}, "n_clicks"),
    State("url", "search"),
    prevent_initial_call=True,
)
def again(_clicks: list[int | None], search: str) -> Any:
    """Put a failed job back into its queue."""
    if not pressed(ctx.triggered):
        return no_update
    visit, asked = enter(search, "system"), ctx.triggered_id
    job: Any = asked["retry"] if asked else ""
    try:
        queues.retry(job)
    except (queues.UnknownJob, RedisError) as error:
        tell("Not put back", f"{str(error)[:1].upper()}{str(error)[1:]}.")
    else:
        _log.info("user=%s job=%s is put back into its queue", visit.user.email, job)
        tell("Queued", f"{job} runs again.")
    return fill(visit)
