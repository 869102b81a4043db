"""The command line: `python cli.py --help`. Exit code 0: fine, 1: failed, 2: wrong input; never a traceback."""

import logging
import sys
import traceback
from importlib import import_module

import typer
from sqlalchemy.exc import OperationalError, ProgrammingError
from typer._click.exceptions import (
    ClickException,
    NoArgsIsHelpError,
)  # Typer carries Click and does not export its base error

from answers import QuestionError
from commands.common import Failed, WrongInput
from data.source.importer import ImportRefused
from data.tenancy import UnknownFactory
from kpis.catalogue import UnknownKpi
from kpis.period import PeriodError
from settings import SettingsError, settings

WRONG_INPUT = (WrongInput, QuestionError, ImportRefused, UnknownFactory, UnknownKpi, PeriodError, SettingsError)

GROUPS = {
    "db": "database", "demo": "demo", "kpi": "kpi", "cache": "cache", "reports": "reports", "schedule": "schedule",
    "jobs": "jobs", "user": "users",
}  # fmt: skip
COMMANDS = {"import": ("imports", "import_"), "doctor": ("database", "doctor"), "up": ("up", "up")}


def build(first: str | None) -> typer.Typer:
    """The command line. Only the group that `first` names is imported: all of them together take seconds."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="ProdStream KPI")
    wanted = {first} if first in {*GROUPS, *COMMANDS} else {*GROUPS, *COMMANDS}
    for name, module in GROUPS.items():
        if name in wanted:
            app.add_typer(import_module(f"commands.{module}").app, name=name)
    for name, (module, function) in COMMANDS.items():
        if name in wanted:
            app.command(name)(getattr(import_module(f"commands.{module}"), function))

    @app.callback()
    def _group() -> None:
        """ProdStream KPI"""

    return app


def main(arguments: list[str] | None = None) -> int:
    """Run a command line and return its exit code; what goes wrong is one line on stderr."""
    try:
        logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format="%(message)s")  # no cache is no error
        given = sys.argv[1:] if arguments is None else arguments
        code = build(given[0] if given else None)(given, standalone_mode=False)
        return code if isinstance(code, int) else 0
    except NoArgsIsHelpError as error:
        print(error.format_message())
        return error.exit_code
    except ClickException as error:
        return _end(error.format_message(), error.exit_code)
    except WRONG_INPUT as error:
        return _end(str(error), 2)
    except Failed as error:
        return _end(str(error), 1)
    except (typer.Abort, KeyboardInterrupt):
        return _end("stopped", 1)
    except (OperationalError, ProgrammingError) as error:
        hint = "start the database, correct DATABASE_URL, or migrate it: python cli.py db upgrade"
        return _end(f"the database refuses: {error.orig}; {hint}", 1)
    except Exception as error:
        if settings().log_level == "DEBUG":
            traceback.print_exc()
        return _end(f"{type(error).__name__}: {error} (LOG_LEVEL=DEBUG shows where)", 1)


def _end(message: str, code: int) -> int:
    print("error: " + " ".join(message.split()), file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
