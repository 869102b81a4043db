"""What a KPI's page shows, as files: CSV for programs, Excel with typed cells and a sheet of definitions."""

import io
from typing import Any

import pandas as pd
import xlsxwriter

from kpis import text
from kpis.answer import Answer, Comparison
from kpis.bridge import Bridge
from kpis.measures import MEASURES
from reports.csv import encode
from reports.xlsx import PLAIN, sheet

Chart = tuple[str, pd.DataFrame]
"""The name of a chart beside the one over time, and its table."""


def csv(answer: Answer, also: Comparison | None = None, chart: Chart | None = None) -> bytes:
    """As reports.csv.encode, a line a bucket, then a line a member of the breakdown, then what moved it.

    Columns: factory, kpi, only (what it is kept to), section (time, breakdown or why it moved), key, name, from, to,
    value, unit, before (of `also`: before 2) and the sums. An empty field is no data. Of a `chart` its own lines and
    columns come first, the section being its name."""
    parts = [chart[1].assign(section=chart[0].lower())] if chart else []
    parts += [over_time(answer, also).assign(section="time")]
    parts += [_members(answer)] if answer.breakdown is not None else []
    parts += [_why(answer.why).assign(section="why it moved")] if answer.why else []
    table = pd.concat(parts, ignore_index=True).assign(kpi=answer.kpi.id, factory=answer.factory, unit=answer.kpi.unit)
    table["only"] = answer.only or None
    first = ["factory", "kpi", "only", "section", "key", "name", "from", "to", "value", "unit", "before"]
    first += ["before 2"] if also else []
    table = table.reindex(columns=[*first, *(name for name in table.columns if name not in first)])
    return encode(table)


def xlsx(answer: Answer, also: Comparison | None = None, chart: Chart | None = None) -> bytes:
    """Sheets Answer, that of a `chart`, Over time, the breakdown, Why it moved and Definitions."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, PLAIN) as book:
        book.set_properties({"title": f"{answer.kpi.name} {answer.start} to {answer.end}", "author": "ProdStream KPI"})
        units = dict.fromkeys(("value", "before", "before 2"), answer.kpi.unit)
        units |= {name: _unit(answer, name) for name in MEASURES}
        sheet(book, "Answer", _facts(answer, also), {})
        if chart:
            sheet(book, *chart, {})
        sheet(book, "Over time", over_time(answer, also), units)
        if answer.breakdown is not None:
            sheet(book, "Breakdown", _members(answer).drop(columns="section"), units)
        if answer.why:
            sheet(book, "Why it moved", _why(answer.why), units)
        sheet(book, "Definitions", definitions(answer), {})
    return memory.getvalue()


def _unit(answer: Answer, measure: str) -> str:
    return text.in_currency(MEASURES[measure].unit, answer.currency)


def over_time(answer: Answer, also: Comparison | None = None) -> pd.DataFrame:
    """A row a bucket: from, to, value, further lines, rolling value, before and before 2 (by position), the sums."""
    rows = answer.buckets.rename(columns={"start": "from", "end": "to", "label": "name"}).drop(columns="running")
    for title, line in answer.lines.items():
        rows[title] = line.to_numpy()
    if answer.rolling:
        rows[answer.rolling[0]] = answer.rolling[1].to_numpy()
    for name, other in (("before", answer.comparison), ("before 2", also)):
        if other is not None:
            rows[name] = other.buckets["value"].reindex(range(len(rows))).to_numpy()
    first = [name for name in ("from", "to", "name", "value", "before", "before 2") if name in rows]
    return rows[[*first, *(name for name in rows.columns if name not in first)]]


def _members(answer: Answer) -> pd.DataFrame:
    assert answer.breakdown is not None
    return answer.breakdown.assign(section="breakdown", **{"from": answer.start, "to": answer.end})


def _why(found: Bridge) -> pd.DataFrame:
    """From the value before over what each added to that of now: name, value."""
    mix = [] if found.mix is None else [("Mix", found.mix)]
    rows = [("Before", found.before), *found.steps, ("Others", found.others), *mix, ("Now", found.now)]
    return pd.DataFrame(rows, columns=["name", "value"])


def _facts(answer: Answer, also: Comparison | None) -> pd.DataFrame:
    kpi = answer.kpi
    facts: list[tuple[str, Any]] = [
        ("KPI", kpi.name), ("Factory", answer.factory), ("Only", answer.only or "everything"),
        ("From", str(answer.start)), ("To", str(answer.end)),
        ("Value", text.quantity(answer.value, kpi.unit)), ("Target", text.quantity(answer.target, kpi.unit)),
        ("Status", str(answer.status)), ("As of", f"{answer.as_of:%Y-%m-%d %H:%M %Z}"),
    ]  # fmt: skip
    for other in filter(None, (answer.comparison, also)):
        facts += [
            ("Compared with", answer.when(other)), ("Value then", text.quantity(other.value, kpi.unit)),
            *([("Value now, of the days that both have", text.quantity(other.own, kpi.unit))] if other.days else []),
            ("Change", f"{text.delta(other.difference, kpi.unit)} {other.verdict}"),
        ]  # fmt: skip
    facts += [*answer.facts, *(("Note", note) for note in answer.notes)]
    return pd.DataFrame(facts, columns=["what", "description"])


def definitions(answer: Answer) -> pd.DataFrame:
    """The KPI and its measures: name, unit, formula, description, source."""
    kpi = answer.kpi
    rows = [
        (kpi.id, kpi.unit, kpi.formula, f"{kpi.description} {kpi.moves}", kpi.source),
        *((n, _unit(answer, n), "", MEASURES[n].definition, "") for n in sorted(kpi.measures)),
    ]
    return pd.DataFrame(rows, columns=["name", "unit", "formula", "description", "source"])
