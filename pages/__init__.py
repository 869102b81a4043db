"""What the user sees. A page is a module with `view(visit) -> Page`: it composes components and holds no callback.

To add one: write the module and name it in ROUTES. Its whole state is in the address (visit.args, visit.query); a part
that changes the state changes the address (a dcc.Link, or an Output on the "url" Location), and the router shows the
page again. An address that asks for what cannot be (from after to) raises BadAddress.
"""

import logging
import uuid
from collections.abc import Callable
from typing import cast

from dash.development.base_component import Component
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, RequestRedirect, Rule

from access.device import Device
from access.gate import Forbidden
from access.users import User
from components.alerts import bell
from components.page import BadAddress, Page, Visit, read_query
from components.shell import shell
from kpis.catalogue import KPIS, UnknownKpi
from kpis.model import CATEGORIES
from pages import (
    admin,
    alerts,
    category,
    error,
    executive,
    hub,
    kpi,
    live,
    machine,
    order,
    quality,
    reports,
    shift,
    wall,
)

View = Callable[[Visit], Page]

ROUTES: tuple[tuple[str, View], ...] = (
    ("/", hub.view),
    ("/live", live.view),
    ("/wall", wall.view),
    ("/machine/<path:machine>", machine.view),
    ("/order/<path:order>", order.view),
    ("/shift", shift.view),
    ("/alerts", alerts.view),
    ("/quality", quality.view),
    ("/executive", executive.view),
    ("/category/<category>", category.view),
    ("/kpi/<kpi>", kpi.view),
    ("/reports", reports.view),
    (f"/admin/<any({', '.join(admin.SECTIONS)}):section>", admin.view),
)

_map = Map([Rule(path, endpoint=view, strict_slashes=False) for path, view in ROUTES])
_log = logging.getLogger(__name__)


def exists(path: str) -> bool:
    """Whether a page lives at the path; under /kpi/, whether there is that KPI."""
    try:
        _, args = _map.bind("").match(path)
    except (NotFound, RequestRedirect):
        return False
    return args.get("kpi", "oee") in KPIS and args.get("category", "machines") in CATEGORIES


def _bell(visit: Visit) -> Component | None:
    """The bell beside an error; a wall screen has none."""
    return None if isinstance(visit.user, Device) else bell(visit)


def render(user: User, path: str, search: str | None) -> Component:
    """The whole document for an address: the shell with the filled page, or with one that says what is wrong."""
    visit, told = Visit(user, path, read_query(search)), None
    try:
        endpoint, args = _map.bind("").match(path)
        if isinstance(user, Device) and endpoint is not wall.view:
            raise Forbidden("A wall screen shows the wallboard alone.")
        visit = Visit(user, path, visit.query, args)
        page = cast(View, endpoint)(visit)
        told = None if page.bare else bell(visit)
    except (NotFound, RequestRedirect):
        page, told = error.view(visit, "There is no such page", f"Nothing lives at {path}."), _bell(visit)
    except Forbidden as refusal:
        page = error.view(visit, "Not for you", str(refusal))
    except (UnknownKpi, BadAddress) as wrong:
        page, told = error.view(visit, "This address does not work", str(wrong.args[0])), _bell(visit)
    except Exception:
        number = uuid.uuid4().hex[:8]
        _log.exception("page %s%s failed, error %s", path, search or "", number)
        page = error.view(visit, "This page could not be made", f"The log has the reason under the number {number}.")
    return shell(visit, page, told)
