"""Writing the master data of a demo factory into its source tables."""

from datetime import date, timedelta

import pandas as pd
from sqlalchemy import Table
from sqlalchemy.engine import Connection

from data.source.demo.crew import crew
from data.source.demo.holidays import holidays
from data.source.demo.masters import masters
from data.source.demo.people import RANKS
from data.source.demo.plants import Plant
from data.source.demo.reasons import HOLDS, SCRAPS
from data.source.demo.site import Site
from data.source.demo.store import ids, keys
from data.tenancy import Scope


def write_masters(scope: Scope, db: Connection, plant: Plant, seed: int, start: date, days: int) -> None:
    """Everything that a factory has before its first order."""
    site = Site(plant, seed, start, days, start)
    base, people, t = masters(site), crew(site), scope.t
    today = start + timedelta(days=days - 1)

    def put(table: Table, frame: pd.DataFrame) -> None:
        at = pd.Timestamp(site.origin, unit="s")
        scope.insert(db, table, frame.assign(created_at=at, updated_at=at))

    stretches = [site.stretch(shift) for shift in plant.shifts]
    put(
        t.shifts,
        pd.DataFrame(
            {
                "name": [s.name for s in plant.shifts],
                "start_time": [s.start for s in plant.shifts],
                "end_time": [s.end for s in plant.shifts],
                "weekdays": [s.weekdays for s in plant.shifts],
                "valid_from": [first for first, _ in stretches],
                "valid_to": [last for _, last in stretches],
            }
        ),
    )
    put(t.factory_holidays, holidays(plant.country, start, date(today.year + 5, 12, 31)))
    put(t.machine_groups, pd.DataFrame([{"group_name": g.name, "description": g.description} for g in plant.groups]))
    groups = keys(scope, db, t.machine_groups, "group_name")
    machines = base.machines.drop(columns="group")
    machines["machine_group_id"] = ids(machines.pop("machine_group"), groups)
    machines["status"] = [day is None or day > today for day in machines["retired_on"]]
    put(t.machines, machines)
    put(
        t.operator_proficiencies,
        pd.DataFrame(
            [{"proficiency": name, "rank": rank, "description": text} for rank, (name, text) in enumerate(RANKS, 1)]
        ),
    )
    shifts = keys(scope, db, t.shifts, "name")
    operators = people.operators.drop(columns="rank")
    operators["operator_proficiency_id"] = ids(
        operators.pop("proficiency"), keys(scope, db, t.operator_proficiencies, "proficiency")
    )
    operators["shift_id"] = [shifts[plant.shifts[number].name] for number in operators.pop("shift")]
    put(t.operators, operators)
    trainings = people.trainings.copy()
    known = keys(scope, db, t.operators, "emp_id")
    trainings["operator_id"] = [known[operators["emp_id"][number]] for number in trainings.pop("operator")]
    trainings["trained_on"] = [date.fromordinal(day) for day in trainings["trained_on"]]
    put(t.operator_trainings, trainings)
    parts = base.parts[["partnumber", "revision", "description", "cycle_time", "setup_time", "standard_cost"]]
    put(t.part_numbers, parts)
    put(t.customers, base.customers)
    put(t.hold_reasons, pd.DataFrame(HOLDS)[["code", "description", "category", "planned"]])
    put(t.scrapped_reasons, pd.DataFrame(SCRAPS)[["code", "description"]])
