"""Colours and type of every figure: the tokens of assets/tokens.css, in a plotly template for paper and one for pages.

On a page a colour is the name of its token: the server cannot know which theme a browser shows, so the browser paints
(assets/kpi.js).
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

import plotly.graph_objects as go

Theme = Literal["light", "page"]
THEMES: tuple[Theme, ...] = ("light", "page")
"""Light as paper is, and by name."""
FONT = "Inter Variable, Inter, DejaVu Sans, sans-serif"

_TOKENS = Path(__file__).parent.parent / "assets" / "tokens.css"


@lru_cache
def palette(theme: str = "light") -> dict[str, str]:
    """Token -> "#rrggbb", on a page "var(--token)". Read from the style sheet, so that pages and paper cannot drift
    apart."""
    if theme not in THEMES:
        raise ValueError(f"unknown theme {theme!r}: use {' or '.join(THEMES)}")
    found = re.search(r":root[^{]*\{(.*?)\}", _TOKENS.read_text(), re.S)
    if not found:
        raise ValueError(f"{_TOKENS.name} has no block for :root")
    colours = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{6})\s*[;}]", found[1] + ";"))
    return {name: f"var(--{name})" for name in colours} if theme == "page" else colours


def token(colour: str) -> str:
    """The token of a colour of the page."""
    return colour.removeprefix("var(--").removesuffix(")")


def fade(colour: str, opacity: float) -> str:
    """A token's colour as rgba(), for fills: fade("#1f5fbf", 0.08); on a page "var(--token/0.08)"."""
    if colour.startswith("var("):
        return f"var(--{token(colour)}/{opacity})"
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


@lru_cache
def template(theme: str = "light") -> go.layout.Template:
    """What all figures have in common: hairlines, quiet axes, no frame, no legend, the panel shining through."""
    ink = palette(theme)
    axis = {
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "ticklabelstandoff": 6,
        "separatethousands": True,
        "exponentformat": "none",
        "fixedrange": True,
        "tickfont": {"size": 11, "color": ink["ink-3"]},
    }
    return go.layout.Template(
        layout=go.Layout(
            paper_bgcolor="rgba(0,0,0,0)",
            plot_bgcolor="rgba(0,0,0,0)",
            font={"family": FONT, "size": 12, "color": ink["ink-2"]},
            colorway=[ink[name] for name in ("accent", "scheduled", "warning", "excellent", "compare")],
            margin={"l": 8, "r": 12, "t": 24, "b": 8},
            xaxis=dict(axis, showgrid=False, automargin=True),
            yaxis=dict(axis, gridcolor=ink["line"], gridwidth=1, automargin=True, nticks=7, rangemode="tozero"),
            showlegend=False,
            legend={
                "orientation": "h",
                "x": 0,
                "y": 1.02,
                "yanchor": "bottom",
                "font": {"size": 12, "color": ink["ink-2"]},
            },
            hovermode="x",
            hoverlabel={
                "bgcolor": ink["surface"],
                "bordercolor": ink["line"],
                "font": {"color": ink["ink"], "size": 12},
            },
            dragmode=False,
            bargap=0.28,
        )
    )
