"""What the executive summary says of the KPIs that moved."""

from answers.movers import Mover
from components.executive import index_panel, moves
from components.page import Visit
from kpis.catalogue import find
from tests.components.test_kpi_parts import MANAGER
from tests.components.trees import words
from tests.made_up import answer, unknown


def test_money_that_moved_is_the_factorys() -> None:
    made = answer("maintenance_cost", kpi=find("maintenance_cost").in_currency("USD"))
    told = words(moves(Visit(MANAGER, "/executive"), [Mover(made, "TRN-02", 3.3, 4.9)]))
    assert "most at TRN-02: USD 3.3/h to USD 4.9/h" in told
    assert "money" not in told


def test_an_index_without_all_of_its_parts_says_which_are_missing() -> None:
    parts = [answer("oee"), unknown("on_time_delivery"), unknown("labor_efficiency")]
    told = words(index_panel(Visit(MANAGER, "/executive"), unknown("strategic_index"), parts))
    assert "No index this month: there is no On-time delivery and no Labor efficiency." in told
    assert "– %" not in told
    assert "No index" not in words(index_panel(Visit(MANAGER, "/executive"), answer("strategic_index"), parts[:1]))
