"""The link of a wall screen: what it opens, and when it stops."""

import pytest

from access import device, users
from access.users import User
from tests.made_up import factories

MAKER = User(7, "lead@plant", "Lead", "supervisor", factories("north", "south"), "abc")


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, User]:
    found = {MAKER.get_id(): MAKER}
    monkeypatch.setattr(users, "load", found.get)
    return found


def test_a_link_is_an_operator_of_one_factory(known: dict[str, User]) -> None:
    screen = device.device(device.token(MAKER, "north"))
    assert screen is not None and (screen.role, screen.factory_slugs) == ("operator", ("north",))
    again = device.load(screen.get_id())
    assert isinstance(again, device.Device) and again.factory_slugs == ("north",)


def test_a_link_ends_with_its_maker(known: dict[str, User]) -> None:
    made = device.token(MAKER, "north")
    known.clear()
    assert device.device(made) is None


def test_a_link_to_a_factory_that_is_not_the_makers_is_none(known: dict[str, User]) -> None:
    assert device.device(device.token(MAKER, "east")) is None


@pytest.mark.parametrize("made", ["", "x", "WzEsMl0.sig"])
def test_what_was_not_signed_here_is_nothing(made: str, known: dict[str, User]) -> None:
    assert device.device(made) is None


def test_a_screen_may_only_look() -> None:
    assert device.may("/wall", "") and device.may("/_dash-update-component", "wall.children")
    assert not device.may("/live", "") and not device.may("/export/north/oee.csv", "")
    assert not device.may("/_dash-update-component", "board.children")
