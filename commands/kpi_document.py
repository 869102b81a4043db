"""Answers as `kpi value`, `kpi now` and `kpi explain` show them: as JSON documents and as text."""

from dataclasses import asdict
from typing import Any

import pandas as pd

from commands.common import plain, print_table
from kpis.answer import Answer, Snapshot
from kpis.catalogue import find
from kpis.status import Status
from kpis.text import delta, number

NONE = pd.Series(dtype=float)


def value(answer: Answer) -> dict[str, Any]:
    """The document of `kpi value --json`."""
    return {
        "kpi": answer.kpi.id, "factory": answer.factory, "from": answer.start, "to": answer.end,
        **_unit(answer), "value": answer.value, "status": answer.status, "target": answer.target,
        "measures": _whole(answer.measures), "grain": answer.grain, "table": answer.table, "widened": answer.widened,
        "buckets": [_bucket(row) for row in answer.buckets.to_dict("records")],
        "breakdown": _breakdown(answer), "comparison": _comparison(answer), "trend": _trend(answer),
        "facts": dict(answer.facts), "why": asdict(answer.why) if answer.why else None,
        "coverage": answer.coverage, "recorded": _recorded(answer), "as_of": answer.as_of, "notes": answer.notes,
    }  # fmt: skip


def _recorded(shown: Answer | Snapshot) -> dict[str, Any] | None:
    """How many of the days asked for are recorded, and with which day the record begins."""
    found = shown.recorded
    return None if found is None else {"days": found.days, "of": found.of, "since": found.since}


def _unit(answer: Answer) -> dict[str, Any]:
    """The unit as declared, the same in every factory, and the currency of this one's money."""
    return {"unit": find(answer.kpi.id).unit, "currency": answer.currency}


def _bucket(row: dict[Any, Any]) -> dict[str, Any]:
    return {"start": row["start"], "label": row["label"], "value": row["value"], "running": row["running"]}


def _breakdown(answer: Answer) -> list[dict[str, Any]] | None:
    if answer.breakdown is None:
        return None
    fixed = ["key", "name", "kind", "value", "status", "before"]
    rows = answer.breakdown.to_dict("records")
    # what the members do not count (work days of a machine) the formula took from the factory, of the same range
    shared = [] if answer.widened else [n for n in answer.measures if answer.breakdown.get(n, NONE).isna().all()]
    of_all = {name: answer.measures[name] for name in shared}
    return [
        {name: _joined(row, name) for name in fixed if name in row}
        | {"measures": _whole({str(name): row[name] for name in row if name in answer.measures} | of_all)}
        for row in rows
    ]


def _joined(row: dict[Any, Any], name: str) -> Any:
    """A cell; of two breakdowns both keys, or both names, as a list."""
    return [row[name], row[f"{name}2"]] if f"{name}2" in row else row[name]


def _comparison(answer: Answer) -> dict[str, Any] | None:
    other = answer.comparison
    if other is None:
        return None
    return {
        "from": other.start, "to": other.end, "value": other.value, "difference": other.difference,
        "percent": other.percent, "trend": other.trend, "verdict": other.verdict, "note": other.note,
        "own": answer.compared, "days": other.days, "withheld": other.withheld,
        "buckets": other.buckets[["start", "value"]],
    }  # fmt: skip


def _trend(answer: Answer) -> dict[str, Any] | None:
    if not answer.kpi.trend:
        return None
    return {"value": answer.trend, "unit": answer.trend_unit}


def _whole(measures: dict[str, Any]) -> dict[str, Any]:
    """Counts without a decimal point."""
    known = {name: plain(number) for name, number in measures.items()}
    return {n: int(v) if isinstance(v, float) and v.is_integer() else v for n, v in known.items()}


def bracketed(status: Status, *more: str) -> str:
    """A status, if anything was judged, and what else stands in brackets behind a value."""
    said = [*([str(status)] if status is not Status.NEUTRAL else []), *more]
    return f" ({', '.join(said)})" if said else ""


def print_value(answer: Answer) -> None:
    """The answer as text: headline, breakdown or buckets, notes."""
    kpi = answer.kpi
    target = [f"target {number(answer.target, kpi.unit)}"] if answer.target is not None else []
    print(f"{kpi.name} at {answer.factory}, {answer.start} to {answer.end}: {number(answer.value, kpi.unit)}", end="")
    print(bracketed(answer.status, *target))
    if answer.comparison:
        other = answer.comparison
        percent = "" if other.percent is None else f", {other.percent:+.1f} %"
        print(
            f"against {other.start} to {other.end}: {number(other.value, kpi.unit)}{percent} {other.verdict}".rstrip()
        )
    if answer.trend is not None:
        print(f"trend: {delta(answer.trend, kpi.unit)}/{kpi.trend}")
    for label, said in answer.facts:
        print(f"{label.lower()}: {said}")
    print()
    if answer.breakdown is not None:
        shown = ("key", "name", "key2", "name2", "value", "status", "before")
        columns = [name for name in shown if name in answer.breakdown]
        print_table(columns, answer.breakdown[columns].itertuples(index=False))
    else:
        print_table([answer.grain, kpi.unit or "value"], answer.buckets[["label", "value"]].itertuples(index=False))
    for note in answer.notes:
        print(note)


def now(snapshot: Snapshot) -> dict[str, Any]:
    """The document of `kpi now --json`."""
    names = (
        "factory",
        "as_of",
        "value",
        "text",
        "suffix",
        "status",
        "target",
        "detail",
        "delta",
        "delta_text",
        "verdict",
    )
    content = {name: getattr(snapshot, name) for name in names}
    further = {"spark": snapshot.spark, "facts": dict(snapshot.facts), "newest": snapshot.newest}
    further |= {"recorded": _recorded(snapshot)}
    return {"kpi": snapshot.kpi.id, "unit": find(snapshot.kpi.id).unit, **content, **further, "table": snapshot.table}


def explain(answer: Answer) -> dict[str, Any]:
    """Formula, the same with its numbers, what was read and how fresh it is."""
    rows = int((~pd.isna(answer.buckets["value"])).sum())
    return {
        "kpi": answer.kpi.id, "formula": answer.kpi.formula, "numbers": answer.numbers,
        "value": answer.value, **_unit(answer), "measures": _whole(answer.measures),
        "table": answer.table, "grain": answer.grain, "rows": rows, "as_of": answer.as_of,
        "source": answer.kpi.source, "recorded": _recorded(answer), "notes": list(answer.notes),
    }  # fmt: skip
