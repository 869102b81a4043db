"""Paper in the application's own look: A4, Inter, the light tokens, and the few parts that a report is made of."""

import re
from typing import Literal

from fpdf import FPDF

from charts.theme import palette
from kpis.status import Status
from settings import ROOT

FONT = "Inter"
LEFT, TOP, WIDTH, BOTTOM = 14.0, 12.0, 182.0, 278.0  # mm; the footer stands below BOTTOM
SHAPES = {Status.EXCELLENT: "◆", Status.GOOD: "●", Status.WARNING: "▲", Status.CRITICAL: "■", Status.NEUTRAL: "–"}
VERDICTS = {"improved": "excellent", "worsened": "critical"}
ARROWS = {"up": "↗", "down": "↘", "flat": "→"}
Align = Literal["L", "R", "C"]


class Sheet(FPDF):
    """Pages with a footer; every part is placed by its upper left corner in mm and named colours of the tokens."""

    def __init__(self, title: str, subject: str, foot: str) -> None:
        super().__init__(format="A4", unit="mm", enforce_compliance="PDF/A-2B")
        self.foot = foot
        self.ink = palette("light")
        folder = ROOT / "assets" / "fonts"
        self.add_font(FONT, "", folder / "Inter-Regular.ttf")
        self.add_font(FONT, "B", folder / "Inter-SemiBold.ttf")
        self.set_font(FONT, size=9)
        self.set_margins(LEFT, TOP, LEFT)
        self.c_margin = 0
        self.set_auto_page_break(False)
        self.set_title(title)
        self.set_subject(subject)
        self.set_creator("ProdStream KPI")
        self.set_lang("en")
        self.add_page()

    def colour(self, name: str) -> tuple[int, int, int]:
        red, green, blue = (int(self.ink[name][at : at + 2], 16) for at in (1, 3, 5))
        return red, green, blue

    def footer(self) -> None:
        self.rule(BOTTOM + 6)
        self.say(LEFT, BOTTOM + 8, self.foot, 7.5, "ink-3")
        self.set_font(FONT, "", 7.5)
        end = self.get_string_width(f"Page {self.page_no()} of 9")  # the width of the total is not known yet
        self.say(LEFT + WIDTH - end, BOTTOM + 8, f"Page {self.page_no()} of {{nb}}", 7.5, "ink-3", width=40)

    def say(
        self, x: float, y: float, words: str, size: float = 9, ink: str = "ink", *,
        bold: bool = False, align: Align = "L", width: float | None = None,
    ) -> float:  # fmt: skip
        """One line of text, shortened with "…" to `width`; returns where it ends."""
        self.set_font(FONT, "B" if bold else "", size)
        self.set_text_color(*self.colour(ink))
        # in columns, digits of one width stand under each other
        self.set_text_shaping(True, features={"kern": True, "tnum": align == "R"})
        room = WIDTH + LEFT - x if width is None else width
        words = self._fitted(words, room)
        self.set_xy(x, y)
        self.cell(room, size * 0.45, words, align=align)
        return x + float(self.get_string_width(words))

    def _fitted(self, words: str, room: float) -> str:
        if self.get_string_width(words) <= room:
            return words
        while words and self.get_string_width(f"{words}…") > room:
            words = words[:-1]
        return f"{words.rstrip()}…"

    def paragraph(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 9,
        ink: str = "ink-2",
        *,
        bold: bool = False,
        width: float = WIDTH,
    ) -> float:
        """Text over as many lines as it needs; returns the y below it."""
        self.set_font(FONT, "B" if bold else "", size)
        self.set_text_color(*self.colour(ink))
        self.set_text_shaping(True, features={"kern": True})
        self.set_xy(x, y)
        words = re.sub(r"(?<=\d) (?=[%a-z])", "\u00a0", words)  # a number stays with its unit
        self.multi_cell(width, size * 0.53, words, align="L", new_x="LMARGIN", new_y="NEXT")
        return float(self.get_y())

    def heading(self, y: float, title: str, aside: str = "") -> float:
        """A section's title, with a quiet word beside it; returns the y below."""
        end = self.say(LEFT, y, title, 11, bold=True)
        self.say(end + 3, y + 0.6, aside, 8.5, "ink-3")
        return y + 8

    def rule(self, y: float, ink: str = "line") -> None:
        self.set_draw_color(*self.colour(ink))
        self.set_line_width(0.2)
        self.line(LEFT, y, LEFT + WIDTH, y)

    def panel(self, x: float, y: float, width: float, height: float) -> None:
        """A framed area with round corners."""
        self.set_draw_color(*self.colour("line"))
        self.set_line_width(0.2)
        self.rect(x, y, width, height, style="D", round_corners=True, corner_radius=2)

    def chip(self, x: float, y: float, status: Status) -> float:
        """A status as colour, shape and word, none for what nothing judges; returns where it ends."""
        if status is Status.NEUTRAL:
            return x
        word, name = f"{SHAPES[status]} {status.value.capitalize()}", status.value
        self.set_font(FONT, "B", 7.5)
        width = float(self.get_string_width(word)) + 4.4
        self.set_fill_color(*self.colour(f"{name}-soft"))
        self.rect(
            x, y - 0.6, width, 4.6, style="F", round_corners=True, corner_radius=2.29
        )  # fpdf2 squares a full half
        self.say(x + 2.2, y, word, 7.5, name, bold=True)
        return x + width

    def space(self, y: float, height: float) -> float:
        """`y`, or the top of a new page when `height` does not fit under it."""
        if y + height <= BOTTOM:
            return y
        self.add_page()
        return TOP
