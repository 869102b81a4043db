"""`db upgrade`, `db sizes` and `doctor`."""

from dataclasses import asdict
from typing import Annotated

import typer

from commands.common import Failed, Json, WrongInput, print_json, print_table
from data.summary.sizes import summary_sizes
from data.tenancy import migrate
from jobs import health

app = typer.Typer(no_args_is_help=True, help="The databases.")


@app.command()
def upgrade() -> None:
    """Bring the databases to the newest version."""
    migrate.upgrade()
    print("The databases are at the newest version.")


@app.command()
def downgrade(steps: Annotated[int, typer.Option("--steps", help="How many versions back.")] = 1) -> None:
    """Take the factory tables back to an older version, for an older release; back up first."""
    try:
        version = migrate.downgrade(steps)
    except migrate.NoWayBack as error:
        raise WrongInput(str(error)) from error
    print(f"The factory tables are at version {version}.")


@app.command("sizes")
def sizes_(as_json: Json = False) -> None:
    """Rows and bytes of every summary table."""
    found = summary_sizes()
    if as_json:
        print_json(found)
    else:
        print_table(["database", "table", "rows", "bytes"], found.itertuples(index=False))


def doctor(as_json: Json = False) -> None:
    """Check database, Redis, Chromium, SMTP, fonts, clock and missing source columns."""
    found = health.checks()
    if as_json:
        print_json([asdict(check) for check in found])
    else:
        print_table(["check", "state", "detail"], [(c.name, "ok" if c.ok else "FAILED", c.detail) for c in found])
    failed = [check.name for check in found if not check.ok]
    if failed:
        raise Failed(f"{', '.join(failed)}: see above")
