"""What all figures of an Answer share: the axis of buckets, the target line, the hover text, the empty figure.

Buckets stand at the positions 0, 1, 2 ...: shifts have no clock of their own to stand at, and a comparison lies under
the present by position.
"""

import html
import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from charts.theme import Theme, fade, palette, template
from kpis import text
from kpis.answer import Answer
from kpis.model import Kpi
from kpis.status import BANDS, Bands

WORD = (0.12, 0.08)
"""Width and height of the word of a line, as shares of the plot."""
_LETTERS = 44  # what fits under a chart on a phone, in letters; a wide screen stays as calm


def canvas(theme: Theme) -> go.Figure:
    return go.Figure(layout=go.Layout(template=template(theme), separators=text.notation()))


def empty(message: str, theme: Theme = "light") -> go.Figure:
    """A figure that says why there is nothing to draw."""
    figure = canvas(theme)
    figure.add_annotation(text=message, x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False)
    return figure.update_layout(xaxis_visible=False, yaxis_visible=False)


def numbers(values: pd.Series) -> list[float | None]:
    """Floats with None for gaps (NaN is not JSON, and "no data" is not zero)."""
    return [None if pd.isna(value) else float(value) for value in values]


def words(name: object) -> str:
    """A name as a figure shows it: plotly takes what looks like a tag ("Saw <left>") for one."""
    return html.escape(str(name), quote=False)


def labels(answer: Answer) -> list[str]:
    """What stands below the buckets; of a week its first day, as two would leave room for few."""
    if answer.grain == "week":
        return [text.day(start) for start in answer.buckets["start"]]
    return [str(label) for label in answer.buckets["label"]]


def ticks(labels: Sequence[str], edge: float) -> dict[str, object]:
    """The bucket axis: a few evenly spaced labels, as many as fit; `edge` is the room left and right, in buckets."""
    longest = max((len(label) for label in labels), default=1)
    step = max(1, math.ceil(len(labels) / max(2, min(8, _LETTERS // (longest + 1)))))
    shown = list(range(0, len(labels), step))
    return {
        "tickmode": "array",
        "tickvals": shown,
        "ticktext": [labels[at] for at in shown],
        "range": [-edge, len(labels) - 1 + edge],
    }


def gap(bars: int) -> float:
    """Share of the room between bars: a few bars stay slim."""
    return max(0.28, 0.8 - 0.08 * bars)


def span(answer: Answer, *, zero: bool) -> list[float]:
    """Ends of the value axis, all values and the target inside; from zero, unless a line far from it would be flat."""
    lines = [values for title, values in answer.lines.items() if title not in answer.kpi.beside]
    series = [answer.buckets["value"], *lines]
    if answer.comparison is not None:
        series.append(answer.comparison.buckets["value"])
    if answer.rolling:
        series.append(answer.rolling[1])
    values = [value for one in series for value in numbers(one) if value is not None]
    if answer.target is not None:
        values.append(answer.target)
    values += [value for value in numbers(answer.buckets["target"]) if value is not None] if stepped(answer) else []
    low, high = min(values, default=0.0), max(values, default=1.0)
    if zero or low <= 0.5 * high:
        low = min(low, 0.0)
    pad = 0.08 * (high - low) or 0.08 * abs(high) or 1.0
    return [low - pad if low else 0.0, high + pad]


def aim(kpi: Kpi, target: float) -> str:
    """A target in words: "target 75 %", or where less is better "limit 5 %"."""
    return f"{'limit' if kpi.better == 'lower' else 'target'} {text.quantity(target, kpi.unit, decimals(target))}"


def decimals(value: float) -> int:
    """As many decimals as a round number needs: 75 is not 75.0."""
    return next((digits for digits in range(3) if round(value, digits) == value), 2)


def stepped(answer: Answer) -> bool:
    """Whether another target held in a part of the range."""
    return "target" in answer.buckets and answer.buckets["target"].nunique(dropna=False) > 1


def unit(figure: go.Figure, name: str, theme: Theme) -> None:
    """The unit of the value axis, said once, above it."""
    font = {"size": 11, "color": palette(theme)["ink-3"]}
    figure.update_layout(
        title={"text": name, "font": font, "x": 0, "xref": "paper", "y": 1, "yref": "paper", "yanchor": "bottom",
               "pad": {"b": 8}},
    )  # fmt: skip


def goal(
    figure: go.Figure, kpi: Kpi, target: float | None, theme: Theme, steps: pd.Series | None = None,
    bands: Bands | None = None,
) -> None:  # fmt: skip
    """The target as a dashed line with its word and value at the right end, and the band in which it is met, faint;
    `steps`: what it was in each bucket."""
    if target is None:
        return
    if steps is None and figure.layout.yaxis.range:
        low, high = figure.layout.yaxis.range
        near = (bands or BANDS["target"])[0] * abs(target)
        ends = {"higher": (target, high), "lower": (low, target), "target": (target - near, target + near)}[kpi.better]
        met = fade(palette(theme)["excellent"], 0.05)
        figure.add_hrect(y0=max(ends[0], low), y1=min(ends[1], high), fillcolor=met, line_width=0, layer="below")
    ink = palette(theme)["critical" if kpi.better == "lower" else "excellent"]
    line = {"color": ink, "width": 1.2, "dash": "6px,4px"}
    if steps is None:
        figure.add_hline(y=target, line=line)
    else:
        places, heights = list(range(len(steps))), numbers(steps)
        figure.add_scatter(
            x=places, y=heights, mode="lines", line=line | {"shape": "hvh"}, hoverinfo="skip", name="Target",
            showlegend=False,
        )  # fmt: skip
    word(figure, aim(kpi, target), target, ink, theme)


def word(figure: go.Figure, said: str, y: float, ink: str, theme: Theme) -> None:
    """What a line across the plot at `y` is, where it hides no point."""
    right, above = _place(figure, y)
    figure.add_annotation(
        text=said,
        font={"color": ink, "size": 11},
        bgcolor=fade(palette(theme)["surface"], 0.85),  # lines run behind it
        showarrow=False,
        xref="x domain",
        x=1 if right else 0,
        xanchor="right" if right else "left",
        y=y,
        yanchor="bottom" if above else "top",
        yshift=1 if above else -1,
    )


def _place(figure: go.Figure, y: float) -> tuple[bool, bool]:
    """Where the word of a line hides no point: at the right end or else the left, above the line or else below."""
    low, high = figure.layout.yaxis.range or (0.0, 0.0)
    traces = [trace for trace in figure.data if trace.type == "scatter" and trace.yaxis is None]
    points = [(x, at) for trace in traces for x, at in zip(trace.x, trace.y, strict=True) if at is not None]
    places = [x for x, _ in points]
    first, last = min(places, default=0), max(places, default=0)
    wide, tall = WORD[0] * (last - first), WORD[1] * (high - low)
    for right, above in ((True, True), (True, False), (False, True), (False, False)):
        floor = y if above else y - tall
        near = [at for x, at in points if (x >= last - wide if right else x <= first + wide)]
        if floor >= low and not any(floor <= at <= floor + tall for at in near):
            return right, above
    return True, True


def off_shift(figure: go.Figure, answer: Answer, theme: Theme) -> None:
    """A ring around each day whose value is of work off shift alone."""
    rows = enumerate(answer.buckets[["start", "value"]].itertuples(index=False))
    marked = [(at, value) for at, (start, value) in rows if answer.mark(start) and not pd.isna(value)]
    if marked:
        ink = palette(theme)["ink-2"]
        ring = {"symbol": "circle-open", "size": 11, "color": ink, "line": {"width": 1.5}}
        at, values = zip(*marked, strict=True)
        drawn = {"mode": "markers", "marker": ring, "line": {"color": ink}, "hoverinfo": "skip"}
        figure.add_scatter(x=at, y=values, name="Off shift alone", **drawn)


def unrecorded(figure: go.Figure, answer: Answer, theme: Theme) -> None:
    """A faint ground with its reason under the buckets of which nothing is recorded."""
    lacks = [at for at in answer.gaps if answer.gaps[at].startswith("not recorded")]
    runs: list[list[int]] = []
    for at in lacks:
        if runs and at == runs[-1][-1] + 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    ink = palette(theme)["ink-3"]
    for run in runs:
        figure.add_vrect(x0=run[0] - 0.5, x1=run[-1] + 0.5, fillcolor=fade(ink, 0.08), line_width=0, layer="below")
    if runs:
        longest = max(runs, key=len)
        figure.add_annotation(
            text="not recorded", font={"color": ink, "size": 11}, showarrow=False, x=(longest[0] + longest[-1]) / 2,
            y=1, yref="y domain", yanchor="top",
        )  # fmt: skip


def hover(figure: go.Figure, answer: Answer) -> None:
    """One invisible point a bucket that carries all there is to say about it, so that every chart speaks alike."""
    unit, before = answer.kpi.unit, answer.comparison.buckets if answer.comparison is not None else None
    texts, heights = [], []
    columns = ["start", "label", "value", "running"]
    for at, (start, label, value, running) in enumerate(answer.buckets[columns].itertuples(index=False)):
        past = before["value"].iloc[at] if before is not None and at < len(before) else float("nan")
        parts = [f"<b>{label}</b>" + (" so far" if running else "") + answer.mark(start)]
        gap = answer.gaps.get(at)
        parts.append(text.quantity(_known(value), unit) if _known(value) is not None else gap or "no data")
        parts += [gap] if gap and _known(value) is not None else []
        parts += [
            f"{title}: {text.quantity(_known(line.iloc[at]), answer.kpi.unit_of(title))}"
            for title, line in answer.lines.items()
        ]
        if answer.rolling and _known(answer.rolling[1].iloc[at]) is not None:
            parts.append(f"{answer.rolling[0]}: {text.quantity(answer.rolling[1].iloc[at], unit)}")
        if _known(past) is not None and before is not None:
            parts.append(f"before: {text.quantity(_known(past), unit)} ({text.day(before['start'].iloc[at])})")
        texts.append("<br>".join(parts))
        heights.append(_known(value) if _known(value) is not None else _known(past))
    figure.add_scatter(
        x=list(range(len(texts))),
        y=[0.0 if height is None else height for height in heights],
        mode="markers",
        marker={"opacity": 0, "size": 12},
        customdata=texts,
        hovertemplate="%{customdata}<extra></extra>",
        name="hover",
        showlegend=False,
    )


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
