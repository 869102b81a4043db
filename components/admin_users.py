"""Users: who may sign in, as what, and to which factories."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, ctx, html, no_update
from dash.development.base_component import Component

from access import admin
from components.admin_form import EVERY, done, enter, field, head, pressed, small, table, wrong
from components.page import Visit
from data.source.masters import BadValue
from data.tenancy import factories
from kpis.model import ROLES

FIELDS = ("email", "name", "role", "factories", "password")
NEW = "Of a new user, or to replace the one that is there; empty leaves it as it is."


def users(visit: Visit) -> Component:
    """The form and the list under it."""
    roles = [{"label": role.capitalize(), "value": role} for role in ROLES]
    every = [{"label": one.name, "value": one.slug} for one in factories()]
    parts = [
        field("Email", "user-email", dbc.Input(id="user-email", inputmode="email", autocomplete="off")),
        field("Name", "user-name", dbc.Input(id="user-name", autocomplete="off")),
        field("Role", "user-role", dbc.Select(id="user-role", options=roles, value=ROLES[0])),
        field(
            "Factories", "user-factories",
            dbc.Checklist(id="user-factories", options=every, value=[visit.slug], inline=True),
        ),
        field(
            "Password", "user-password", dbc.Input(id="user-password", type="password", autocomplete="new-password"),
            NEW,
        ),
        dbc.Button("Save user", id="user-save", color="primary", size="sm"),
    ]  # fmt: skip
    about = "who may sign in, as what, and to which factories; an admin sees all of them"
    return html.Div(
        [
            head(visit, "Users", about, EVERY),
            html.Section(parts, className="panel form tall"),
            html.H2(["Who there is", html.Span("a change holds everywhere within a minute")]),
            html.Section(listed(visit), id="user-list", className="panel scroll"),
        ]
    )


def listed(visit: Visit) -> Component:
    """Every user by email, with what can be done."""
    rows = []
    for one in admin.everyone().to_dict("records"):
        email, active = str(one["email"]), bool(one["active"])
        acts = [small("Change", {"user": email, "do": "change"}, f"Change {email}")]
        if email != visit.user.email:
            word, do = ("Disable", "disable") if active else ("Let in", "enable")
            acts.append(small(word, {"user": email, "do": do}, f"{word} {email}"))
        who = [html.B(one["name"]), html.Small(email, className="why-not")]
        owned = "all factories" if one["role"] == "admin" else str(one["factories"]).replace(",", ", ") or "no factory"
        role = str(one["role"]) if active else f"{one['role']}, disabled"
        rows.append((who, [role, html.Small(owned, className="why-not")], html.Div(acts, className="acts")))
    return table(("User", "Role and factories", ""), rows, "Nobody yet.")


@callback(
    Output("user-list", "children"),
    *(Output(f"user-{name}-wrong", "children") for name in FIELDS),
    *(Output(f"user-{name}", "value") for name in FIELDS),
    Input("user-save", "n_clicks"),
    Input({"user": ALL, "do": ALL}, "n_clicks"),
    *(State(f"user-{name}", "value") for name in FIELDS),
    State("url", "search"),
    prevent_initial_call=True,
)
def act(_save: int | None, _rows: list[int | None], *given: Any) -> Any:
    """Save the form's user, take one of the list into the form, or let one in or out."""
    *values, search = given
    same = [no_update] * len(FIELDS)
    if not pressed(ctx.triggered):
        return [no_update, *same, *same]
    visit, asked = enter(search, "users"), _asked()
    try:
        if asked is None:
            _save_user(visit, *values)
            return [listed(visit), *wrong(FIELDS), *same[:-1], ""]
        email, do = asked
        if do == "change":
            return [no_update, *wrong(FIELDS), *_of(email)]
        _let(visit, email, in_=do == "enable")
    except BadValue as error:
        return [no_update, *wrong(FIELDS, error), *same]
    return [listed(visit), *wrong(FIELDS), *same]


def _asked() -> tuple[str, str] | None:
    """The row's user and what is to be done; None for the form."""
    asked: Any = ctx.triggered_id
    return None if asked == "user-save" else (str(asked["user"]), str(asked["do"]))


def _save_user(
    visit: Visit, email: str | None, name: str | None, role: str, slugs: list[str] | None, password: str | None
) -> None:
    email = (email or "").strip().lower()
    if email == visit.user.email and role != visit.user.role:
        raise BadValue("role", "This is you: another admin has to change your role.")
    new = admin.save(email, name or "", role, slugs or [], password or "")
    secret = ", with a new password" if password and not new else ""
    done(visit, f"user {email} {'added' if new else 'changed'}: {role} of {', '.join(slugs or []) or 'all'}{secret}")


def _of(email: str) -> list[Any]:
    """What the form shows of a user."""
    found = admin.everyone().set_index("email")
    if email not in found.index:
        raise BadValue("email", f"{email} is not there any more.")
    one = found.loc[email]
    return [email, one["name"], one["role"], [slug for slug in one["factories"].split(",") if slug], ""]


def _let(visit: Visit, email: str, *, in_: bool) -> None:
    if email == visit.user.email:
        raise BadValue("email", "This is you: another admin has to disable you.")
    try:
        (admin.enable if in_ else admin.disable)(email)
    except admin.UnknownUser as error:
        raise BadValue("email", f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
    done(visit, f"user {email} {'may sign in again' if in_ else 'disabled'}")
