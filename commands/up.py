"""`up`: what `make run` calls."""

from typing import Annotated

import typer

from commands.common import Failed, progress
from commands.demo import print_sign_ins
from jobs import start
from jobs.embedded_redis import RedisError
from jobs.serve import serve
from settings import settings


def up(
    prepare_only: Annotated[bool, typer.Option("--prepare-only", help="Check and fill, but start nothing.")] = False,
) -> int:
    """Check the machine, migrate, build the demo if the database is empty, start everything. Ctrl-C stops all of it."""
    try:
        for check in (start.check_folders, start.check_port, start.check_redis, start.migrate):
            check()
        _fill()
    except start.StartError as error:
        raise Failed(str(error)) from error
    for warning in start.warnings():
        typer.echo(f"note: {warning}", err=True)
    print(f"\nProdStream KPI starts on {settings().address}\n")
    print_sign_ins(start.sign_ins())
    print("\nCtrl-C stops it.\n", flush=True)
    if prepare_only:
        return 0
    try:
        code = serve()
    except RedisError as error:
        raise Failed(str(error)) from error
    if code:
        raise Failed("a process cannot start; its last lines stand above")
    return 0


def _fill() -> None:
    start.discard_unfinished()
    if start.is_empty():
        print("The database is empty: building two demo factories, once.", flush=True)
        with progress("Building the demo") as report:
            start.build_demo(report=report)
    elif missing := start.missing():
        print("Days without summaries are computed first.", flush=True)
        with progress(", ".join(missing)) as report:
            start.summarise(missing, report)
