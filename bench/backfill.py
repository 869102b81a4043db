"""How long the summaries of two large factories take: bench/backfill.py [--orders 500000] [--database mariadb].

Both factories at once, a process each (two cores). Prints the phases, the peak memory of a process, and how long one
shift of one factory takes to compute again, when nothing else runs. The database is made in a folder that goes away.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

LAST = datetime(2026, 10, 1)
DAYS, MACHINES = 730, 60


def one(slug: str) -> None:
    """The backfill of a factory, in this process."""
    from data.source import read
    from data.summary.aggregate import backfill

    scope = _open(slug)
    spent = {"read": 0.0}
    whole = read.history

    def timed(*args: Any, **more: Any) -> Any:
        began = time.perf_counter()
        found = whole(*args, **more)
        spent["read"] += time.perf_counter() - began
        return found

    read.history = timed
    began, cpu = time.perf_counter(), time.process_time()
    backfill(scope)
    took, used = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{slug}: {took:.1f} s ({used:.1f} s CPU), of it reading {spent['read']:.1f} s; peak {peak:.0f} MB")


def shift(slug: str) -> None:
    """One shift of a factory again, as a worker does it that has done one before."""
    from data.summary.aggregate import aggregate
    from data.summary.clock import Clock

    scope = _open(slug)
    day, took = Clock.of(scope).today, []
    for _ in range(6):
        began = time.perf_counter()
        aggregate(scope, "shift", day)
        took.append(time.perf_counter() - began)
    later = ", ".join(f"{one:.2f}" for one in took[1:])
    print(f"{slug}: one shift of {MACHINES} machines again in {took[0]:.2f} s, then {later} s")


def _open(slug: str) -> Any:
    from data.summary import clock
    from data.tenancy import open_scope

    clock.wall = lambda: LAST
    return open_scope(slug)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--orders", type=int, default=500_000, help="of both factories together")
    asked.add_argument("--database", choices=("sqlite", "mariadb"), default="sqlite")
    asked.add_argument("--one", help=argparse.SUPPRESS)
    asked.add_argument("--shift", help=argparse.SUPPRESS)
    asked.add_argument("--profile", action="store_true", help="the first factory alone, with where its time goes")
    given = asked.parse_args()
    if given.one or given.shift:
        return one(given.one) if given.one else shift(given.shift)
    from tests import databases, servers

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.database == "sqlite":
            with databases.sqlite(folder / "empty.db", folder):
                run(given.orders, given.profile)
        else:
            with servers.mariadb(folder) as socket, databases.mariadb(socket, folder):
                run(given.orders, given.profile)


def run(orders: int, profile: bool) -> None:
    """Make both factories, then compute them at the same time."""
    from bench.plant import build

    began = time.perf_counter()
    slugs = ("north", "south")
    for seed, slug in enumerate(slugs):
        build(slug, orders // 2, DAYS, MACHINES, LAST, seed)
    print(f"made {orders:,} orders in {time.perf_counter() - began:.0f} s", flush=True)
    command = [sys.executable, "-W", "ignore", __file__]
    if profile:
        more = [sys.executable, "-W", "ignore", "-m", "cProfile", "-s", "cumtime", __file__, "--one", slugs[0]]
        subprocess.run(more, check=True, env=dict(os.environ))
        return
    began = time.perf_counter()
    running = [subprocess.Popen([*command, "--one", slug], env=dict(os.environ)) for slug in slugs]
    codes = [process.wait() for process in running]
    if any(codes):
        sys.exit("a factory failed")
    print(f"both factories in {time.perf_counter() - began:.1f} s, the imports in it", flush=True)
    subprocess.run([*command, "--shift", slugs[0]], check=True, env=dict(os.environ))


if __name__ == "__main__":
    main()
