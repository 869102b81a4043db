"""Files of what a KPI page shows: the same numbers, typed, with their definitions."""

import io

import pandas as pd
import pytest

from kpis.bridge import Bridge
from kpis.catalogue import find
from reports import export
from tests.made_up import answer, unknown


def book(content: bytes, name: str) -> pd.DataFrame:
    return pd.read_excel(io.BytesIO(content), sheet_name=name, engine="calamine")


def test_excel_holds_typed_numbers_and_definitions() -> None:
    shown = answer()
    made = export.xlsx(shown)
    over_time = book(made, "Over time")
    assert over_time["value [%]"].tolist() == pytest.approx(shown.buckets["value"].tolist())
    assert over_time["from"].dtype.kind == "M" and "before [%]" in over_time
    assert book(made, "Breakdown").key.tolist() == shown.breakdown.key.tolist()
    assert {"scrap_rate", "ok_units", "scrapped_units"} <= set(book(made, "Definitions").name)
    assert "2.31 %" in book(made, "Answer").description.tolist()
    assert "everything" in book(made, "Answer").description.tolist()


def test_csv_has_a_line_a_bucket_and_a_line_a_member() -> None:
    shown = answer()
    rows = pd.read_csv(io.BytesIO(export.csv(shown)))
    assert rows.groupby("section").size().to_dict() == {"time": 30, "breakdown": 4}
    assert rows.value[:30].tolist() == pytest.approx(shown.buckets["value"].tolist())
    assert set(rows.unit) == {"%"} and rows.value.isna().sum() == 1


def test_a_file_tells_what_moved_it_and_what_stands_beside_it() -> None:
    why = Bridge(2.9, 2.4, (("CNC-07", -0.6), ("GRD-02", 0.2)), -0.2, 0.1)
    shown = answer(why=why, facts=(("TEEP, of all time", "64.6 %"),))
    told = book(export.xlsx(shown), "Why it moved")
    assert told.name.tolist() == ["Before", "CNC-07", "GRD-02", "Others", "Mix", "Now"]
    assert told["value [%]"].tolist() == [2.9, -0.6, 0.2, -0.2, 0.1, 2.4]
    assert "64.6 %" in book(export.xlsx(shown), "Answer").description.tolist()
    rows = pd.read_csv(io.BytesIO(export.csv(shown)))
    assert rows[rows.section == "why it moved"].value.tolist() == [2.9, -0.6, 0.2, -0.2, 0.1, 2.4]


def test_a_file_has_the_rolling_value_beside_each_bucket() -> None:
    values = answer().buckets["value"] * 2
    rows = export.over_time(answer(rolling=("7 days rolling", values)))
    assert rows["7 days rolling"].tolist() == values.tolist()


def test_a_file_says_what_it_is_kept_to() -> None:
    kept = answer(filters=(("machine", "CNC-07"), ("shift", "Night")))
    assert "machine CNC-07 and shift Night" in book(export.xlsx(kept), "Answer").description.tolist()
    assert set(pd.read_csv(io.BytesIO(export.csv(kept))).only) == {"machine CNC-07 and shift Night"}


def test_no_data_is_an_empty_cell() -> None:
    assert book(export.xlsx(unknown()), "Over time")["value [%]"].isna().all()


def test_a_name_that_looks_like_a_formula_is_none() -> None:
    rows = answer().breakdown.assign(name=["=1+1", "b", "c", "d"])
    assert b"'=1+1" in export.csv(answer(breakdown=rows))


def test_money_is_in_the_currency_of_the_factory() -> None:
    made = answer("maintenance_cost", kpi=find("maintenance_cost").in_currency("CHF"), currency="CHF")
    units = set(book(export.xlsx(made), "Definitions").unit)
    assert {"CHF", "CHF/h"} <= units and "money" not in units
