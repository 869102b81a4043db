"""The menu of what a page gives as files."""

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from components.page import link


def numbers(path: str, **query: str | None) -> list[Component]:
    """The numbers that the server writes: of /export/... at `path`, without its ending."""
    kinds = (("Numbers, Excel", "xlsx"), ("Numbers, CSV", "csv"))
    return [
        dbc.DropdownMenuItem(title, href=link(f"{path}.{kind}", **query), external_link=True) for title, kind in kinds
    ]


def menu(items: Sequence[Component]) -> Component:
    made: Component = dbc.DropdownMenu(
        list(items), label="Download", align_end=True, size="sm", toggle_class_name="btn-quiet", color="light"
    )
    return made
