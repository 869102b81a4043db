"""`demo build`."""

from typing import Annotated

import typer

from commands.common import WrongInput, print_table, progress
from data.source.demo import DemoError
from jobs import start

app = typer.Typer(no_args_is_help=True, help="The demo factories.")


@app.callback()
def _group() -> None:
    """The demo factories."""


@app.command()
def build(
    factories: Annotated[int, typer.Option(help="How many, 1 or 2.")] = 2,
    days: Annotated[int, typer.Option(help="Length of their history.")] = 400,
    seed: Annotated[int, typer.Option(help="The same seed gives the same data.")] = 7,
) -> None:
    """Build the demo factories, their summaries and one user per role."""
    try:
        with progress("Building the demo") as report:
            sign_ins = start.build_demo(factories, days, seed, report)
    except DemoError as error:
        raise WrongInput(str(error)) from error
    print_sign_ins(sign_ins)


def print_sign_ins(sign_ins: list[tuple[str, str, str]]) -> None:
    """The demo users, one per role."""
    print_table(["email", "password", "role"], sign_ins)
