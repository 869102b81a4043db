"""Why a KPI moved: a sentence, and what each member or factor added as bars from the value before to that of now."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from components.kpi_words import digits, plural
from components.parts import aria
from kpis import text
from kpis.answer import Answer
from kpis.bridge import Bridge
from kpis.status import change


@dataclass(frozen=True)
class _Bar:
    """A row: its ends on the scale of the KPI, its text, and its class: level and end, up (better), down (worse)
    or flat."""

    name: str
    left: float
    right: float
    said: str
    tone: str


def why(answer: Answer, by: str = "") -> Component | None:
    """The panel; None where the members do not tell, or nothing moved."""
    found, other = answer.why, answer.comparison
    if found is None or other is None or text.delta(other.difference, answer.kpi.unit, digits(answer)).startswith("±"):
        return None
    bars = _bars(answer, found, by)
    low, high = _scale(found, bars[1:-1])
    rows = [_row(bar, low, high) for bar in bars]
    head = html.Header(html.H3("Why it moved"))
    listed = html.Ul(rows, className="bridge", **aria(label="From the value before to that of now"))
    return html.Section([head, html.P(_sentence(answer, found, by)), listed], className="panel why-moved")


def _sentence(answer: Answer, found: Bridge, by: str) -> list[Component | str]:
    moved = found.now - found.before
    along = [_told(answer, step) for step in found.steps if step[1] * moved > 0 and _tells(answer, step[1])]
    against = [_told(answer, step) for step in found.steps if step[1] * moved < 0 and _tells(answer, step[1])]
    word = "rose" if moved > 0 else "fell"
    said: list[Component | str] = [f"{answer.kpi.name} {word} by ", html.B(_amount(answer, abs(moved)).lstrip("+"))]
    for words, told in ((", led by ", along), ("; against it ", against)):
        said += [words, *told[0]] if told else []
        said += [" and ", *told[1]] if told[1:] else []
    if found.mix is not None and _tells(answer, found.mix):
        said.append(f"; the mix of {plural(by)} added {_amount(answer, found.mix)}")
    return [*said, "."]


def _told(answer: Answer, step: tuple[str, float]) -> list[Component | str]:
    return [html.B(step[0]), f" ({_amount(answer, step[1])})"]


def _amount(answer: Answer, amount: float) -> str:
    return text.delta(amount, answer.kpi.unit, digits(answer))


def _tells(answer: Answer, amount: float) -> bool:
    """Whether the shown digits tell of it."""
    return not _amount(answer, amount).startswith("±")


def _bars(answer: Answer, found: Bridge, by: str) -> list[_Bar]:
    unit = answer.kpi.unit
    steps = [step for step in found.steps if _tells(answer, step[1])]
    rest = found.others + sum(amount for _, amount in found.steps) - sum(amount for _, amount in steps)
    steps += [("Others", rest)] if _tells(answer, rest) else []
    steps += [(f"Mix of {plural(by)}", found.mix)] if found.mix is not None and _tells(answer, found.mix) else []
    made, level = [_level("Before", found.before, unit, "level")], found.before
    for name, amount in steps:
        verdict = change(level + amount, level, answer.kpi.better, answer.target).verdict
        tone = {"improved": "up", "worsened": "down"}.get(verdict, "flat")
        made.append(_Bar(name, min(level, level + amount), max(level, level + amount), _amount(answer, amount), tone))
        level += amount
    return [*made, _level("Now", found.now, unit, "end")]


def _level(name: str, value: float, unit: str, tone: str) -> _Bar:
    return _Bar(name, min(0.0, value), max(0.0, value), text.number(value, unit), tone)


def _scale(found: Bridge, steps: list[_Bar]) -> tuple[float, float]:
    """With zero in it, unless all that moved would be too little to see."""
    ends = [found.before, found.now, *(end for bar in steps for end in (bar.left, bar.right))]
    low, high = min(ends), max(ends)
    return (low - (high - low), high) if low > 4 * (high - low) else (min(0.0, low), max(0.0, high))


def _row(bar: _Bar, low: float, high: float) -> Component:
    left, right = (100 * (max(end, low) - low) / (high - low) for end in (bar.left, bar.right))
    drawn = html.I(style={"marginLeft": f"{left:.1f}%", "width": f"{max(right - left, 0.8):.1f}%"}, className=bar.tone)
    return html.Li([html.Span(bar.name), html.Span(drawn, **aria(hidden="true")), html.B(bar.said, className=bar.tone)])
