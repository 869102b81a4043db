"""The factory's own codes and names of machines, operators, parts ... behind the ids of the summary rows."""

import difflib
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from data.facts.plant import Plant
from data.source.labels import distinct

NONE_GIVEN = "none given"
OFF_SHIFT = "Off shift"


class QuestionError(ValueError):
    """A question that cannot be answered; the message names the word and the way out."""


@dataclass(frozen=True)
class Member:
    """A member of an entity: database id, the factory's code, a readable name; `kind` of a reason: hold or scrap.

    `ids`: of a shift those of all its times, of which `id` is the first (docs/decisions/0019).
    """

    id: int
    key: str
    name: str
    kind: str = ""
    ids: tuple[int, ...] = ()


def _parts(plant: Plant) -> list[Member]:
    several = plant.parts.partnumber.duplicated(keep=False)
    bare = ~several | (plant.parts.revision == "")
    keys = plant.parts.partnumber.where(bare, plant.parts.partnumber + "/" + plant.parts.revision)
    names = distinct(plant.parts.description.fillna(""), keys)
    return [Member(int(i), k, n or k) for i, k, n in zip(plant.parts.id, keys, names, strict=True)]


def _plain(frame: pd.DataFrame, key: str, name: str, kind: str = "") -> list[Member]:
    names = frame[name].fillna("")
    return [Member(int(i), k, n or k, kind) for i, k, n in zip(frame.id, frame[key], names, strict=True)]


def members(plant: Plant, entity: str) -> list[Member]:
    """Every member of an entity, in the order of the source."""
    if entity == "shift":
        times: dict[str, list[int]] = {}
        for shift in plant.calendar.shifts:
            times.setdefault(shift.name, []).append(shift.id)
        shifts = [Member(ids[0], name, name, ids=tuple(ids)) for name, ids in times.items()]
        return [*shifts, Member(0, OFF_SHIFT, OFF_SHIFT, ids=(0,))]
    if entity == "reason":
        held = _plain(plant.hold_reasons, "code", "description", "hold")
        scrapped = _plain(plant.scrapped_reasons, "code", "description", "scrap")
        return [*held, Member(0, "-", NONE_GIVEN, "hold"), *scrapped, Member(0, "-", NONE_GIVEN, "scrap")]
    if entity == "part":
        return _parts(plant)
    if entity == "hour":
        return [Member(n, f"{n:02d}", f"{n:02d}:00–{(n + 1) % 24:02d}:00") for n in range(24)]
    sources = {
        "machine": (plant.machines, "asset_id", "name"),
        "group": (plant.groups, "group_name", "group_name"),
        "operator": (plant.operators, "emp_id", "name"),
        "proficiency": (plant.proficiencies, "proficiency", "proficiency"),
        "customer": (plant.customers, "customer_id", "name"),
    }
    if entity not in sources:
        known = ", ".join([*sources, "part", "reason", "shift", "hour"])
        raise QuestionError(f"no breakdown by {entity!r}; there is {known}")
    return _plain(*sources[entity])


FILTERS = ("group", "machine", "part", "operator", "customer", "shift", "proficiency")
"""Entities to one member of which a page can be kept by name; to a reason or an hour one comes by its row."""


def by_name(plant: Plant, entities: Collection[str]) -> list[tuple[str, Member]]:
    """Each entity's members by name, of the entities of FILTERS among the given ones."""
    return [
        (entity, member)
        for entity in FILTERS if entity in entities
        for member in sorted(members(plant, entity), key=lambda one: one.name)
    ]  # fmt: skip


def find(plant: Plant, entity: str, key: str, kind: str = "") -> Member:
    """The member with that code; QuestionError suggests the one with a near code or name."""
    known = members(plant, entity)
    for member in known:
        if member.key == key and (not kind or not member.kind or member.kind == kind):
            return member
    spelled = {text.casefold(): member.key for member in reversed(known) for text in (member.name, member.key)}
    near = difflib.get_close_matches(key.casefold(), spelled, n=1)
    hint = f"; did you mean {spelled[near[0]]!r}?" if near else ""
    raise QuestionError(f"no {entity} {key!r} in this factory{hint}")
