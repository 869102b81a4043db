"""`kpi target` and `kpi targets`: what a factory wants of a KPI, from which day on."""

import math
from datetime import date
from typing import Annotated

import pandas as pd
import typer

import answers
from answers import goals
from answers.targets import bands
from commands.common import FactorySlug, Json, WrongInput, print_json, print_table
from data.source import read
from data.tenancy import open_scope
from kpis import catalogue
from kpis.text import quantity


def target(
    kpi: Annotated[str, typer.Argument(metavar="KPI", help="Id of the KPI, see `kpi list`.")],
    factory: FactorySlug,
    value: Annotated[float, typer.Option(help="The target, in the KPI's unit.")],
    valid_from: Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD; without it today.")] = None,
    group: Annotated[str | None, typer.Option(help="For one machine group and its machines.")] = None,
    machine: Annotated[str | None, typer.Option(help="For one machine, by its asset id.")] = None,
    part: Annotated[str | None, typer.Option(help="For one part number.")] = None,
    shift: Annotated[str | None, typer.Option(help="For one shift, by its name.")] = None,
    bands: Annotated[str, typer.Option(help='Where excellent, good, warning end, in % of it: "100/90/75".')] = "",
) -> None:
    """Set a target from a day on; days before it are judged by what held then."""
    found, scope = catalogue.find(kpi), open_scope(factory)
    if not math.isfinite(value):
        raise WrongInput(f"--value {value} is not a target; give a number")
    members = {"group": group, "machine": machine, "part": part, "shift": shift}
    asked = [(entity, key) for entity, key in members.items() if key is not None]
    if len(asked) > 1:
        several = " or ".join(f"--{entity}" for entity, _ in asked)
        raise WrongInput(f"give {several}, not {'both' if len(asked) == 2 else 'all'}")
    entity, key = asked[0] if asked else ("factory", "")
    since = _day(valid_from) if valid_from else answers.today(scope)
    own = goals.typed_bands(bands, found)
    alike = goals.set_target(scope, found, value, since, entity, key, own)
    whose = f" for {entity} {key}" if key else ""
    also = f"; it holds for {', '.join(one.id for one in alike[1:])} too" if alike[1:] else ""
    said = quantity(value, found.unit) + (f" with bands {goals.shown(own)} %" if own else "")
    print(f"{scope.factory.slug}: {kpi}{whose} has the target {said} from {since}{also}")


def targets(factory: FactorySlug, as_json: Json = False) -> None:
    """The targets that were set, by KPI and day."""
    rows = read.plant(open_scope(factory))[0].targets
    shown = rows[["kpi", "entity", "entity_key", "value", "valid_from"]].rename(columns={"entity_key": "key"})
    own = [bands(row) for row in rows.to_dict("records")]
    shown["bands"] = pd.Series([goals.shown(one) if one else None for one in own], shown.index, dtype=object)
    shown = shown.sort_values(["kpi", "entity", "key", "valid_from"], ignore_index=True)
    if as_json:
        print_json(shown)
    else:
        print_table(list(shown.columns), shown.itertuples(index=False))


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or str(day) != text:
        raise WrongInput(f"--from {text!r} is not a date; give YYYY-MM-DD such as {date.today()}")
    return day
