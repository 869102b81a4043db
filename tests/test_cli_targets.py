"""`kpi target` and `kpi targets`: what is set holds from its day on; wrong input changes nothing."""

import json
from pathlib import Path

import pytest

from cli import main
from commands import kpi_document
from data import cache
from data.source import importer
from data.summary.aggregate import backfill
from data.tenancy import open_scope
from tests import databases, made_up, tiny
from tests.test_cli import DAYS, RANGE

SET = ("kpi", "target", "scrap_rate", "--factory", "tiny")


def filled(path):
    folder = tiny.folder(path, DAYS)
    machines = folder / "machines.csv"
    machines.write_text(machines.read_text().replace("Lathe,", "Lathe,Turning"))
    (folder / "machine_groups.csv").write_text("group_name\nTurning\n")
    importer.run(folder)
    backfill(open_scope(tiny.SLUG))


@pytest.fixture(scope="module")
def prepared(empty_database, tmp_path_factory):
    """A SQLite file with the factory, to be copied."""
    with empty_database("sqlite", "targets") as url:
        filled(tmp_path_factory.mktemp("in"))
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def factory(prepared, tmp_path, redis_server):
    with databases.sqlite(prepared, tmp_path), databases.environment(REDIS_URL=redis_server, CACHE_PREFIX="targets"):
        cache.flush()
        yield


@pytest.fixture(params=["sqlite", "mariadb"])
def either(request, empty_database, tmp_path):
    """The factory on both kinds of database, where targets are written and replaced."""
    if request.param == "sqlite":
        yield request.getfixturevalue("factory")
    else:
        with empty_database("mariadb"):
            yield filled(tmp_path / "in")


@pytest.fixture
def run(capsys):
    def call(*arguments):
        code = main(list(arguments))
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def document(run):
    def call(*arguments):
        code, out, err = run(*arguments, "--json")
        assert (code, err) == (0, ""), err
        return json.loads(out)

    return call


def value(document, *more):
    return document("kpi", "value", "scrap_rate", "--factory", "tiny", *RANGE, *more)


def test_a_target_is_set_listed_and_used(either, run, document):
    assert value(document)["status"] == "critical"  # 10 % against a limit of 5 %
    code, out, err = run(*SET, "--value", "30", "--from", "2026-06-02")
    assert (code, err) == (0, "")
    assert out == "tiny: scrap_rate has the target 30.0 % from 2026-06-02\n"
    _, out, _ = run(*SET, "--value", "8", "--from", "2026-06-01", "--group", "Turning", "--bands", "40/60/80")
    assert out == "tiny: scrap_rate for group Turning has the target 8.00 % with bands 40 / 60 / 80 % from 2026-06-01\n"
    listed = document("kpi", "targets", "--factory", "tiny")
    assert listed == [
        {"kpi": "scrap_rate", "entity": "factory", "key": "", "value": 30, "valid_from": "2026-06-02", "bands": None},
        {
            "kpi": "scrap_rate", "entity": "group", "key": "Turning", "value": 8, "valid_from": "2026-06-01",
            "bands": "40 / 60 / 80",
        },
    ]  # fmt: skip
    found = value(document, "--by", "machine")
    assert (found["target"], found["status"]) == (30, "excellent")
    assert found["breakdown"][0]["status"] == "critical"  # the lathe's group may have 8 %
    assert value(document, "--by", "part")["breakdown"][0]["status"] == "excellent"
    table = run("kpi", "targets", "--factory", "tiny")[1].splitlines()
    assert table[0].split() == ["kpi", "entity", "key", "value", "valid_from", "bands"] and len(table) == 3


def test_the_same_day_is_replaced_and_kpis_of_one_formula_share(either, run, document):
    for kpi, aim in (("quality_rate", "90"), ("quality_by_part", "85")):
        code, out, _ = run("kpi", "target", kpi, "--factory", "tiny", "--value", aim, "--from", "2026-06-01")
        assert code == 0 and "; it holds for " in out
    (one,) = document("kpi", "targets", "--factory", "tiny")
    assert (one["kpi"], one["value"]) == ("quality_by_part", 85)
    assert document("kpi", "value", "quality_rate", "--factory", "tiny", *RANGE)["target"] == 85


WRONG = [
    (("kpi", "target", "scrap_rat", "--factory", "tiny", "--value", "1"), "did you mean 'scrap_rate'"),
    (("kpi", "target", "scrap_rate", "--factory", "tinny", "--value", "1"), "did you mean tiny"),
    ((*SET,), "Missing option '--value'"),
    ((*SET, "--value", "low"), "Invalid value for '--value'"),
    ((*SET, "--value", "5", "--bands", "90/75"), "bands '90/75' cannot be read; give three shares in %, such as"),
    ((*SET, "--value", "5", "--bands", "90/75/50"), "each is to be more than the one before, such as 50 / 75 / 100"),
    ((*SET, "--value", "nan"), "--value nan is not a target; give a number"),
    ((*SET, "--value", "1", "--from", "2026-13-01"), "'2026-13-01' is not a date; give YYYY-MM-DD"),
    ((*SET, "--value", "1", "--from", "20260601"), "'20260601' is not a date; give YYYY-MM-DD"),
    ((*SET, "--value", "1", "--group", "Turnin"), "no group 'Turnin' in this factory; did you mean 'Turning'"),
    ((*SET, "--value", "1", "--group", ""), "no group ''"),
    ((*SET, "--value", "1", "--part", "P2"), "no part 'P2' in this factory"),
    ((*SET, "--value", "1", "--part", "P1", "--group", "Turning"), "give --group or --part, not both"),
    ((*SET, "--value", "1", "--shift", "Nigt"), "no shift 'Nigt' in this factory"),
    ((*SET, "--value", "1", "--machine", "X"), "no machine 'X' in this factory"),
    (
        ("kpi", "target", "bom_utilization", "--factory", "tiny", "--value", "1", "--part", "P1"),
        "bom_utilization has no breakdown by part; set its target for the factory",
    ),
]


def test_wrong_input_is_one_line_and_changes_nothing(factory, run, document):
    for arguments, said in WRONG:
        code, out, err = run(*arguments)
        assert (code, out, err.count("\n")) == (2, "", 1), arguments
        assert said in err
    assert document("kpi", "targets", "--factory", "tiny") == []


def test_a_target_may_begin_in_the_future(factory, run, document):
    assert run(*SET, "--value", "2", "--from", "2099-01-01")[0] == 0
    assert value(document)["target"] == 5


def test_a_kpi_with_a_trend_tells_it(factory, document, capsys):
    found = document("kpi", "value", "machine_performance_trend", "--factory", "tiny", *RANGE)
    assert found["trend"] == {"value": None, "unit": "pt/month"}  # no holds, no availability
    assert value(document)["trend"] is None and value(document)["facts"] == {}
    rising = made_up.answer("wo_aging_trend", trend=3.5, trend_unit="h/week", facts=(("Learning rate", "80 %"),))
    assert kpi_document.value(rising)["trend"] == {"value": 3.5, "unit": "h/week"}
    kpi_document.print_value(rising)
    out = capsys.readouterr().out
    assert "trend: +3.5 h/week\n" in out and "learning rate: 80 %\n" in out


def test_explain_fills_in_parts_and_members(factory, document):
    found = document("kpi", "explain", "bottleneck", "--factory", "tiny", *RANGE)
    assert found["numbers"] == "max(37.5) = 37.5"  # 3 of 8 hours
    assert document("kpi", "explain", "oee", "--factory", "tiny", *RANGE)["numbers"].count("no data")  # no holds
