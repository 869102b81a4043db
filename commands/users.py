"""`user add / list / disable / set-password`."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer
from sqlalchemy.exc import IntegrityError

from access import admin, users
from commands.common import Json, WrongInput, print_json, print_table
from data.tenancy import central, open_scope
from kpis.model import ROLES

app = typer.Typer(no_args_is_help=True, help="The users.")
Email = Annotated[str, typer.Argument(help="The user's email.")]
Password = Annotated[str | None, typer.Option(help="Without it: asked for, or read from standard input.")]


@app.command()
def add(
    email: Email,
    role: Annotated[str, typer.Option(help=f"One of {', '.join(ROLES)}.")],
    factory: Annotated[list[str], typer.Option(help="Slug of a factory that is theirs; may be repeated.")],
    name: Annotated[str | None, typer.Option(help="Shown in the header; without it the email.")] = None,
    password: Password = None,
) -> None:
    """Add a user."""
    ids = [open_scope(slug).factory.id for slug in factory]
    secret = _password(password)
    try:
        with central().begin() as db:
            users.create(db, email=email, name=name or email, role=role, password=secret, factory_ids=ids)
    except ValueError as error:
        raise WrongInput(str(error)) from error
    except IntegrityError as error:
        raise WrongInput(f"{email} is there already: set-password, or disable it") from error
    print(f"{email} may sign in as {role}.")


@app.command("list")
def list_(as_json: Json = False) -> None:
    """Every user, with role and factories."""
    found = admin.everyone()
    if as_json:
        print_json(found)
    else:
        print_table(["email", "name", "role", "active", "factories"], found.itertuples(index=False))


@app.command()
def disable(email: Email) -> None:
    """Let a user sign in no more; running sessions end within a minute."""
    _changed(admin.disable, email)
    print(f"{email} can no longer sign in.")


@app.command()
def set_password(email: Email, password: Password = None) -> None:
    """Give a user a new password; running sessions end within a minute."""
    _changed(admin.set_password, email, _password(password))
    print(f"{email} has a new password.")


def _changed(change: Callable[..., None], *arguments: str) -> None:
    try:
        change(*arguments)
    except admin.UnknownUser as error:
        raise WrongInput(str(error)) from error


def _password(given: str | None) -> str:
    if given is None:
        ask = sys.stdin.isatty()
        given = (
            typer.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else sys.stdin.readline().strip()
        )
    if len(given) < admin.SHORTEST:
        raise WrongInput(f"a password has at least {admin.SHORTEST} characters")
    return given
