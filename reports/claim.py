"""One worker at a time makes a report: a lease in the central table job_claims, held by whoever's stamp it carries.

It works on every database and for factories of their own database alike; a killed worker's lease runs out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from data.tenancy import Scope, central
from data.tenancy.schema import CENTRAL, utcnow

LEASE = timedelta(seconds=100)
"""Longer than any step between two renewals: drawing has its hard limit of 60 s."""


class ReportBusy(RuntimeError):
    """Another worker makes this report right now."""


class Claim:
    """The right to make one report; `renew()` before every long step."""

    def __init__(self, scope: Scope, kind: str, day: date) -> None:
        c = CENTRAL.job_claims.c
        self.what = f"the {kind} report {day} of {scope.factory.name}"
        self._key = {
            "factory_id": scope.factory.id,
            "job": f"make {kind} report",
            "due_at": datetime.combine(day, time()),
        }
        self._row = (c.factory_id == scope.factory.id) & (c.job == self._key["job"]) & (c.due_at == self._key["due_at"])
        self._mine = utcnow()

    def take(self) -> None:
        """Take the lease, or one that ran out; ReportBusy while another holds it."""
        table = CENTRAL.job_claims
        try:
            with central().begin() as db:
                db.execute(insert(table).values(**self._key, claimed_at=self._mine))
            return
        except IntegrityError:
            pass
        over = table.c.claimed_at < self._mine - LEASE
        with central().begin() as db:
            if db.execute(update(table).where(self._row, over).values(claimed_at=self._mine)).rowcount:
                return
        raise ReportBusy(f"{self.what} is being made right now by another worker; try again in two minutes")

    def renew(self) -> None:
        """Hold on for another LEASE; ReportBusy when the lease ran out and another worker took it."""
        table, now = CENTRAL.job_claims, utcnow()
        held = self._row & (table.c.claimed_at == self._mine)
        with central().begin() as db:
            if not db.execute(update(table).where(held).values(claimed_at=now)).rowcount:
                raise ReportBusy(f"{self.what} took longer than its lease, and another worker has taken over")
        self._mine = now

    def release(self) -> None:
        table = CENTRAL.job_claims
        with central().begin() as db:
            db.execute(delete(table).where(self._row, table.c.claimed_at == self._mine))


@contextmanager
def only_one(scope: Scope, kind: str, day: date) -> Iterator[Claim]:
    """`with only_one(...) as claim:` ReportBusy when another worker makes the same report."""
    claim = Claim(scope, kind, day)
    claim.take()
    try:
        yield claim
    finally:
        claim.release()
