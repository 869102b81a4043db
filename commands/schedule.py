"""`schedule list`."""

import typer

from commands.common import Json, print_json, print_table
from jobs.schedule import TIMETABLE

app = typer.Typer(no_args_is_help=True, help="The timetable.")


@app.callback()
def _group() -> None:
    """The timetable."""


@app.command("list")
def list_(as_json: Json = False) -> None:
    """What happens when, in each factory's own time."""
    rows = [(entry.name, str(entry.when), entry.queue, entry.task) for entry in TIMETABLE]
    headers = ["job", "when", "queue", "task"]
    if as_json:
        print_json([dict(zip(headers, row, strict=True)) for row in rows])
    else:
        print_table(headers, rows)
