"""What a page is asked with, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, urlencode

from dash.development.base_component import Component

from access import gate
from access.users import User
from data import personal
from data.tenancy import Factory, Scope


class BadAddress(ValueError):  # reads as what happened
    """The address asks for what cannot be; the message names the part and the way out."""


@dataclass(frozen=True)
class Page:
    """A filled page: the title of the browser's tab, and what stands beside the navigation."""

    title: str
    body: Component
    bare: bool = False
    """Without navigation and bar: a wall screen."""


@dataclass(frozen=True)
class Visit:
    """Who asks for which address. The address holds the whole state of a page, so that a copied link shows the same."""

    user: User
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    args: Mapping[str, str] = field(default_factory=dict)
    """The variable parts of the path: {"kpi": "oee"} for /kpi/oee."""

    @property
    def slug(self) -> str:
        """The factory that the address names, else the user's first; "" for a user without any."""
        return self.query.get("factory") or next(iter(self.user.factory_slugs), "")

    @cached_property
    def scope(self) -> Scope:
        """The factory's scope; Forbidden where it is not the user's."""
        return gate.scope(self.user, self.slug)

    @cached_property
    def pinned(self) -> tuple[str, ...]:
        """The KPIs that the user pinned in this factory."""
        return personal.pinned(self.scope, self.user.id)

    @property
    def factory(self) -> Factory:
        return self.scope.factory

    def link(self, path: str, **query: str | None) -> str:
        """The address of another page (or this one) in the same factory; a None leaves its part out."""
        return link(path, factory=self.slug or None, **query)


def link(path: str, **query: str | None) -> str:
    """An address of ours: link("/live", factory="north", group=None) -> "/live?factory=north"."""
    text = urlencode({key: value for key, value in query.items() if value is not None})
    return f"{path}?{text}" if text else path


def read_query(search: str | None) -> dict[str, str]:
    """The parts of "?a=1&b=2"; of a part given twice the last counts."""
    return dict(parse_qsl((search or "").lstrip("?"), keep_blank_values=False))
