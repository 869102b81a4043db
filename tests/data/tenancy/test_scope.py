"""A scope gives its own factory and nothing else, whatever the statement and wherever the factory's tables are."""

import pytest
from sqlalchemy import and_, delete, exists, func, insert, literal, select, union_all, update

from data.tenancy import Scope, UnknownFactory, central, create_factory, factories, open_scope


def reads(scope: Scope) -> dict[str, tuple]:
    """Statements with what they give in factory one, by kind."""
    m, g = scope.t.machines, scope.t.machine_groups
    asset, other = m.c.asset_id, m.alias("other")
    member = m.c.machine_group_id == g.c.id
    chain = select(m.c.id, asset, literal(1).label("n")).where(asset == "M1").cte("chain", recursive=True)
    later = m.alias("later")
    chain = chain.union_all(
        select(later.c.id, later.c.asset_id, chain.c.n + 1).where(later.c.asset_id > chain.c.asset_id, chain.c.n < 9)
    )
    counted = select(func.count(m.c.id)).where(member).scalar_subquery()
    named = select(m.c.name).cte("named")
    lost = select(1).select_from(m.outerjoin(other, and_(other.c.id != m.c.id, other.c.name == "Grinder")))
    return {
        "select": (select(asset), ["M1", "M2", "M3"]),
        "alias": (select(other.c.asset_id), ["M1", "M2", "M3"]),
        "count": (select(func.count()).select_from(m), [3]),
        "comma join": (select(asset, g.c.group_name).where(member), [("M1", "Milling"), ("M2", "Turning")]),
        "join": (select(asset, g.c.group_name).join(g, member), [("M1", "Milling"), ("M2", "Turning")]),
        "join of names": (select(asset).join(g, g.c.group_name == m.c.name), ["M1"]),
        # a foreign row does not match: the machine stays, with no group
        "left join": (
            select(asset, g.c.group_name).outerjoin(g, g.c.group_name == m.c.name),
            [("M1", "Milling"), ("M2", None), ("M3", None)],
        ),
        "left join of a join": (
            select(asset, other.c.asset_id).select_from(
                m.outerjoin(g.join(other, other.c.machine_group_id == g.c.id), g.c.group_name == m.c.name)
            ),
            [("M1", "M1"), ("M2", None), ("M3", None)],
        ),
        "left join, then join": (
            select(asset, g.c.group_name)
            .select_from(m.outerjoin(g, g.c.group_name == m.c.name).join(other, other.c.id == m.c.id))
            .where(other.c.asset_id != "M1"),
            [("M2", None), ("M3", None)],
        ),
        "self join": (
            select(asset, other.c.asset_id).where(other.c.name == m.c.name),
            [("M1", "M1"), ("M2", "M2"), ("M3", "M3")],
        ),
        "subquery": (select(select(asset).where(asset != "M2").subquery().c.asset_id), ["M1", "M3"]),
        "in": (select(g.c.group_name).where(g.c.group_name.in_(select(m.c.name))), ["Milling"]),
        "not in": (select(g.c.group_name).where(g.c.group_name.not_in(select(m.c.name))), ["Turning"]),
        "scalar subquery": (select(g.c.group_name, counted), [("Milling", 1), ("Turning", 1)]),
        "exists": (select(literal(1)).where(exists().where(asset == "M9")), []),
        "correlated exists": (select(g.c.group_name).where(exists().where(g.c.group_name == m.c.name)), ["Milling"]),
        "correlated left join": (select(g.c.group_name).where(exists(lost.where(member, other.c.id.is_not(None)))), []),
        "cte": (select(named.c.name), ["Grinding", "Lathe", "Milling"]),
        "recursive cte": (select(chain.c.asset_id, func.max(chain.c.n)).group_by(chain.c.asset_id),
                          [("M1", 1), ("M2", 2), ("M3", 3)]),
        "union": (union_all(select(asset), select(g.c.group_name)), ["M1", "M2", "M3", "Milling", "Turning"]),
        "union in a union": (
            select(union_all(select(m.c.name), select(g.c.group_name)).subquery().c.name).distinct(),
            ["Grinding", "Lathe", "Milling", "Turning"],
        ),
    }  # fmt: skip


def content(scope: Scope) -> list[tuple]:
    """Machines, by asset, with name and group."""
    m, g = scope.t.machines, scope.t.machine_groups
    with scope.connect() as db:
        named = select(m.c.asset_id, m.c.name, g.c.group_name).outerjoin(g, m.c.machine_group_id == g.c.id)
        groups = select(g.c.group_name).order_by(g.c.group_name)
        return [tuple(row) for row in db.execute(named.order_by(m.c.asset_id))] + list(db.scalars(groups))


def test_every_read_gives_the_own_factory(both):
    one, _ = both
    with one.connect() as db:
        for kind, (statement, expected) in reads(one).items():
            rows = [row[0] if len(row) == 1 else tuple(row) for row in db.execute(statement)]
            assert sorted(rows, key=str) == expected, kind


def test_a_prepared_statement_serves_each_factory(shared):
    one, two = shared
    statement = select(one.t.machines.c.asset_id).order_by("asset_id")
    for scope, expected in ((one, ["M1", "M2", "M3"]), (two, ["M1", "M9"]), (one, ["M1", "M2", "M3"])):
        with scope.connect() as db:
            assert db.scalars(statement).all() == expected
        assert scope.frame(statement).asset_id.tolist() == expected


def writes(scope: Scope) -> dict[str, object]:
    m, g = scope.t.machines, scope.t.machine_groups
    stamps = [m.c.created_at, m.c.updated_at]
    grown = select(g.c.group_name + "!", g.c.created_at, g.c.updated_at)
    return {
        "update": update(m).values(name="x"),
        "update by another table": update(m).values(name=g.c.group_name + "?").where(g.c.group_name == m.c.name),
        "update from a subquery": update(m).values(machine_group_id=select(func.max(g.c.id)).scalar_subquery()),
        "insert": insert(m).values(asset_id="M7", name="new"),
        "insert of a subquery": insert(m).values(
            asset_id="M8", name=select(func.max(g.c.group_name)).scalar_subquery()
        ),
        "insert from select": insert(g).from_select(["group_name", "created_at", "updated_at"], grown),
        "insert from union": insert(m).from_select(
            ["asset_id", "name", "status", "created_at", "updated_at"],
            select(m.c.asset_id + "+", m.c.name, m.c.status, *stamps).where(m.c.asset_id == "M1"),
        ),
        "delete by a subquery": delete(m).where(m.c.name.in_(select(g.c.group_name))),
        "delete": delete(m),
        "delete all groups": delete(g),
    }


def test_no_write_reaches_the_other_factory(both):
    one, two = both
    theirs, mine = content(two), content(one)
    for kind, statement in writes(one).items():
        with one.begin() as db:
            assert db.execute(statement).rowcount != 0 or kind == "update by another table", kind
        assert content(one) != mine or kind == "update by another table", kind
        assert content(two) == theirs, kind
        mine = content(one)
    assert mine == []


def test_a_row_is_found_by_no_key_of_the_other_factory(shared):
    one, two = shared
    m = two.t.machines
    with two.connect() as db:
        foreign = db.scalar(select(m.c.id).where(m.c.asset_id == "M9"))
    with one.begin() as db:
        assert db.execute(select(m).where(m.c.id == foreign)).all() == []
        assert db.execute(update(m).where(m.c.id == foreign).values(name="mine")).rowcount == 0
        assert db.execute(delete(m).where(m.c.id == foreign)).rowcount == 0
    assert len(content(two)) == 4


def test_rows_of_every_way_of_inserting_are_the_scopes(both):
    one, two = both
    g, before = one.t.machine_groups, content(two)
    with one.begin() as db:
        db.execute(insert(g), [{"group_name": "a"}, {"group_name": "b"}])
        db.execute(insert(g), {"group_name": "c"})
        db.execute(insert(g).values(group_name="d"))
        assert one.insert(db, g, [{"group_name": "e", "description": None}]) == 1
        assert one.insert(db, g, []) == 0
    assert {"a", "b", "c", "d", "e"} < set(content(one)) and content(two) == before


def test_a_transaction_that_fails_leaves_nothing(both):
    one, _ = both
    before = content(one)
    with pytest.raises(KeyError, match="machines has no column 'colour'"), one.begin() as db:
        db.execute(delete(one.t.machines))
        one.insert(db, one.t.machines, [{"asset_id": "M8", "name": "x", "colour": "red"}])
    assert content(one) == before


def test_where_the_tables_are(mode):
    with central().begin() as db:
        made = create_factory(db, name="One", slug="one", timezone="UTC", currency="EUR", settings_={"rework_share": 1})
    assert factories() == [made] == [open_scope("one").factory] == [open_scope(made.id).factory]
    assert ("factory_id" in open_scope("one").t.machines.c) == (mode == "shared_database")
    assert (made.database_url is None) == (mode == "shared_database")


def test_an_unknown_factory_is_told_the_near_one(sqlite_database):
    with pytest.raises(UnknownFactory, match="there are none yet"):
        open_scope("stuttgart")
    with central().begin() as db:
        create_factory(db, name="Stuttgart", slug="stuttgart", timezone="UTC", currency="EUR")
    with pytest.raises(UnknownFactory, match=r"no factory 'stutgart'; did you mean stuttgart\?"):
        open_scope("stutgart")
    with pytest.raises(LookupError, match="no factory 99"):
        open_scope(99)
