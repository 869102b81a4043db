"""A statement on a factory's table that does not say which factory is refused, and changes nothing."""

import pytest
from sqlalchemy import (
    column,
    delete,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
    text,
    true,
    union,
    update,
)

from data.schema import OWN, SHARED
from data.tenancy import UnscopedStatement, central
from data.tenancy.guard import MIGRATION, OPTION, restrict
from data.tenancy.schema import CENTRAL
from tests.data.tenancy.test_scope import content

M, G = SHARED.machines, SHARED.machine_groups
STATEMENTS = {
    "select": select(M.c.name),
    "join": select(CENTRAL.factories.c.name).join(M, M.c.factory_id == CENTRAL.factories.c.id),
    "subquery": select(CENTRAL.factories.c.name).where(CENTRAL.factories.c.id.in_(select(M.c.factory_id))),
    "exists": select(literal(1)).where(exists().where(M.c.id > 0)),
    "union": union(select(CENTRAL.factories.c.name), select(M.c.name)),
    "insert": insert(M).values(factory_id=1, asset_id="M5", name="x"),
    "insert rows": insert(CENTRAL.users).from_select(["email"], select(M.c.name)),
    "update": update(M).values(name="x"),
    "delete": delete(M),
    "text": text("SELECT name FROM machines"),
    "text in capitals": text("SELECT name FROM MACHINES"),
    "text of columns": text("SELECT name FROM machines").columns(column("name")),
    "light table": select(table("machines", column("name"))),
    "table of its own database": select(OWN.machines.c.name),
}
TEXTS = ("SELECT name FROM machines", "DELETE FROM `machines`", 'update "machines" set name = 1', "DROP TABLE Machines")


def test_outside_of_a_scope_everything_is_refused(shared):
    before = [content(scope) for scope in shared]
    for kind, statement in STATEMENTS.items():
        with pytest.raises(UnscopedStatement, match=r"(?i)machines outside of a scope"), central().begin() as db:
            db.execute(statement)
            pytest.fail(kind)
    for sql in TEXTS:
        with pytest.raises(UnscopedStatement, match="open_scope"), central().begin() as db:
            db.exec_driver_sql(sql)
    with pytest.raises(UnscopedStatement), central().begin() as db:
        db.execute(insert(M), [{"factory_id": 1, "asset_id": "M5", "name": "x"}] * 2)
    assert [content(scope) for scope in shared] == before


def test_central_tables_need_no_scope(shared):
    one, _ = shared
    for engine in (central(), one.engine):
        with engine.begin() as db:
            assert db.scalar(select(func.count()).select_from(CENTRAL.factories)) == 2
            assert db.scalar(text("SELECT COUNT(*) FROM factories")) == 2
            assert db.exec_driver_sql("SELECT 1").scalar() == 1


# in a scope of the shared database: what cannot be narrowed to the factory, or writes into another
REFUSED = {
    "text": text("SELECT name FROM machines"),
    "text in capitals": text("SELECT name FROM MACHINES"),
    "text of columns": text("SELECT name FROM machines").columns(column("name")),
    "text as a source": select(column("name")).select_from(text("machines")),
    "text in a select": select(literal_column("(SELECT COUNT(*) FROM machines)")),
    "text in where": select(G.c.id).where(text("id IN (SELECT id FROM machines)")),
    "text that fills": text("INSERT INTO machines (name) SELECT name FROM machines"),
    "light table": select(table("machines", column("name"))),
    "light table in a join": select(G.c.id).join(table("machines", column("name")), true()),
    "table of its own database": select(OWN.machines.c.name),
    "full outer join": select(M.c.name).select_from(M.outerjoin(G, M.c.machine_group_id == G.c.id, full=True)),
    "given away": update(M).values(factory_id=2),
    "filled for another": insert(G).from_select(["factory_id", "group_name"], select(literal(2), G.c.group_name)),
    "rows as values": insert(G).values([{"factory_id": 2, "group_name": "a"}, {"factory_id": 2, "group_name": "b"}]),
}


def test_in_a_scope_what_has_no_place_for_the_factory_is_refused(shared):
    one, _ = shared
    before = [content(scope) for scope in shared]
    for kind, statement in REFUSED.items():
        with pytest.raises(UnscopedStatement), one.begin() as db:
            db.execute(statement)
            pytest.fail(kind)
    for sql in TEXTS:
        with pytest.raises(UnscopedStatement, match=r"as text.*write it with select"), one.begin() as db:
            db.exec_driver_sql(sql)
    with pytest.raises(UnscopedStatement, match="leave it out"), one.begin() as db:
        db.execute(update(M), {"factory_id": 2})
    assert [content(scope) for scope in shared] == before


def test_a_foreign_factory_id_that_is_given_is_not_taken(shared):
    one, two = shared
    theirs = content(two)
    with one.begin() as db:
        db.execute(insert(G).values(factory_id=two.factory.id, group_name="a"))
        db.execute(insert(G).values(factory_id=two.factory.id), [{"group_name": "b"}])
        db.execute(insert(G), [{"factory_id": two.factory.id, "group_name": "c"}])
        one.insert(db, G, [{"factory_id": two.factory.id, "group_name": "d"}])
    assert {"a", "b", "c", "d"} < set(content(one)) and content(two) == theirs


def test_a_statement_is_narrowed_once_and_stays_what_it_was(shared):
    statement = select(M.c.name).outerjoin(G, M.c.machine_group_id == G.c.id)
    written = str(statement)
    narrowed = restrict(statement, 1)
    assert restrict(statement, 1) is narrowed and restrict(statement, 2) is not narrowed
    assert str(statement) == written
    assert str(narrowed).count("factory_id =") == 2


def test_migrations_go_unhindered(shared):
    with central().execution_options(**{OPTION: MIGRATION}).begin() as db:
        assert db.scalar(select(func.count()).select_from(M)) == 5
