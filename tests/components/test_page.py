"""Addresses and visits."""

from access.users import User
from components.page import Visit, link, read_query
from tests.made_up import factories

USER = User(1, "a@b", "A", "manager", factories("north", "south"), "0")


def test_a_link_leaves_out_what_is_none() -> None:
    assert link("/live") == "/live"
    assert link("/live", factory="north", group=None) == "/live?factory=north"
    assert link("/live", group="Heat & Co") == "/live?group=Heat+%26+Co"


def test_a_query_comes_back() -> None:
    assert read_query("?group=Heat+%26+Co&factory=north") == {"group": "Heat & Co", "factory": "north"}
    assert read_query(None) == read_query("") == read_query("?") == {}
    assert read_query("?a=1&a=2") == {"a": "2"}


def test_the_factory_is_the_addresses_or_the_first() -> None:
    assert Visit(USER, "/live").slug == "north"
    visit = Visit(USER, "/live", {"factory": "south"})
    assert visit.slug == "south"
    assert visit.link("/kpi/oee", mode="analytics") == "/kpi/oee?factory=south&mode=analytics"
    assert Visit(User(1, "a@b", "A", "manager", (), "0"), "/live").slug == ""
