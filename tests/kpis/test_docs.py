"""docs/kpis.md says what the declarations say."""

from pathlib import Path

import pytest

from kpis.catalogue import KPIS
from kpis.document import COMMAND, definition, document
from kpis.measures import MEASURES

PAGE = Path(__file__).parents[2] / "docs" / "kpis.md"


@pytest.fixture(scope="module")
def written() -> str:
    return document()


def test_the_documentation_is_fresh(written):
    assert PAGE.read_text() == written, f"docs/kpis.md is not what the catalogue says; run: {COMMAND}"


@pytest.mark.parametrize("kpi", KPIS.values(), ids=KPIS)
def test_every_kpi_has_its_section(written, kpi):
    section = written.split(f'<a id="{kpi.id}"></a>')[1].split("\n### ")[0]
    for text in (kpi.name, kpi.formula, kpi.description, kpi.moves, kpi.source, *kpi.breakdowns):
        assert text in section
    assert all(f"`{name}`" in section for name in kpi.measures)
    assert f"](#{kpi.id})" in written


def test_definitions_stand_alone():
    orders = "Open work orders by state at the end of the day's last shift"
    assert definition("open_setup") == definition("open_assigned") == orders
    assert definition("machines_scheduled").endswith(
        "last shift: an order is assigned and planned to start within 24 h"
    )
    assert definition("run_hours") == "Time in state Start"
    assert not any(definition(name).startswith("as above") for name in MEASURES)
