"""Users, sign-in and the gate, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from access import admin, demo, gate, users
from access.users import User
from data.source.masters import BadValue
from data.tenancy import central, create_factory
from data.tenancy.schema import CENTRAL
from kpis.catalogue import UnknownKpi
from kpis.model import ROLES


@pytest.fixture
def people(database: str) -> Iterator[list[tuple[str, str, str]]]:
    """Two factories and the demo users."""
    with central().begin() as db:
        for slug in ("north", "south"):
            create_factory(db, name=slug.title(), slug=slug, timezone="Europe/Berlin", currency="EUR")
    users.load.cache_clear()
    yield demo.create_users(["north", "south"])
    users.load.cache_clear()


def enter(role: str) -> User:
    found = users.sign_in(f"{role}@demo", demo.PASSWORD)
    assert found is not None
    return found


def test_one_demo_user_per_role(people: list[tuple[str, str, str]]) -> None:
    assert [role for _, _, role in people] == list(ROLES)
    assert people == demo.create_users(["north", "south"]), "made anew, not doubled"
    for email, password, role in people:
        user = users.sign_in(email, password)
        assert user is not None
        assert user.role == role
    assert enter("operator").factory_slugs == ("north",)
    assert enter("executive").factory_slugs == ("north", "south")


def test_an_unknown_slug_changes_nothing(people: list[tuple[str, str, str]]) -> None:
    with pytest.raises(LookupError, match="no factory 'east': there are north, south"):
        demo.create_users(["north", "east"])
    assert enter("manager").factory_slugs == ("north", "south")


def test_passwords_are_kept_as_argon2_hashes(people: list[tuple[str, str, str]]) -> None:
    with central().connect() as db:
        kept = list(db.scalars(select(CENTRAL.users.c.password_hash)))
    assert all(one.startswith("$argon2id$") for one in kept)
    assert len(set(kept)) == len(kept), "each with a salt of its own"


def test_sign_in_refuses(people: list[tuple[str, str, str]]) -> None:
    assert users.sign_in("manager@demo", "wrong") is None
    assert users.sign_in("nobody@demo", demo.PASSWORD) is None
    with central().begin() as db:
        db.execute(update(CENTRAL.users).where(CENTRAL.users.c.email == "manager@demo").values(active=False))
    assert users.sign_in("manager@demo", demo.PASSWORD) is None


def test_an_unknown_email_costs_the_same_work(
    people: list[tuple[str, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []

    class Watch:
        def verify(self, kept: str, password: str) -> bool:
            hashed.append(kept)
            raise users.VerificationError

    monkeypatch.setattr(users, "_hasher", Watch())
    for email in ("manager@demo", "nobody@demo"):
        assert users.sign_in(email, "x") is None
    assert [kept.split("$")[1:4] for kept in hashed] == [hashed[0].split("$")[1:4]] * 2, "same argon2 parameters"


def test_a_session_ends_with_the_password_and_with_the_user(people: list[tuple[str, str, str]]) -> None:
    manager, admin = enter("manager"), enter("admin")
    assert users.load(manager.get_id()) == manager
    kept = CENTRAL.users
    with central().begin() as db:
        db.execute(update(kept).where(kept.c.id == manager.id).values(password_hash="$argon2id$other"))
        db.execute(update(kept).where(kept.c.id == admin.id).values(active=False))
    users.load.cache_clear()  # what the minute does
    assert users.load(manager.get_id()) is None
    assert users.load(admin.get_id()) is None
    assert users.load("nonsense") is None


@pytest.mark.parametrize(
    ("changed", "says"),
    [({"role": "boss"}, "unknown role 'boss': use one of"), ({"email": "boss"}, "no email address")],
)
def test_create_refuses_what_is_wrong(people: list[tuple[str, str, str]], changed: dict[str, str], says: str) -> None:
    given = {"email": "a@b", "name": "A", "role": "manager", "password": "x", **changed}
    with central().begin() as db, pytest.raises(ValueError, match=says):
        users.create(db, factory_ids=[], **given)


def test_the_gate_opens_for_whom_it_is(people: list[tuple[str, str, str]]) -> None:
    operator, manager = enter("operator"), enter("manager")
    assert gate.scope(operator, "north").factory.slug == "north"
    assert gate.kpi(manager, "oee").id == "oee"
    for slug in ("south", "east"):
        with pytest.raises(gate.Forbidden, match=f"no factory “{slug}” among yours"):
            gate.scope(operator, slug)
    with pytest.raises(gate.Forbidden, match="your role is operator"):
        gate.kpi(operator, "oee")
    with pytest.raises(UnknownKpi, match="did you mean"):
        gate.kpi(operator, "oe")
    assert {kpi.id for kpi in gate.kpis(operator)} < {kpi.id for kpi in gate.kpis(manager)}
    with pytest.raises(gate.Forbidden):
        gate.scope(replace(operator, factories=()), "north")


def test_an_admin_adds_and_changes_users(people: list[tuple[str, str, str]]) -> None:
    assert admin.save(" Ann@plant.com", "", "manager", ["north"], "long enough")
    ann = users.sign_in("ann@plant.com", "long enough")
    assert ann is not None and (ann.name, ann.role, ann.factory_slugs) == ("Ann@plant.com", "manager", ("north",))
    assert not admin.save("ann@plant.com", "Ann", "executive", ["north", "south"])
    changed = users.sign_in("ann@plant.com", "long enough")
    assert changed is not None and changed.stamp == ann.stamp, "the password stays"
    assert (changed.name, changed.role, changed.factory_slugs) == ("Ann", "executive", ("north", "south"))
    assert not admin.save("ann@plant.com", "Ann", "admin", [], "another one")
    assert users.sign_in("ann@plant.com", "long enough") is None
    assert users.load(ann.get_id()) is None, "whoever was signed in with the old one is out"
    admin.disable("ann@plant.com")
    assert users.sign_in("ann@plant.com", "another one") is None
    admin.enable("ann@plant.com")
    assert users.sign_in("ann@plant.com", "another one") is not None


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("email", {"email": "ann"}), ("email", {"email": "a@" + "b" * 190}), ("name", {"name": "A" * 121}),
     ("role", {"role": "boss"}), ("factories", {"slugs": []}), ("factories", {"slugs": ["north", "east"]}),
     ("password", {"password": "short"}), ("password", {"password": ""})],
)  # fmt: skip
def test_a_wrong_user_changes_nothing(people: list[tuple[str, str, str]], field: str, wrong: dict[str, Any]) -> None:
    before = admin.everyone()
    given = {"email": "ann@plant.com", "name": "Ann", "role": "manager", "slugs": ["north"], "password": "long enough"}
    with pytest.raises(BadValue) as refused:
        admin.save(**(given | wrong))
    assert refused.value.field == field
    assert admin.everyone().equals(before)


@pytest.mark.parametrize("role", ROLES)
def test_supervisors_and_above_correct_logs(role: str) -> None:
    user = User(1, f"{role}@x", role, role, (), "")
    assert gate.may_correct(user) == (role != "operator")
    if role == "operator":
        with pytest.raises(gate.Forbidden, match="corrected by supervisor, manager"):
            gate.correct(user)
    else:
        gate.correct(user)
