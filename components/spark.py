"""Spark lines without a chart library: the line is an SVG mask over the accent colour, so it follows the theme."""

from collections.abc import Sequence
from math import isnan
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from components.parts import aria

WIDTH, HEIGHT, MARGIN = 132, 36, 4
_SAFE = " =:/'<>"
_STROKE = "fill='none' stroke='#000' stroke-linecap='round' stroke-linejoin='round' vector-effect='non-scaling-stroke'"


def spark(values: Sequence[float | None], target: float | None, label: str) -> Component:
    """The last days of a KPI, oldest first, today last (dashed, as it still runs); the target is a dotted line.

    A day without data is a gap. `label` says it to those who do not see it.
    """
    known = [value for value in values if value is not None and not isnan(value)]
    if not known:
        return html.Div(className="spark", role="img", **aria(label=f"{label}: no data"))
    low, high = _range([*known, target] if target is not None else known)

    def y(value: float) -> float:
        return round(HEIGHT - MARGIN - (value - low) / (high - low) * (HEIGHT - 2 * MARGIN), 1)

    layers = [html.Span(className="spark-line", style=_mask(_line(values, y)))]
    if target is not None:
        dots = f"<path d='M1 {y(target)}H{WIDTH}' {_STROKE} stroke-width='1.5' stroke-dasharray='0.1 4'/>"
        layers.insert(0, html.Span(className="spark-target", style=_mask(dots)))
    return html.Div(layers, className="spark", role="img", **aria(label=label))


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 1, high + 1)


def _line(values: Sequence[float | None], y: object) -> str:
    assert callable(y)
    step = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)
    points = [
        None if value is None or isnan(value) else (round(MARGIN + at * step, 1), y(value))
        for at, value in enumerate(values)
    ]
    closed, today = points[:-1], points[-1]
    path, pen = "", "M"
    for point in closed:
        path += f"{pen}{point[0]} {point[1]}" if point else ""
        pen = "L" if point else "M"
    shapes = f"<path d='{path}' {_STROKE} stroke-width='1.6'/>" if path else ""
    if today:
        if closed and closed[-1]:
            move = f"M{closed[-1][0]} {closed[-1][1]}L{today[0]} {today[1]}"
            shapes += f"<path d='{move}' {_STROKE} stroke-width='1.6' stroke-dasharray='2 2.6'/>"
        shapes += f"<path d='M{today[0]} {today[1]}h0' {_STROKE} stroke-width='5'/>"  # a dot, round at any size
    return shapes


def _mask(shapes: str) -> dict[str, str]:
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}'>{shapes}</svg>"
    image = f'url("data:image/svg+xml,{quote(svg, safe=_SAFE)}")'
    return {"maskImage": image, "WebkitMaskImage": image}
