"""The daily report as a PDF: what happened, against which target, and where to look first. Two calm pages."""

import io
from collections.abc import Sequence

from charts import figure
from kpis import text
from kpis.answer import Answer
from reports.advice import met, named
from reports.content import HEADLINES, MACHINE_KPIS, TREND_DAYS, Report
from reports.render import HEIGHT, WIDTH, RenderFailure, pictures
from reports.sheet import ARROWS, LEFT, TOP, VERDICTS, Sheet
from reports.sheet import WIDTH as WHOLE

GAP = 4.0
ROW = 6.1


def write(report: Report, charts: Sequence[bytes | RenderFailure]) -> tuple[bytes, int]:
    """The PDF (PDF/A-2B) and its number of pages. `charts` belong to `report.trends`; a failure becomes a named gap."""
    day = f"{report.day:%A}, {text.day(report.day, year=True)}"
    as_of = f"{text.day(report.as_of, year=True)} {report.as_of:%H:%M} ({report.factory.timezone})"
    foot = f"{report.factory.name} · Daily report · {day} · data as of {as_of}"
    sheet = Sheet(f"Daily report {report.factory.name} {report.day}", f"Production day {report.day}", foot)
    y = _cover(sheet, report, day, as_of)
    y = _tiles(sheet, report, y)
    y = _table(sheet, report, y)
    y = _advice(sheet, report, y)
    y = _machines(sheet, report, y)
    y = _trends(sheet, report, charts, y)
    y = _notes(sheet, report, y)
    _definitions(sheet, report, y)
    return bytes(sheet.output()), sheet.pages_count


def draw(report: Report, limit_s: float = 60) -> list[bytes | RenderFailure]:
    """The pictures of the trends, in their order."""
    figures = [
        figure(answer, legend=bool(answer.lines)).update_layout(paper_bgcolor="white", margin_t=28)
        for answer in report.trends
    ]
    return pictures(figures, limit_s)


def _cover(sheet: Sheet, report: Report, day: str, as_of: str) -> float:
    end = sheet.say(LEFT, TOP, "ProdStream", 9, bold=True)
    sheet.say(end + 1, TOP, "KPI", 9, "accent", bold=True)
    sheet.say(LEFT, TOP, "Daily report", 9, "ink-3", align="R", width=WHOLE)
    sheet.say(LEFT, TOP + 8, report.factory.name, 20, bold=True)
    so_far = " · the day so far" if report.running else ""
    sheet.say(LEFT, TOP + 18, f"Production day {day}{so_far} · data as of {as_of}", 9, "ink-2")
    return sheet.paragraph(LEFT, TOP + 24, _summary(report), 9.5, "ink") + GAP


def _summary(report: Report) -> str:
    if all(answer.value is None for answer in report.kpis if answer.kpi.id in HEADLINES):
        return "No production was logged on this day."
    judged = [answer for answer in report.kpis if met(answer) is not None]
    missed = [answer for answer in judged if not met(answer)]
    kept = f"{len(judged) - len(missed)} of {len(judged)} KPIs with a target met it."
    return kept if not missed else f"{kept} Missed: {', '.join(answer.kpi.name for answer in missed)}."


def _tiles(sheet: Sheet, report: Report, y: float) -> float:
    width, height = (WHOLE - 3 * GAP) / 4, 29.0
    for at, name in enumerate(HEADLINES):
        answer, x = report.kpi(name), LEFT + at * (width + GAP)
        sheet.panel(x, y, width, height)
        sheet.paragraph(x + 3.5, y + 2.2, answer.kpi.name, 8, bold=True, width=width - 7)
        end = sheet.say(x + 3.5, y + 10.8, text.number(answer.value, answer.kpi.unit), 19, bold=True)
        sheet.say(end + 1, y + 14.6, answer.kpi.unit if answer.value is not None else "", 8, "ink-3")
        sheet.chip(x + 3.5, y + 22.4, answer.status)
        sheet.say(x, y + 22.6, _change(answer), 8, _tone(answer), align="R", width=width - 3.5)
    return y + height + 7


def _change(answer: Answer) -> str:
    past = answer.comparison
    if past is None or past.difference is None:
        return text.NO_DATA
    if past.trend == "flat":
        return f"{ARROWS['flat']} 0"
    # the unit stands beside the value: "−254", not "−254.0 units/day"
    return f"{ARROWS.get(past.trend, '')} {text.delta(past.difference, answer.kpi.unit.split('/')[0])}".strip()


def _tone(answer: Answer) -> str:
    return VERDICTS.get(answer.comparison.verdict if answer.comparison else "", "ink-3")


def _table(sheet: Sheet, report: Report, y: float) -> float:
    y = sheet.heading(y, "KPIs", "against target and the day before")
    for name, end in {"Value": 68, "Target": 99, "Day before": 142, "Change": 163}.items():
        sheet.say(LEFT, y, name, 8, "ink-3", align="R", width=end)
    sheet.say(LEFT, y, "KPI", 8, "ink-3")
    sheet.say(LEFT + 105, y, "Status", 8, "ink-3")
    sheet.rule(y + 5)
    y += 6.4
    for answer in report.kpis:
        unit = answer.kpi.unit
        sheet.say(LEFT, y, answer.kpi.name, 9, width=54)
        sheet.say(LEFT, y, text.number(answer.value, unit), 9, bold=True, align="R", width=68)
        sheet.say(LEFT + 69.5, y + 0.2, unit if answer.value is not None else "", 8, "ink-3")
        sheet.say(
            LEFT,
            y,
            text.figure(answer.target) if answer.target is not None else text.NO_DATA,
            9,
            "ink-2",
            align="R",
            width=99,
        )
        sheet.chip(LEFT + 105, y + 0.2, answer.status)
        before = answer.comparison.value if answer.comparison else None
        sheet.say(LEFT, y, text.number(before, unit), 9, "ink-2", align="R", width=142)
        sheet.say(LEFT, y, _change(answer), 9, _tone(answer), align="R", width=163)
        sheet.say(LEFT + 165, y + 0.2, answer.comparison.verdict if answer.comparison else "", 8, _tone(answer))
        sheet.rule(y + ROW - 1.2)
        y += ROW
    return y + 5


def _advice(sheet: Sheet, report: Report, y: float) -> float:
    y = sheet.heading(sheet.space(y, 8 + 10 * max(1, len(report.advice))), "Recommendations")
    for sentence in report.advice:
        sheet.say(LEFT, y, "▲", 6, "warning")
        y = sheet.paragraph(LEFT + 5, y - 0.4, sentence, 9, width=WHOLE - 5) + 2
    if not report.advice:
        y = sheet.paragraph(LEFT, y, "None: scrap rate, OEE and completion met their targets, or have no data.") + 2
    return y + 5


def _trends(sheet: Sheet, report: Report, charts: Sequence[bytes | RenderFailure], y: float) -> float:
    width = (WHOLE - GAP) / 2
    inner = width - 6
    height = inner * HEIGHT / WIDTH + 14
    y = sheet.heading(sheet.space(y, 2 * height + 8 + GAP), "Trends", f"last {TREND_DAYS} production days")
    for at, (answer, chart) in enumerate(zip(report.trends, charts, strict=True)):
        x, top = LEFT + at % 2 * (width + GAP), y + at // 2 * (height + GAP)
        sheet.panel(x, top, width, height)
        sheet.say(x + 3, top + 3, answer.kpi.name, 9, bold=True, width=inner - 30)
        sheet.say(x + 3, top + 3, text.quantity(answer.value, answer.kpi.unit), 9, bold=True, align="R", width=inner)
        sheet.say(x + 3, top + 8, text.span(answer.start, answer.end), 8, "ink-3")
        if isinstance(chart, bytes):
            sheet.image(
                io.BytesIO(chart), x + 3, top + 12, inner, alt_text=f"{answer.kpi.name}, last {TREND_DAYS} days"
            )
        else:
            sheet.say(
                x, top + height / 2, "This chart could not be drawn", 9, "critical", bold=True, align="C", width=width
            )
            sheet.say(x + 3, top + height / 2 + 6, chart.reason, 7.5, "ink-3", align="C", width=inner)
    return y + -(-len(charts) // 2) * (height + GAP) + 4


def _machines(sheet: Sheet, report: Report, y: float) -> float:
    rows = report.machines
    y = sheet.heading(sheet.space(y, 14 + ROW * (len(rows) + 1)), "Top machines", "by units made on this day")
    if rows.empty:
        return sheet.paragraph(LEFT, y, "No machine made a unit on this day.") + 6
    heads = ("OK units", "Scrapped", "Utilization", "Scrap rate", "OEE")
    sheet.say(LEFT, y, "Machine", 8, "ink-3")
    for at, head in enumerate(heads):
        sheet.say(LEFT, y, head, 8, "ink-3", align="R", width=86 + 24 * at)
    sheet.rule(y + 5)
    y += 6.4
    for _, row in rows.iterrows():
        y = _machine(sheet, y, named(row), [row[name] for name in ("ok_units", "scrapped_units", *MACHINE_KPIS)])
        sheet.rule(y - 1.2)
    made = report.kpi("production_volume").measures
    rates = [report.kpi(name).value for name in MACHINE_KPIS]
    return _machine(sheet, y, "All machines", [made["ok_units"], made["scrapped_units"], *rates], "ink-2") + 4


def _machine(sheet: Sheet, y: float, name: str, values: Sequence[float | None], ink: str = "ink") -> float:
    sheet.say(LEFT, y, name, 9, ink, bold=ink == "ink", width=62)
    for at, (value, unit) in enumerate(zip(values, ("units", "units", "%", "%", "%"), strict=True)):
        sheet.say(LEFT, y, text.quantity(value, unit).removesuffix(" units"), 9, ink, align="R", width=86 + 24 * at)
    return y + ROW


def _notes(sheet: Sheet, report: Report, y: float) -> float:
    if not report.notes:
        return y
    y = sheet.heading(sheet.space(y, 8 + 5 * len(report.notes)), "Notes on the data")
    for note in report.notes:
        y = sheet.paragraph(LEFT, sheet.space(y, 5), note, 8) + 1
    return y + 5


def _definitions(sheet: Sheet, report: Report, y: float) -> None:
    y = sheet.heading(sheet.space(y, 8 + 5 * len(report.kpis)), "What the KPIs say")
    for answer in report.kpis:
        said = answer.kpi.description.split(". ")[0].rstrip(".")
        sheet.say(LEFT, y, answer.kpi.name, 7.5, "ink-2", width=54)
        y = sheet.paragraph(LEFT + 56, y, f"{said}.", 7.5, "ink-3", width=WHOLE - 56) + 1
