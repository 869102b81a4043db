"""A bullet: how far a value is on the way through the bands of its target, as a bar before them."""

from dash import html
from dash.development.base_component import Component

from charts.frame import aim, decimals
from components.parts import aria, shape
from kpis.model import Kpi
from kpis.status import BANDS, STEPS, Bands, Status, stretches
from kpis.text import quantity

MORE = 1.15
"""How far the scale goes beyond all that stands on it."""
WORDS = {"higher": ("from", "under"), "lower": ("to", "over"), "target": ("±", "beyond ±")}


def bullet(kpi: Kpi, value: float | None, target: float | None, bands: Bands | None) -> Component | None:
    """The bar, the mark of the target, the bands behind it and their limits in words; None where there is no value, or
    no target above zero to have shares of."""
    if value is None or target is None or target <= 0:
        return None
    found = stretches(target, kpi.better, bands)
    ends = [end for _, _, end in found[:-1]]
    low, high = min(0.0, value), MORE * max(target, value, *ends)
    if kpi.unit == "%" and kpi.better != "lower" and max(target, value, *ends) <= 100:
        high = 100.0

    def at(number: float) -> float:
        return round(100 * (min(max(number, low), high) - low) / (high - low), 2)

    behind = [
        html.I(className=f"band {name}", style={"left": f"{at(start)}%", "width": f"{at(end) - at(start):.2f}%"})
        for name, start, end in found
    ]
    bar = html.B(style={"left": f"{at(min(0, value))}%", "width": f"{at(max(0, value)) - at(min(0, value)):.2f}%"})
    mark = html.S(style={"left": f"{at(target)}%"})
    said = [
        html.Span(
            [
                html.Span(shape(name), className=f"ink-{name}", title=name),
                html.Span(f"{name} ", className="visually-hidden"), words,
            ]
        )
        for name, words in limits(kpi, target, bands)
    ]  # fmt: skip
    told = f"{quantity(value, kpi.unit)}, {aim(kpi, target)}"
    picture = html.Div([*behind, bar, mark], className="bullet", role="img", **aria(label=told))
    return html.Div([picture, html.P(said, className="bands")])


def limits(kpi: Kpi, target: float, bands: Bands | None) -> list[tuple[Status, str]]:
    """Where each band begins or ends, in words, the best first."""
    before, beyond = WORDS[kpi.better]
    ends = [quantity(share * target, kpi.unit, decimals(share * target)) for share in bands or BANDS[kpi.better]]
    last = f"{beyond} {ends[-1]}"
    return [*zip(STEPS, (f"{before} {end}" for end in ends), strict=True), (Status.CRITICAL, last)]
