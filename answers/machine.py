"""One machine now: what it does, its numbers of today, its orders, and what it did since yesterday."""

from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from answers import views
from answers.board import Board, board
from answers.faces import lists
from answers.narrowed import narrowed
from answers.source import present
from data.tenancy import Scope
from kpis.answer import Question

DAYS = 2
"""Days of the timeline: today and the one before."""


@dataclass(frozen=True)
class Machine:
    """`board`: the tiles of the machine and its row of the grid (none out of service). `orders`: its open orders, ready
    to show. `spans`: see answers.views.timeline. `neighbours`: asset ids of its group, itself among them."""

    board: Board
    orders: pd.DataFrame
    spans: pd.DataFrame
    neighbours: tuple[str, ...]


def machine(scope: Scope, kpi_ids: list[str], asset_id: str, fresh: bool = False) -> Machine:
    """The machine of that asset id; QuestionError suggests the near one. `kpi_ids`: of answers.narrowed.TOLD."""
    where = ("machine", asset_id)
    found = board(scope, kpi_ids, fresh=fresh, where=where)
    whole = present(scope)
    own = narrowed(scope, whole, *where).live
    span = Question("machine_status", own.today - timedelta(days=DAYS - 1), own.today, where=where)
    grid = whole.live.machines
    group = found.machines.group.iloc[0] if len(found.machines) else ""
    near = grid[grid.group == group].asset_id if group else found.machines.asset_id
    return Machine(found, lists.open_orders(own), views.timeline(scope, span), tuple(near))
