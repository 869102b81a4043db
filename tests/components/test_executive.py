"""What the executive summary says of the KPIs that moved."""

from answers.movers import Mover
from components.executive import moves
from components.page import Visit
from kpis.catalogue import find
from tests.components.test_kpi_parts import MANAGER
from tests.components.trees import words
from tests.made_up import answer


def test_money_that_moved_is_the_factorys() -> None:
    made = answer("maintenance_cost", kpi=find("maintenance_cost").in_currency("USD"))
    told = words(moves(Visit(MANAGER, "/executive"), [Mover(made, "TRN-02", 3.3, 4.9)]))
    assert "most at TRN-02: USD 3.3/h to USD 4.9/h" in told
    assert "money" not in told
