"""The summary of an answer: total, average, peak, lowest, change. Totals are ratios of sums; no rate is averaged."""

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.kpi_words import GRAIN, digits, measure_name, unit_of
from components.status import VERDICTS, change
from kpis import text
from kpis.answer import Answer
from kpis.fraction import fraction, per_day
from kpis.measures import MEASURES


def cards(answer: Answer) -> Component:
    found = [_total(answer), _average(answer), *_extremes(answer), _change(answer), *_further(answer)]
    return html.Div(found, className="cards")


def _card(title: str, value: str, below: Component | str = "", tone: str = "") -> Component:
    return html.Div([html.Span(title), html.B(value), html.Em(below or "\u00a0", className=tone)], className="card")


def _total(answer: Answer) -> Component:
    """The value over the whole period and the sums in it. A KPI per day shows the sum itself, a stock its end."""
    kpi, parts = answer.kpi, fraction(answer.kpi)
    if kpi.compiled.averages:
        closed = _closed(answer)
        if closed.empty:
            return _card("Latest", text.NO_DATA)
        last = closed.iloc[-1]
        return _card("Latest", text.quantity(last["value"], kpi.unit), _when(answer, last))
    if parts is None:
        return _card("Total", text.quantity(answer.value, kpi.unit), "a ratio of sums")
    top, bottom = parts.sums(answer.measures)
    units = [text.in_currency(unit_of(part), answer.currency) for part in (parts.top, parts.bottom)]
    if per_day(kpi):
        return _card("Total", text.quantity(top, units[0]), f"in {text.figure(bottom and round(bottom, 1))} {units[1]}")
    said = f"{text.number(top, units[0])} of {text.quantity(bottom, units[1])}"
    if units[0] != units[1]:
        said = f"{text.quantity(top, units[0])} over {text.quantity(bottom, units[1])}"
    return _card("Total", text.quantity(answer.value, kpi.unit), said)


def _average(answer: Answer) -> Component:
    """Per bucket: of a rate what its numerator comes to, because the mean of rates means nothing."""
    kpi, parts, grain = answer.kpi, fraction(answer.kpi), GRAIN[answer.grain]
    if kpi.compiled.averages:
        return _card("Average", text.quantity(answer.value, kpi.unit), "per day")
    if per_day(kpi):
        return _card("Average", text.quantity(answer.value, kpi.unit), "per work day")
    top = parts.top if parts is not None else None
    names = [name for name in (top.ordered if top else kpi.compiled.ordered[:1]) if name in answer.buckets]
    closed = _closed(answer)
    if not names or closed.empty:
        return _card(f"Average per {grain}", text.NO_DATA)
    sums = closed[names].astype("float64").mean()
    amount = float(top.evaluate(pd.DataFrame([sums])).iloc[0]) if top else float(sums.iloc[0])
    unit = text.in_currency(MEASURES[names[0]].unit, answer.currency)
    return _card(f"Average per {grain}", text.quantity(amount, unit), _together(names))


def _together(names: list[str]) -> str:
    """ "planned down hours", "unplanned down hours" -> "planned + unplanned down hours"."""
    return " + ".join(measure_name(name) for name in names[:2]).lower().replace("ok ", "OK ")


def _extremes(answer: Answer) -> list[Component]:
    closed = _closed(answer)
    if closed.empty:
        return [_card("Peak", text.NO_DATA), _card("Lowest", text.NO_DATA)]
    words = {"lower": ("worst", "best"), "higher": ("best", "worst"), "target": ("", "")}[answer.kpi.better]
    found = []
    for title, word, at in zip(
        ("Peak", "Lowest"), words, (closed["value"].argmax(), closed["value"].argmin()), strict=True
    ):
        row = closed.iloc[at]
        said = f"{_when(answer, row)} · {word}" if word else _when(answer, row)
        found.append(_card(title, text.quantity(row["value"], answer.kpi.unit), said))
    return found


def _change(answer: Answer) -> Component:
    other = answer.comparison
    if other is None:
        return _card("Change", text.NO_DATA, "nothing to compare with")
    past = answer.when(other)
    if other.difference is None:
        return _card("Change", text.NO_DATA, "not compared" if other.withheld else f"no data in {past}")
    said = text.delta(other.difference, answer.kpi.unit, digits(answer))
    moved = change(other.difference, said, other.verdict, f"against {past}")
    verdict = "unchanged" if said.startswith("±") else other.verdict
    # points and percent of percent side by side would only confuse
    share = text.percent(other.percent) if other.percent is not None and not answer.kpi.unit.startswith("%") else ""
    below = " · ".join(
        part for part in (verdict, share or f"from {text.quantity(other.value, answer.kpi.unit)}") if part
    )
    tone = VERDICTS.get(verdict, "")
    return html.Div(
        [html.Span("Change"), html.B(moved), html.Em(below, className=tone, title=other.note)], className="card"
    )


def _further(answer: Answer) -> list[Component]:
    """The trend, of a KPI that is asked for it, and what else the answer tells."""
    found = [_card(label, said) for label, said in answer.facts]
    if not answer.kpi.trend:
        return found
    moved = text.NO_DATA if answer.trend is None else f"{text.delta(answer.trend, answer.kpi.unit)}/{answer.kpi.trend}"
    return [_card("Trend", moved, f"the line through the {GRAIN[answer.grain]}s"), *found]


def _closed(answer: Answer) -> pd.DataFrame:
    """Buckets with data that are over; the running ones where there is nothing else."""
    known = answer.buckets[answer.buckets["value"].notna()]
    closed = known[~known["running"].astype(bool)]
    return known if closed.empty else closed


def _when(answer: Answer, row: pd.Series) -> str:
    return text.weekday(row["start"]) + answer.mark(row["start"]) if answer.grain == "day" else str(row["label"])
