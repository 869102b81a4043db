"""What every command shares: options, output, and the errors that end one."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer

import answers
from data.tenancy import Scope, factories, open_scope
from kpis.period import parse_day


class WrongInput(ValueError):
    """What was typed cannot be meant: one line on stderr, exit code 2."""


class Failed(RuntimeError):
    """It did not work: one line on stderr, exit code 1."""


Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, and nothing else.")]
FactorySlug = Annotated[str, typer.Option("--factory", help="Slug of the factory.")]
AnyFactory = Annotated[str | None, typer.Option("--factory", help="Slug of one factory; without it: all.")]


def scopes(slug: str | None) -> list[Scope]:
    """The scope of one factory, or of all. WrongInput when there is none."""
    if slug:
        return [open_scope(slug)]
    found = [open_scope(factory.id) for factory in factories()]
    if not found:
        raise WrongInput("there is no factory yet: python cli.py demo build, or import a folder")
    return found


def day_of(scope: Scope, text: str | None, option: str) -> date:
    """A production day as typed; without one the factory's running day."""
    today = answers.today(scope)
    return parse_day(option, text, today) if text else today


def print_json(content: Any) -> None:
    """One JSON document on stdout; dates as ISO, NaN as null."""
    print(json.dumps(plain(content), ensure_ascii=False, allow_nan=False))


def plain(value: Any) -> Any:
    """`value` in JSON's own types."""
    if isinstance(value, pd.DataFrame):
        return [plain(row) for row in value.to_dict("records")]
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, np.generic):
        return plain(value.item())
    if value is None or value is pd.NaT or (isinstance(value, float) and not np.isfinite(value)):
        return None
    return value.isoformat() if isinstance(value, date | datetime) else str(value) if isinstance(value, Path) else value


def print_table(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Columns wide enough for their content; numbers to the right, an absent value as a dash."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(headers, *cells, strict=True)]
    right = [bool(cells) and all(_is_number(row[n]) for row in cells) for n in range(len(headers))]
    for row in [list(headers), *cells]:
        padded = (text.rjust(w) if r else text.ljust(w) for text, w, r in zip(row, widths, right, strict=True))
        print("  ".join(padded).rstrip())


def _cell(value: Any) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return "–"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _is_number(text: str) -> bool:
    return text == "–" or text.replace(",", "").replace(".", "").lstrip("-").isdigit()


@contextmanager
def progress(title: str) -> Iterator[Any]:
    """A bar on stderr while stdout stays clean; yields `report(done, total)`. Nothing is drawn where nobody looks."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with typer.progressbar(length=1000, label=title, file=sys.stderr) as bar:
        shown = 0

        def report(done: float, total: float) -> None:
            nonlocal shown
            step = int(1000 * done / total) - shown if total else 0
            if step > 0:
                bar.update(step)
                shown += step

        yield report
