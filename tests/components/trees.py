"""Reading Dash components as a person would."""

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def walk(part: Any) -> Iterator[Component]:
    """Every component below one, itself first."""
    if isinstance(part, (list, tuple)):
        for one in part:
            yield from walk(one)
    elif isinstance(part, Component):
        yield part
        yield from walk(getattr(part, "children", None))


def words(part: Any) -> str:
    """What is written in it, without what is only said to a screen reader."""
    if isinstance(part, (list, tuple)):
        return " ".join(filter(None, map(words, part)))
    if isinstance(part, Component):
        hidden = "visually-hidden" in (getattr(part, "className", None) or "")
        return "" if hidden else words(getattr(part, "children", None))
    return "" if part is None else str(part)


def find(part: Any, kind: str, name: str | None = None) -> list[Component]:
    """Components of a kind ("Tr"), or with a class among their classes."""
    return [
        one
        for one in walk(part)
        if type(one).__name__ == kind and (name is None or name in (getattr(one, "className", None) or "").split())
    ]
