"""A migrated database is what the code declares, and a factory that goes takes all of its rows along."""

from datetime import UTC, date, datetime, time

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Double,
    Integer,
    Time,
    delete,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy import UniqueConstraint as Unique

from data.schema import OWN, SHARED
from data.summary.tables import DATES, KEY, table_name
from data.tenancy import central, create_factory, engine, open_scope
from data.tenancy.guard import MIGRATION, OPTION
from data.tenancy.migrate import NoWayBack, downgrade, is_current, upgrade, upgrade_factory
from data.tenancy.schema import CENTRAL
from settings import settings

OTHERS = {
    "kpi_reports": "report_date", "kpi_alerts": "shift_date", "kpi_restatements": "day", "data_findings": "day",
    "kpi_forecasts": "for_day", "kpi_group_hourly": "summary_date", "kpi_shift_summaries": "shift_date",
}  # fmt: skip


def unguarded(url):
    return engine(url).execution_options(**{OPTION: MIGRATION})


def differences(url, *declared):
    """What a migration would still have to change: tables, columns, types, indexes, unique keys, foreign keys."""
    names = {name for tables in declared for name in tables.metadata.tables}
    options = {"include_object": lambda item, name, kind, *_: kind != "table" or name in names, "compare_type": True}
    with unguarded(url).connect() as db:
        context = MigrationContext.configure(db, opts=options)
        return compare_metadata(context, [tables.metadata for tables in declared])


def columns(url):
    found = inspect(unguarded(url))
    return {table: {c["name"] for c in found.get_columns(table)} for table in found.get_table_names()}


def declared(*several):
    return {
        name: set(table.c.keys()) for tables in several for name, table in tables.metadata.tables.items()
    }  # fmt: skip


def test_the_shared_database_is_as_declared(database):
    assert differences(database, CENTRAL, SHARED) == []
    found = columns(database)
    assert {t: c for t, c in found.items() if not t.startswith("alembic")} == declared(CENTRAL, SHARED)


def test_a_factorys_own_database_is_as_declared(database):
    url = settings().factory_database("solo")
    upgrade_factory(url)
    assert differences(url, OWN) == []
    assert {t: c for t, c in columns(url).items() if not t.startswith("alembic")} == declared(OWN)


def test_own_tables_are_the_shared_ones_without_the_factory():
    assert OWN.metadata.tables.keys() == SHARED.metadata.tables.keys()
    for name, table in SHARED.metadata.tables.items():
        assert table.c.keys()[:2] == ["id", "factory_id"], name
        assert [c for c in table.c.keys() if c != "factory_id"] == OWN.metadata.tables[name].c.keys(), name  # noqa: SIM118


def test_summary_tables_are_found_by_factory_and_date_and_by_date():
    for entity in ("factory", *KEY):
        for grain, dates in DATES.items():
            table = SHARED.metadata.tables[table_name(entity, grain)]
            keys = {tuple(c.name for c in unique.columns) for unique in table.constraints if isinstance(unique, Unique)}
            found = keys | {tuple(index.columns.keys()) for index in table.indexes}
            assert keys == {("factory_id", *KEY.get(entity, ()), *dates)}, table.name
            assert {("factory_id", *dates), dates} <= found, table.name
    for name, day in OTHERS.items():  # in the same pattern
        found = {tuple(index.columns.keys()) for index in SHARED.metadata.tables[name].indexes}
        assert {("factory_id", day), (day,)} <= found, name


def test_upgrading_again_changes_nothing(both):
    urls = {settings().database, *(s.factory.database_url for s in both if s.factory.database_url)}
    before = [columns(url) for url in urls]
    assert is_current()
    upgrade()
    assert is_current() and [columns(url) for url in urls] == before
    for scope in both:
        with scope.connect() as db:
            assert db.scalar(select(func.count()).select_from(scope.t.machines)) > 0


def test_a_database_of_the_first_version_gets_what_came_later_and_goes_back(database):
    own = settings().factory_database("old")
    upgrade_factory(own)
    with central().begin() as db:
        create_factory(db, name="old", slug="old", timezone="UTC", currency="EUR")
        db.execute(update(CENTRAL.factories).values(database_url=own))
    with pytest.raises(NoWayBack, match="1 to 5 steps"):
        downgrade(9)
    assert downgrade(5) == "0001"
    for url, tables in ((database, SHARED), (own, OWN)):  # the first migration builds what is declared today
        found = columns(url)
        assert "kpi_alerts" not in found and "part_standards" not in found
        assert not {"operation", "deleted_at"} & found["work_order_logs"] and "good" not in found["kpi_targets"]
        assert found["work_order_logs"] < set(tables.work_order_logs.c.keys())
    assert not is_current()
    upgrade()
    assert is_current() and differences(database, CENTRAL, SHARED) == [] and differences(own, OWN) == []


def test_the_way_back_keeps_all_but_the_lines_that_were_taken_back(database):
    with central().begin() as db:
        create_factory(db, name="one", slug="one", timezone="UTC", currency="EUR")
    scope = open_scope("one")
    line = {"work_order_id": 1, "status": "Start", "changed_at": datetime(2026, 1, 5), "ok_qtys": 5.0}
    with scope.begin() as db:
        for more in ({}, {"deleted_at": datetime(2026, 1, 6)}, {"operation": "10", "external_id": "x"}):
            scope.insert(db, scope.t.work_order_logs, [{**line, **more}])
    assert downgrade(2) == "0004"
    upgrade()
    with scope.connect() as db:
        found = db.execute(select(scope.t.work_order_logs.c.ok_qtys, scope.t.work_order_logs.c.operation)).all()
    assert found == [(5.0, None), (5.0, None)] and is_current()


def test_the_indexes_and_rates_of_0006_go_and_come_again(database):
    def told():
        found = inspect(unguarded(database))
        rates = {c["name"]: c.get("computed", {}).get("sqltext", "") for c in found.get_columns("kpi_operator_daily")}
        return {index["name"] for index in found.get_indexes("kpi_alerts")}, "case" in rates["efficiency_rate"].lower()

    with central().begin() as db:
        create_factory(db, name="one", slug="one", timezone="UTC", currency="EUR")
    scope = open_scope("one")
    row = {
        "operator_id": 1, "summary_date": date(2026, 1, 5), "earned_hours": 1.0, "operator_hours": 0.05,
        "uncovered_operator_hours": 0.0, "calculated_at": datetime(2026, 1, 6),
    }  # fmt: skip

    def rate():
        with scope.connect() as db:
            return db.scalar(select(scope.t.kpi_operator_daily.c.efficiency_rate))

    with scope.begin() as db:
        scope.insert(db, scope.t.kpi_operator_daily, [row])
    before = told()
    assert "ix_kpi_alerts_shift_date_only" in before[0] and before[1] and rate() is None
    assert downgrade(1) == "0005"
    after = told()
    assert "ix_kpi_alerts_shift_date_only" not in after[0] and not after[1] and rate() == 2000
    upgrade()
    assert told() == before and rate() is None and differences(database, CENTRAL, SHARED) == []


def sample(column):
    """Some value of a column's type."""
    made = {Boolean: True, Integer: 7, Double: 1.5, Date: date(2026, 1, 5), Time: time(6), JSON: {}}
    for kind, value in made.items():
        if isinstance(column.type, kind):
            return value
    return datetime(2026, 1, 5, tzinfo=UTC).replace(tzinfo=None) if isinstance(column.type, DateTime) else "x"


def row(table):
    skipped = {"id", "factory_id"}
    return {c.name: sample(c) for c in table.c if c.name not in skipped and c.computed is None}


def count(table):
    found = select(table.c.factory_id, func.count()).group_by(table.c.factory_id)
    with unguarded(settings().database).connect() as db:
        return {factory: number for factory, number in db.execute(found)}  # noqa: C416  # rows are no pairs to dict()


def test_deleting_a_factory_deletes_all_of_its_rows(database):
    ids = []
    for slug in ("one", "two"):
        with central().begin() as db:
            made = create_factory(db, name=slug, slug=slug, timezone="UTC", currency="EUR")
            user = {"email": slug, "name": slug, "role": "admin", "password_hash": "x", "active": True}
            key = db.execute(insert(CENTRAL.users).values(user)).inserted_primary_key[0]
            for name in ("user_factories", "report_subscriptions", "job_claims"):
                table = CENTRAL.metadata.tables[name]
                owner = {"factory_id": made.id} | ({"user_id": key} if name == "user_factories" else {})
                db.execute(insert(table), [row(table) | owner])
        scope = open_scope(slug)
        with scope.begin() as db:
            for table in SHARED.metadata.tables.values():
                scope.insert(db, table, [row(table)])
        ids.append(made.id)
    tables = [*SHARED.metadata.tables.values(), *(t for t in CENTRAL.metadata.tables.values() if "factory_id" in t.c)]
    assert len(tables) > 40
    assert all(count(table) == dict.fromkeys(ids, 1) for table in tables)
    with central().begin() as db:
        db.execute(delete(CENTRAL.factories).where(CENTRAL.factories.c.id == ids[0]))
    assert {table.name: count(table) for table in tables} == {table.name: {ids[1]: 1} for table in tables}
