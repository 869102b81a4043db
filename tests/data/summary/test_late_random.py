"""Whatever is inserted, changed or deleted, the rows are those of a backfill from scratch."""

import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from data.summary import late
from data.summary.aggregate import backfill
from tests import floor
from tests.data.summary.lateness import EDGES, from_scratch, log, order

START = datetime(2025, 3, 26)
STATES = ("Assigned", "Setup", "Start", "Hold", "Completed", "Closed", "Cancelled")


class Hand:
    """Changes rows of the source at random."""

    def __init__(self, scope, seed):
        self.scope, self.dice, self.next = scope, random.Random(seed), 1000

    def moment(self):
        minutes = int((floor.NOW - timedelta(minutes=1) - START).total_seconds() / 60)
        return START + timedelta(minutes=self.dice.randrange(minutes))

    def some(self, table, count=1):
        with self.scope.connect() as db:
            ids = sorted(db.scalars(select(self.scope.t.metadata.tables[table].c.id)))
        return self.dice.sample(ids, count)

    def change(self, table, **values):
        t = self.scope.t.metadata.tables[table]
        with self.scope.begin() as db:
            db.execute(update(t).where(t.c.id.in_(self.some(table))).values(**values))

    def add_log(self, n=None):
        dice = self.dice
        state = dice.choice(STATES)
        row = log(
            n or self.some("work_orders")[0], state, self.moment(), float(dice.choice((0, 0, 6))),
            scrapped_qtys=float(dice.choice((0, 0, 1))), scrapped_reason_id=dice.choice((None, 1, 2)),
            hold_reason_id=dice.choice((None, 1, 1, 1, 2, 3)) if state == "Hold" else None,
        )  # fmt: skip
        with self.scope.begin() as db:
            self.scope.insert(db, self.scope.t.work_order_logs, [row])

    def change_log(self):
        what = self.dice.choice(
            ({"changed_at": self.moment()}, {"ok_qtys": 3.0}, {"status": "Hold", "hold_reason_id": 1},
             {"scrapped_qtys": 2.0}, {"status": "Start"}, {"status": "Cancelled"})
        )  # fmt: skip
        self.change("work_order_logs", **what)

    def change_order(self):
        begin = self.moment()
        end = begin + timedelta(minutes=self.dice.choice((-30, 60, 600, 5000)))
        what = self.dice.choice(
            ({"start_time": begin, "end_time": end}, {"end_time": end}, {"start_time": begin}, {"end_time": None},
             {"operator_id": 2}, {"machine_id": 3}, {"qty": 7.0}, {"bom_id": 2}, {"created_at": begin})
        )  # fmt: skip
        self.change("work_orders", **what)

    def add_order(self):
        self.next += 1
        created = self.moment()
        row = order(self.next, created, created, created + timedelta(hours=30), self.dice.choice((1, 2, 3, 4)))
        row["bom_id"] = self.dice.choice((1, 2, 3))
        with self.scope.begin() as db:
            self.scope.insert(db, self.scope.t.work_orders, [row])
        for _ in range(self.dice.randrange(4)):
            self.add_log(self.next)

    def change_demand(self):
        self.dice.choice((
            lambda: self.change("boms", part_number_id=self.dice.choice((1, 2, 3)), machine_group_id=1),
            lambda: self.change("boms", purchase_order_id=self.dice.choice((1, 2, None))),
            lambda: self.change("boms", created_at=self.moment()),
            lambda: self.change("purchase_orders", qty=self.dice.choice((1.0, 40.0)), price=3.5),
            lambda: self.change("purchase_orders", delivery_target_date=self.moment().date()),
            lambda: self.change("purchase_orders", created_at=self.moment()),
        ))()  # fmt: skip

    def remove(self):
        table = self.dice.choice(("work_orders", "work_order_logs", "work_order_logs"))
        t = self.scope.t.metadata.tables[table]
        with self.scope.begin() as db:
            db.execute(delete(t).where(t.c.id.in_(self.some(table))))


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 12))])
def test_late_rows_give_the_rows_of_a_backfill(sqlite_database, at, seed):
    scope = floor.store(floor.rows(since=str(EDGES[0])))
    backfill(scope, *EDGES)
    hand = Hand(scope, seed)
    for work in (hand.add_log, hand.change_log, hand.change_order, hand.add_order, hand.change_demand):
        for _ in range(hand.dice.randrange(1, 5)):
            work()
        late.settle(scope)
    from_scratch(scope)
    for _ in range(3):
        hand.remove()
    late.compare_recent(scope)
    from_scratch(scope)
