"""The web process: `create_app()`, and `server` for gunicorn (gunicorn app:server). Nobody imports this module."""

from pathlib import Path
from urllib.parse import unquote

import dash
from dash import Dash, dash_table
from dash.fingerprint import check_fingerprint
from flask import Flask, Request, Response, request
from flask_compress import Compress

import pages
from access import limits, session
from components import download, notice, router
from kpis import text
from pages import problem, signin
from settings import ROOT, settings

BOOTSTRAP = "/assets/vendor/bootstrap-5.3.9.min.css"
PLOTLY = "plotly-cartesian-4.1.1.min.js"
"""The smallest bundle that draws what charts/ makes: lines, bars, boxes and heat maps. Of plotly's own version."""
FIRST = r"(^prodstream\.js$|^bootstrap.*|^plotly.*|^signin\.css$|.*\.ttf$)"
"""Assets that the head names itself, or that other pages use."""

INDEX = """<!DOCTYPE html>
<html lang="en">
  <head>
    {%metas%}
    <meta name="color-scheme" content="light dark">
    <title>{%title%}</title>
    <script src="/assets/prodstream.js?m={changed}"></script>
    <link rel="preload" href="/assets/fonts/inter-latin-wght-normal.woff2" as="font" type="font/woff2" crossorigin>
    <link rel="icon" type="image/svg+xml" href="/assets/favicon.svg?m={changed}">
    {%css%}
  </head>
  <body>
    {%app_entry%}
    <footer>{%config%}{%scripts%}{%renderer%}</footer>
  </body>
</html>"""


def create_app() -> Dash:
    """The application on a Flask server of its own. Once a process: Dash gives the first app all callbacks."""
    server = Flask(__name__, static_folder=None)
    server.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br", "gzip"],  # static files are streamed, and would be left out
        COMPRESS_BR_LEVEL=9,
        COMPRESS_CACHE_BACKEND=_Kept,
        COMPRESS_CACHE_KEY=_kept_as,
        MAX_CONTENT_LENGTH=16 * 1024 * 1024,
    )
    app = Dash(
        __name__,
        server=server,  # type: ignore[arg-type]  # a Flask server is what the docs say
        assets_folder=str(ROOT / "assets"),
        assets_ignore=FIRST,
        external_stylesheets=[BOOTSTRAP],
        index_string=INDEX.replace("{changed}", str((ROOT / "assets" / "prodstream.js").stat().st_mtime)),
        title="ProdStream KPI",
        update_title="",
        suppress_callback_exceptions=True,
        on_error=notice.on_error,
    )
    _lighten()
    app.layout = router.connect(pages.render)
    server.register_blueprint(signin.routes)
    server.register_blueprint(download.routes)
    server.add_url_rule("/_dash-component-suites/plotly/package_data/plotly.min.js", view_func=_plotly)
    server.add_url_rule("/healthz", view_func=lambda: ("ok\n", 200, {"Content-Type": "text/plain"}))
    problem.register(server)
    server.before_request(lambda: text.write_as(unquote(request.cookies.get("numbers", ""))))
    session.guard(server)
    problem.understand(server, lambda: app.callback_map)
    limits.limit(server)
    Compress(server)
    _headers(server, app)
    _missing(server)
    _warm(server, app)
    return app


def _lighten() -> None:
    """Leave out what Dash sends with every page and none of ours needs: its table, and a polyfill for browsers that
    know no promises. The one thing of it that Dash's own scripts ask for, Bootstrap's components bring along."""
    vars(dash_table)["_js_dist"].clear()
    for paths in vars(dash._dash_renderer)["_js_dist_dependencies"][0]["relative_package_path"].values():
        paths[:] = [path for path in paths if "polyfill" not in path]


def _plotly() -> Response:
    """What a page asks for when its first chart is shown: a third of what Dash would send."""
    # not as a stream, which would be compressed anew each time
    made = Response((ROOT / "assets" / "vendor" / PLOTLY).read_bytes(), mimetype="text/javascript")
    made.add_etag()
    made.make_conditional(request)
    return made


class _Kept(dict[str, bytes]):
    """What Flask-Compress has made of Dash's own files, once a process: Plotly's 1.5 MB cost it part of a second,
    even for the answer that nothing has changed."""

    def set(self, key: str, compressed: bytes) -> None:
        if not key.endswith(";"):
            self[key] = compressed


def _kept_as(asked: Request) -> str:
    """The file, whatever fingerprint it is asked with; nothing for an answer that may be another one next time."""
    if not asked.path.startswith("/_dash-component-suites/"):
        return ""
    return str(check_fingerprint(asked.path)[0])  # type: ignore[no-untyped-call]


def _headers(server: Flask, app: Dash) -> None:
    """A strict policy for scripts, and long life for files whose address changes with their content."""
    hashes: list[str] = []

    @server.after_request
    def add(response: Response) -> Response:
        if not hashes:  # the hashes cover every inline script, so all callbacks must be there
            hashes.extend(app.csp_hashes())
        response.headers["Content-Security-Policy"] = (
            f"default-src 'self'; script-src 'self' {' '.join(hashes)}; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data: blob:; font-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
            "frame-ancestors 'none'"
        )
        # the layout is asked for with the page's address as Referer, and nobody else needs it
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Content-Type-Options"] = "nosniff"
        lasting = request.path.startswith("/assets/vendor/") or Path(request.path).suffix == ".woff2"
        if response.status_code == 200 and (lasting or (request.path.startswith("/assets/") and "m" in request.args)):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _missing(server: Flask) -> None:
    """Dash gives its document for every address; where no page lives it shows the error page, and says 404."""

    @server.after_request
    def missing(response: Response) -> Response:
        document = response.status_code == 200 and request.url_rule and request.url_rule.rule == "/<path:path>"
        if document and not pages.exists(request.path):
            response.status_code = 404
        return response


def _warm(server: Flask, app: Dash) -> None:
    """Let Dash set itself up before the first real requests come, several at once."""
    with server.test_request_context("/"):
        server.preprocess_request()
        app.index()  # type: ignore[no-untyped-call]
    server.test_client().get("/")


app = create_app()
server = app.server

if __name__ == "__main__":
    app.run(port=settings().port)
