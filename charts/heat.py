"""Heat maps: a calendar of days, and weekdays by hours. One hue from faint to strong; the number is in each hover."""

from collections.abc import Sequence
from datetime import timedelta

import pandas as pd
import plotly.graph_objects as go

from charts import frame
from charts.theme import Theme, fade, palette
from kpis import text
from kpis.answer import Answer

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def calendar(answer: Answer, theme: Theme = "light") -> go.Figure:
    """Answer.buckets by day: a column a week, a row a weekday; days without data stay empty."""
    rows = answer.buckets
    if answer.grain != "day" or not rows["value"].notna().any():
        return frame.empty("A calendar needs a period drawn by day", theme)
    first = rows["start"].iloc[0]
    monday = first - timedelta(days=first.weekday())
    weeks = (rows["start"].iloc[-1] - monday).days // 7 + 1
    cells: list[list[float | None]] = [[None] * weeks for _ in WEEKDAYS]
    said = [[""] * weeks for _ in WEEKDAYS]
    for day, value, running in rows[["start", "value", "running"]].itertuples(index=False):
        week, weekday = (day - monday).days // 7, day.weekday()
        cells[weekday][week] = None if pd.isna(value) else float(value)
        number = "no data" if pd.isna(value) else text.quantity(float(value), answer.kpi.unit)
        said[weekday][week] = f"<b>{WEEKDAYS[weekday]} {text.day(day)}</b>{' so far' if running else ''}"
        said[weekday][week] += f"{answer.mark(day)}<br>{number}"
    columns = [text.day(monday + timedelta(days=7 * week)) for week in range(weeks)]
    step = max(1, weeks // 8)
    ticks = {"tickvals": list(range(0, weeks, step)), "ticktext": columns[::step]}
    return _map(cells, said, list(range(weeks)), WEEKDAYS, answer.kpi.unit, theme).update_xaxes(ticks)


def hours(values: pd.DataFrame, unit: str, theme: Theme = "light") -> go.Figure:
    """Rows of weekday (0 Monday), hour (0..23) and value (NaN: no data)."""
    if values.empty or not values["value"].notna().any():
        return frame.empty("No hours in this period", theme)
    cells: list[list[float | None]] = [[None] * 24 for _ in WEEKDAYS]
    said = [[""] * 24 for _ in WEEKDAYS]
    for weekday, hour, value in values[["weekday", "hour", "value"]].itertuples(index=False):
        known = None if pd.isna(value) else float(value)
        cells[int(weekday)][int(hour)] = known
        when = f"<b>{WEEKDAYS[int(weekday)]} {int(hour):02d}:00–{(int(hour) + 1) % 24:02d}:00</b>"
        said[int(weekday)][int(hour)] = f"{when}<br>{text.quantity(known, unit)}"
    chart = _map(cells, said, list(range(24)), WEEKDAYS, unit, theme)
    return chart.update_xaxes(tickvals=list(range(0, 24, 3)), ticktext=[f"{at:02d}:00" for at in range(0, 24, 3)])


def _map(
    cells: list[list[float | None]], said: list[list[str]], x: list[int], y: Sequence[str], unit: str, theme: Theme
) -> go.Figure:
    ink = palette(theme)
    chart = frame.canvas(theme)
    chart.add_heatmap(
        z=cells, x=x, y=list(y), customdata=said, hovertemplate="%{customdata}<extra></extra>", xgap=2, ygap=2,
        colorscale=[[0, fade(ink["accent"], 0.08)], [1, ink["accent"]]], hoverongaps=False,
        colorbar={
            "thickness": 8, "outlinewidth": 0, "ticksuffix": f" {unit}" if unit == "%" else "", "nticks": 5,
            "tickfont": {"size": 11, "color": ink["ink-3"]},
        },
    )  # fmt: skip
    return chart.update_yaxes(autorange="reversed", showgrid=False).update_layout(hovermode="closest")
