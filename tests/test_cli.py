"""The command line: exit codes, one line for what is wrong, one JSON document for what is asked."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from cli import main
from data import cache
from data.summary.aggregate import backfill
from tests import tiny
from tests.databases import environment

DAYS = [date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)]
RANGE = ("--from", "2026-06-01", "--to", "2026-06-03")


@pytest.fixture(scope="module")
def factory(empty_database, tmp_path_factory, redis_server):
    with empty_database("sqlite") as url, environment(REDIS_URL=redis_server, CACHE_PREFIX="cli"):
        cache.flush()
        backfill(tiny.imported(tmp_path_factory.mktemp("in"), DAYS))
        yield url


@pytest.fixture
def no_redis(factory, tmp_path):
    with environment(REDIS_URL=f"unix://{tmp_path}/none.sock"):
        yield


@pytest.fixture
def run(capsys):
    def call(*arguments):
        code = main(list(arguments))
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def document(run):
    def call(*arguments):
        code, out, err = run(*arguments, "--json")
        assert (code, err) == (0, ""), err
        return json.loads(out)

    return call


def test_kpi_value_as_documented(factory, document):
    found = document("kpi", "value", "scrap_rate", "--factory", "tiny", *RANGE, "--by", "machine")
    expected = {
        "kpi": "scrap_rate", "factory": "tiny", "from": "2026-06-01", "to": "2026-06-03", "unit": "%",
        "value": 10, "status": "critical", "target": 5, "measures": {"ok_units": 270, "scrapped_units": 30},
        "grain": "day", "table": "kpi_daily_summaries", "widened": False, "comparison": None,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected
    assert [(bucket["start"], bucket["value"]) for bucket in found["buckets"]] == [(f"{day}", 10) for day in DAYS]
    (machine,) = found["breakdown"]
    assert (machine["key"], machine["name"], machine["value"]) == ("M1", "Lathe", 10)
    assert machine["measures"] == {"ok_units": 270, "scrapped_units": 30}


def test_kpi_value_by_two_entities_at_once(factory, document, run):
    asked = ("kpi", "value", "scrap_rate", "--factory", "tiny", *RANGE)
    (pair,) = document(*asked, "--by", "machine,part")["breakdown"]
    assert (pair["key"], pair["name"], pair["value"]) == (["M1", "P1"], ["Lathe", "P1"], 10)
    assert pair["measures"] == {"ok_units": 270, "scrapped_units": 30}
    (part,) = document(*asked, "--by", "part", "--where", "machine=M1")["breakdown"]
    assert (part["key"], part["name"], part["value"]) == ("P1", "P1", 10)
    (none,) = document(*asked, "--by", "machine,operator")["breakdown"]
    assert none["key"] == ["M1", "-"]
    lines = [line.split() for line in run(*asked, "--by", "machine,part")[1].splitlines()]
    assert ["key", "name", "key2", "name2", "value", "status"] in lines
    assert ["M1", "Lathe", "P1", "P1", "10.00", "critical"] in lines


def test_kpi_value_compared(factory, document):
    asked = ("--from", "2026-06-02", "--to", "2026-06-02", "--compare", "previous_period")
    other = document("kpi", "value", "scrap_rate", "--factory", "tiny", *asked)["comparison"]
    assert (other["from"], other["to"], other["value"], other["difference"]) == ("2026-06-01", "2026-06-01", 10, 0)
    assert other["verdict"] == "unchanged"


def test_no_data_is_null_and_a_dash(factory, document, run):
    asked = ("kpi", "value", "downtime", "--factory", "tiny", *RANGE)
    assert document(*asked)["value"] is None
    assert "–" in run(*asked)[1]


def test_kpi_now_list_and_explain(factory, document):
    assert document("kpi", "now", "production_volume", "--factory", "tiny")["kpi"] == "production_volume"
    assert "scrap_rate" in [kpi["id"] for kpi in document("kpi", "list")]
    explained = document("kpi", "explain", "scrap_rate", "--factory", "tiny", *RANGE)
    assert "270" in explained["numbers"]
    assert "30" in explained["numbers"]
    assert explained["table"] == "kpi_daily_summaries"


def test_aggregate_and_backfill_change_nothing_that_is_right(factory, run, document):
    before = document("kpi", "value", "oee", "--factory", "tiny", *RANGE)
    for grain in ("shift", "daily", "weekly", "monthly"):
        assert run("kpi", "aggregate", grain, "--factory", "tiny", "--date", "2026-06-02")[0] == 0
    assert run("kpi", "aggregate", "shift", "--shift", "Day", "--date", "2026-06-02")[0] == 0
    code, out, _ = run("kpi", "backfill", *RANGE)
    assert (code, out) == (0, "tiny: computed from 2026-06-01 to 2026-06-03\n")
    assert document("kpi", "value", "oee", "--factory", "tiny", *RANGE) == before


WRONG = [
    (("kpi", "value", "scrap_rte", "--factory", "tiny", "--period", "7d"), "did you mean 'scrap_rate'"),
    (("kpi", "value", "scrap_rate", "--factory", "tinny", "--period", "7d"), "did you mean tiny"),
    (("kpi", "value", "scrap_rate", "--factory", "tiny", "--period", "last_wek"), "did you mean 'last_week'"),
    (("kpi", "value", "scrap_rate", "--factory", "tiny", "--from", "2026-6-1", "--to", "2026-06-03"), "YYYY-MM-DD"),
    (("kpi", "value", "scrap_rate", "--factory", "tiny", "--from", "2026-06-03", "--to", "2026-06-01"), "swap them"),
    (("kpi", "value", "scrap_rate", "--factory", "tiny", *RANGE[:3], "2099-01-01"), "in the future"),
    (("kpi", "value", "scrap_rate", "--factory", "tiny", "--period", "7d", "--from", "2026-06-01"), "not both"),
    (("kpi", "value", "scrap_rate", "--factory", "tiny"), "give --period"),
    (("kpi", "value", "scrap_rate", "--factory", "tiny", "--period", "7d", "--by", "machin"), "did you mean 'machine'"),
    (("kpi", "value", "scrap_rate", "--factory", "tiny", "--period", "7d", "--by", "part,machin"), "mean 'machine'"),
    (("kpi", "value", "scrap_rate", "--factory", "tiny", "--period", "7d", "--where", "machine"), "ENTITY=KEY"),
    (("kpi", "value", "scrap_rate", "--factory", "tiny", "--period", "7d", "--where", "machine=M2"), "M2"),
    (("kpi", "value", "scrap_rate", "--factory", "tiny", "--period", "7d", "--compare", "previous"), "did you mean"),
    (("kpi", "value", "scrap_rate", "--factory", "tiny", "--period", "7d", "--grain", "dya"), "did you mean 'day'"),
    (("kpi", "value", "scrap_rate"), "--factory"),
    (("kpi", "now", "ooe", "--factory", "tiny"), "did you mean 'oee'"),
    (("kpi", "aggregate", "dayly"), "did you mean 'daily'"),
    (("kpi", "aggregate", "shift", "--shift", "Nigth"), "no shift 'Nigth'"),
    (("kpi", "aggregate", "daily", "--shift", "Day"), "aggregate shift"),
    (("kpi", "backfill", "--from", "2026-06-03", "--to", "2026-06-01"), "swap them"),
    (("reports", "generate", "dayly", "--factory", "tiny"), "did you mean 'daily'"),
    (("reports", "generate", "daily", "--factory", "tiny", "--format", "pfd"), "did you mean 'pdf'"),
    (("reports", "generate", "daily", "--factory", "tiny", "--format", "csv", "--email"), "add pdf"),
    (("cache", "clear", "--tier", "4"), "unknown tier"),
    (("user", "disable", "nobody@here"), "no user 'nobody@here'"),
    (("user", "add", "x@y.test", "--role", "boss", "--factory", "tiny", "--password", "long enough"), "unknown role"),
    (("user", "set-password", "x@y.test", "--password", "short"), "at least 8"),
    (("demo", "build", "--factories", "9"), "1 to 2"),
    (("import", "/nowhere/at/all"), "does not exist"),
    (("kpi", "valeu"), "value"),
    (("nonsense",), "No such command"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "said"), WRONG, ids=[" ".join(arguments[-4:]) for arguments, _ in WRONG])
def test_wrong_input_is_one_line_and_exit_code_2(factory, run, arguments, said):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.startswith("error: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [("jobs", "status"), ("jobs", "retry", "x"), ("cache", "clear"), ("cache", "stats"), ("kpi", "warm-cache")],
)
def test_without_redis_what_needs_it_fails_in_one_line(no_redis, run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert "Redis does not answer" in err
    assert err.count("\n") == 1


def test_without_a_database_it_fails_in_one_line(run, tmp_path):
    with environment(DATABASE_URL=f"sqlite:///{tmp_path}/none.db"):
        code, out, err = run("kpi", "now", "oee", "--factory", "tiny")
    assert (code, out) == (1, "")
    assert "db upgrade" in err
    assert err.count("\n") == 1


def test_users_can_be_added_listed_and_kept_out(factory, run, document):
    added = ("user", "add", "Ann@Plant.test", "--role", "manager", "--factory", "tiny", "--password", "long enough")
    assert run(*added)[0] == 0
    assert run(*added)[0] == 2  # there already
    assert run("user", "set-password", "ann@plant.test", "--password", "longer than before")[0] == 0
    assert run("user", "disable", "ann@plant.test")[0] == 0
    (ann,) = document("user", "list")
    assert ann == {
        "email": "ann@plant.test",
        "name": "Ann@Plant.test",
        "role": "manager",
        "active": False,
        "factories": "tiny",
    }


def test_jobs_status_and_retry(factory, redis_url, run, document):
    assert run("jobs", "status")[0] == 0
    assert [queue[0] for queue in document("jobs", "status")["queues"]] == ["kpi", "reports", "default"]
    code, _, err = run("jobs", "retry", "nothing")
    assert code == 2
    assert "no failed job 'nothing'" in err


def test_the_cache_can_be_cleared_and_counted(factory, redis_url, run, document):
    document("kpi", "value", "scrap_rate", "--factory", "tiny", *RANGE)
    assert document("cache", "stats")["2"]["misses"] >= 1
    for options in ((), ("--factory", "tiny"), ("--tier", "2"), ("--kpi", "scrap_rate")):
        assert run("cache", "clear", *options)[0] == 0
    assert run("kpi", "warm-cache")[0] == 0


def test_sizes_schedule_and_doctor(no_redis, run, document):
    rows = {row["table"]: row["rows"] for row in document("db", "sizes")}
    assert rows["kpi_daily_summaries"] >= 3
    assert "daily-aggregate" in [entry["job"] for entry in document("schedule", "list")]
    code, out, err = run("doctor", "--json")
    states = {check["name"]: check["ok"] for check in json.loads(out)}
    assert code == 1  # Redis is not there
    assert (states["database"], states["source columns"], states["clock"], states["redis"]) == (True, True, True, False)
    assert err == "error: redis: see above\n"


def test_import_computes_the_summaries_it_touches(sqlite_database, run, document, tmp_path):
    folder = str(tiny.folder(tmp_path / "in", DAYS))
    code, out, err = run("import", folder)
    assert (code, err) == (0, "")
    assert "summaries computed from 2026-06-01 to" in out
    assert document("kpi", "value", "production_volume", "--factory", "tiny", *RANGE)["measures"]["ok_units"] == 270
    assert "nothing changed" in run("import", folder)[1]


def test_an_import_with_errors_changes_nothing(sqlite_database, run, tmp_path):
    folder = tiny.folder(tmp_path / "in", [datetime.now(UTC).date() - timedelta(days=1)])
    with (folder / "work_order_logs.csv").open("a") as file:
        file.write("W-unknown,Start,yesterday,0,0\n")
    code, out, err = run("import", str(folder))
    assert (code, out) == (2, "")
    assert "work_order_logs.csv line" in err
    assert "no factory" in run("kpi", "now", "oee", "--factory", "tiny")[2]


def test_an_import_computes_what_a_backfill_would_and_leaves_no_gap(sqlite_database, run, document, tmp_path):
    machines = "asset_id,name,group_name,commissioned_on\nM1,Lathe,,2020-01-01\n"
    folder = tiny.folder(tmp_path / "in", DAYS)
    (folder / "machines.csv").write_text(machines)
    run("import", str(folder))
    early = ["--from", f"{DAYS[0].year}-01-01", "--to", str(DAYS[0] - timedelta(days=1))]
    imported = document("kpi", "value", "machine_utilization", "--factory", "tiny", *early)
    assert imported["value"] is None and imported["recorded"]["days"] == 0  # the record begins with the first line
    late = tiny.folder(tmp_path / "late", [date(DAYS[0].year - 1, 11, 5)])
    (late / "machines.csv").write_text(machines)
    assert run("import", str(late))[0] == 0
    early[1] = f"{DAYS[0].year - 1}-01-01"
    days = (DAYS[0] - date(DAYS[0].year - 1, 11, 5)).days
    later = document("kpi", "value", "machine_utilization", "--factory", "tiny", *early)
    assert later["measures"]["scheduled_hours"] == 8 * days


def test_a_members_measures_are_all_that_its_formula_used(factory, document):
    (row,) = document("kpi", "value", "throughput", "--factory", "tiny", *RANGE, "--by", "machine")["breakdown"]
    assert row["measures"] == {"ok_units": 270, "work_days": 3} and row["value"] == 90
