"""Files of a factory, for those who may enter it."""

from flask import Blueprint, abort, send_file
from werkzeug.wrappers import Response

import reports
from access import gate, session

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
