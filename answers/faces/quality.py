"""Tiles of how much of what is made is good."""

import pandas as pd

from answers.faces import lists
from answers.faces.counted import counted
from answers.faces.extremes import worst
from answers.faces.face import Face, MakeFace, MakeList, Now, aim, of, plain, row
from answers.faces.ranking import ranking
from data.summary.live import Live
from kpis.model import Kpi
from kpis.text import number

WORST = 10
BY = ("part", "machine", "operator", "proficiency", "group")
"""Of what there is a quality rate of its own."""


def issues(live: Live) -> pd.DataFrame:
    """Orders on a quality hold, the longest first, then running orders with scrap today, most scrap first."""
    orders = live.orders
    held = orders[(orders.state == "Hold") & (orders.category == "quality")].sort_values(["since", "unique_id"])
    scrapped = orders[(orders.state == "Start") & (orders.scrapped_today > 0)]
    scrapped = scrapped.sort_values(["scrapped_today", "unique_id"], ascending=[False, True])
    return pd.concat([held, scrapped], ignore_index=True)


def quality_issues(kpi: Kpi, now: Now) -> Face:
    found = issues(now.live)
    held, scrapped = (int((found.state == state).sum()) for state in ("Hold", "Start"))
    facts = (
        ("Orders on a quality hold", str(held)),
        ("Running orders with scrap today", str(scrapped)),
        ("Quality events today", number(of(now.today, "quality_events"), "count")),
        ("Yesterday at this time", number(of(row(now.live.yesterday), "quality_events"), "count")),
    )
    detail = f"{held} on hold, {scrapped} with scrap"
    return Face(plain(kpi, now).value, len(found), "orders", detail, facts, unit="orders")


def issue_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """The orders that quality events are about now, worst first."""
    found = issues(now.live)
    held = found.state == "Hold"
    return pd.DataFrame(
        {
            "Order": found.unique_id, "Machine": found.machine_name, "Part": found.part, "Operator": found.operator,
            "Issue": found.reason.where(held, "Scrap").where(~held | (found.reason != ""), "Quality hold"),
            "On hold for": [ago if on else "" for ago, on in zip(lists.ago(found.since, now.live), held, strict=True)],
            "Scrapped today": [number(v, "units") for v in found.scrapped_today],
            "Made": [number(v, "units") for v in found.done],
        }
    )  # fmt: skip


def made(sums: pd.Series) -> float | None:
    """All units, OK and scrapped; None while one of them is unknown."""
    ok, scrapped = of(sums, "ok_units"), of(sums, "scrapped_units")
    return None if ok is None or scrapped is None else ok + scrapped


def scrap_rate(kpi: Kpi, now: Now) -> Face:
    face = plain(kpi, now)
    scrapped = number(of(now.today, "scrapped_units"), "units")
    facts = (("Scrapped", scrapped), ("Units made", number(made(now.today), "units")))
    return Face(face.value, detail=aim(kpi), facts=facts, before=face.before)


def quality_rate(kpi: Kpi, now: Now) -> Face:
    face = plain(kpi, now)
    ok = number(of(now.today, "ok_units"), "units")
    facts = (("OK units", ok), ("Units made", number(made(now.today), "units")))
    return Face(face.value, detail=aim(kpi), facts=facts, before=face.before)


def worst_ten(kpi: Kpi, now: Now) -> pd.DataFrame:
    """The members with the lowest rates."""
    return ranking(kpi, now, most=WORST)


FACES: dict[str, MakeFace] = {
    "quality_issues": quality_issues,
    "scrap_rate": scrap_rate,
    "quality_rate": quality_rate,
    "first_pass_yield": counted(
        "{1} reworked, {2} scrapped", ("OK units", "ok_units"), ("Reworked", "reworked_units"),
        ("Scrapped", "scrapped_units"),
    ),
} | {f"quality_by_{entity}": worst(entity) for entity in BY}  # fmt: skip
LISTS: dict[str, MakeList] = {
    "quality_issues": issue_list,
    "scrap_rate": lambda kpi, now: lists.scrap_reasons(now.live),
    "quality_rate": lambda kpi, now: lists.output(now.live, "machine"),
} | {f"quality_by_{entity}": worst_ten for entity in ("part", "machine", "operator")}
