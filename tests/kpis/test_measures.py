import pytest

from kpis import measures
from kpis.measures import MEASURES, UnknownMeasure, measure


def test_every_measure_is_counted_by_the_factory():
    assert len(MEASURES) > 100
    assert all(m.counted_by("factory") and m.definition for m in MEASURES.values())


def test_entities_and_kinds_are_read():
    assert measure("work_days").entities == {"factory"}
    assert measure("run_hours").counted_by("hour") and not measure("run_hours").counted_by("operator")
    assert (measure("open_hold").kind, measure("open_hold").unit) == ("stock", "orders")


def test_measures_of_an_entity():
    assert measures.of("hour") == ("scheduled_hours", "off_shift_work_hours", "run_hours", "busy_hours")
    assert set(measures.of("operator", "stock")) >= {"open_assigned", "backlog_hours"}
    assert "ok_units" not in measures.of("operator", "stock")


def test_unknown_measure_names_the_near_one():
    with pytest.raises(UnknownMeasure, match=r"'scraped_units'; did you mean 'scrapped_units'\?"):
        measure("scraped_units")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a,flux,h,factory,x", "a is 'flux'"),
        ("a,flow,h,machin factory,x", "did you mean 'machine'"),
        ("a,flow,h,factory,x\na,flow,h,factory,x", "defined twice"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path, line, said):
    path = tmp_path / "measures.csv"
    path.write_text(f"measure,kind,unit,entities,definition\n{line}\n")
    with pytest.raises(ValueError, match=said):
        measures._read(path)
