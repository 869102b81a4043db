"""A made-up plant for the web tests: what `answers` and `reports` would give, without a computation."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from answers.names import Member, QuestionError
from answers.narrowed import PLACES, told
from data.tenancy import Scope
from kpis.answer import Answer, Question, Snapshot
from kpis.catalogue import find
from kpis.model import Kpi
from kpis.status import status
from tests import made_up

FACTORIES = (("Stuttgart Plant", "stuttgart", "Europe/Berlin"), ("Detroit Works", "detroit", "America/Detroit"))
NOW = datetime(2025, 11, 22, 14, 32, 8, tzinfo=ZoneInfo("Europe/Berlin"))
HEADLINES = {
    "machine_status": (77.5, "31", "of 40", "target 75 %", 2, "+2", "improved"),
    "machine_utilization": (77.4, "77.4", "%", "target 75 %", 3.1, "+3.1 pt", "improved"),
    "work_order_status": (128, "128", "orders", "12 overdue", 9, "+9", ""),
    "schedule_adherence": (71.0, "71.0", "%", "target 90 %", -6.2, "−6.2 pt", "worsened"),
    "production_volume": (4812, "4,812", "units", "96.2 % of 5,002", -66, "−66", "worsened"),
    "oee": (61.4, "61.4", "%", "target 75 %", 0.8, "+0.8 pt", "improved"),
    "scrap_rate": (2.31, "2.31", "%", "limit 5 %", -0.4, "−0.4 pt", "improved"),
    "lead_time": (None, "–", "", "no order completed yet", None, "", ""),
}
REASONS = ("waiting for material", "no shift")


@dataclass
class Board:
    snapshots: dict[str, Snapshot]
    machines: pd.DataFrame
    as_of: datetime
    shift: tuple[str, str] | None
    stopped: bool = False
    groups: tuple[str, ...] = ("Grinding", "Milling", "Turning")
    doubts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Plant:
    """`fresh` counts how often somebody went past the cache; `news` is the time of the newest row; `within` what each
    board was asked with."""

    fresh: list[str] = field(default_factory=list)
    news: datetime = datetime(2025, 11, 22, 13, 31)
    files: Path | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    broken: bool = False
    alerts: dict[str, bool] = field(default_factory=lambda: {"oee": True, "scrap_rate": False, "mttr": False})
    may_go: Event = field(default_factory=Event)
    within: list[int | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.go_on()

    def hold(self) -> None:
        """Answers wait until `go_on`."""
        self.may_go.clear()

    def go_on(self) -> None:
        self.may_go.set()

    def now(
        self, scope: Scope, kpi_id: str, fresh: bool = False, where: tuple[str, str] | None = None
    ) -> Snapshot:
        if self.broken:
            raise RuntimeError("the machine room is on fire")
        self.may_go.wait(10)
        if fresh:
            self.fresh.append(kpi_id)
        made = made_up.snapshot(kpi_id, factory=scope.factory.slug, as_of=NOW, newest=self.news)
        if kpi_id == "machine_status":
            made = replace(made, table=machines().head(3).astype(str))
        value, text, suffix, detail, delta, delta_text, verdict = HEADLINES.get(
            kpi_id, (made.value, "84.2", "%", "target 85 %", 1.2, "+1.2 pt", "improved")
        )
        kpi = find(kpi_id)
        scale = (value or 1) / made.spark[-1] if made.spark[-1] else 1
        return replace(
            made, value=value, text=text, suffix=suffix, detail=detail, delta=delta, delta_text=delta_text,
            verdict=verdict, status=status(value, kpi.target, kpi.better),
            where=where if where and told(kpi, where[0]) else None,
            spark=tuple(None if one is None else one * scale for one in made.spark) if value else (None,) * 14,
        )  # fmt: skip

    def board(
        self, scope: Scope, kpi_ids: list[str], fresh: bool = False, within: int | None = None,
        where: tuple[str, str] | None = None,
    ) -> Board:  # fmt: skip
        self.within.append(within)
        grid = machines()
        if where:
            grid = grid[grid[PLACES[where[0]]] == where[1]].reset_index(drop=True)
        if grid.empty:
            raise QuestionError(f"no {where} in this factory")
        tiles = {key: self.now(scope, key, fresh, where) for key in kpi_ids}
        return Board(tiles, grid, NOW, ("Late shift", "14:00–22:00"))

    def ask(self, scope: Scope, question: Question, fresh: bool = False) -> Answer:
        return made_up.asked(question, factory=scope.factory.slug)

    def open_alerts(self, scope: Scope) -> dict[str, bool]:
        return self.alerts

    def choices(self, scope: Scope, kpi: Kpi) -> list[tuple[str, Member]]:
        known = {"machine": list(machines().name), "shift": ["Early", "Late", "Night"]}
        return [
            (entity, Member(at, name, name))
            for entity, names in known.items() if entity in kpi.breakdowns
            for at, name in enumerate(names)
        ]  # fmt: skip

    def today(self, scope: Scope) -> date:
        return NOW.date()

    def clock(self, scope: Scope) -> datetime:
        return NOW

    def recent(self, scope: Scope) -> pd.DataFrame:
        names = "id report_type report_date file_name file_format file_size page_count status error_message"
        columns = [*names.split(), "email_sent", "recipients", "generation_completed_at"]
        mine = [row for row in self.rows if row["slug"] == scope.factory.slug]
        return pd.DataFrame(mine, columns=columns)

    def request(self, scope: Scope, day: date, user_email: str) -> int:
        row = {"id": len(self.rows) + 1, "slug": scope.factory.slug, "report_type": "daily", "report_date": day}
        done = {
            "file_name": f"daily_report_{day}.pdf",
            "file_size": 182_000,
            "page_count": 4,
            "email_sent": False,
            "file_format": "pdf",
            "recipients": "",
        }
        self.rows.insert(
            0, {**row, **done, "status": "pending", "error_message": None, "generation_completed_at": None}
        )
        return len(self.rows)

    def path_of(self, scope: Scope, report_id: int) -> Path:
        if self.files is None or not any(row["id"] == report_id for row in self.rows):
            raise LookupError(f"no report {report_id}")
        return self.files / "daily_report.pdf"


def machines() -> pd.DataFrame:
    """Sixteen machines in three groups, in every state."""
    states = ["running"] * 10 + ["hold", "setup", "running", "idle", "scheduled", "hold"]
    rows = []
    for at, state in enumerate(states):
        idle = state == "idle"
        rows.append(
            {
                "asset_id": f"CNC-{at + 1:02}",
                "name": f"CNC-{at + 1:02}",
                "group": ("Turning", "Milling", "Grinding")[at // 6],
                "state": state,
                "reason": REASONS[at % 2] if state == "hold" else "",
                "planned": at == 15,
                "since": pd.Timestamp("2025-11-22 13:32") - timedelta(minutes=17 * at + 11),
                "order": None if idle else f"WO-{20310 + 7 * at}",
                "part": None if idle else "P-104",
                "operator": None if idle or state == "scheduled" else "Maria Schneider",
                "progress": float("nan") if state in ("idle", "scheduled") else (at * 37 % 90 + 8) / 100,
                "due": pd.Timestamp("2025-11-22 18:00"),
            }
        )
    return pd.DataFrame(rows)
