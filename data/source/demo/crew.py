"""Operators: who works where, how well, and how they learn."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from data.source.demo.dice import Floats, Ints
from data.source.demo.people import FIRST, LAST, RANKS, TOPICS
from data.source.demo.site import DAY, Site

SPEED = np.array([0.885, 0.925, 0.95, 0.97])  # of the ideal, by rank
SCRAP = np.array([1.5, 1.1, 0.95, 0.8])  # times the part's usual, by rank
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Crew:
    """`first` and `second` [shift, position]: the operator, and who follows on `change` (ordinal; far off: nobody)."""

    operators: pd.DataFrame  # emp_id, name, shift (index), rank 0..3, hourly_rate, hired_on, left_on
    trainings: pd.DataFrame  # operator (index), trained_on (ordinal), hours, topic
    first: Ints
    second: Ints
    change: Ints

    def at(self, shift: Ints, position: Ints, wall: Floats) -> Ints:
        """The operator who holds a position at a moment."""
        today = EPOCH + wall // DAY
        return np.where(today < self.change[shift, position], self.first[shift, position], self.second[shift, position])

    def _tenure(self, operator: Ints, wall: Floats) -> Floats:
        hired = np.array([day.toordinal() for day in self.operators["hired_on"]])
        return np.maximum(EPOCH + wall / DAY - hired[operator], 0)

    def trained(self, operator: Ints, wall: Floats) -> np.ndarray:
        """Whether the operator was trained in the 90 days before."""
        marks = np.sort(self.trainings["operator"].to_numpy() * 10**7 + self.trainings["trained_on"].to_numpy())
        today = operator * 10**7 + (EPOCH + wall // DAY).astype(np.int64)
        last = marks[np.maximum(np.searchsorted(marks, today, side="left") - 1, 0)]
        return np.asarray((today - last >= 0) & (today - last <= 90))

    def speed(self, operator: Ints, wall: Floats) -> Floats:
        """Share of the ideal speed: the rank's, less what a new hire has yet to learn, more after a training."""
        rank = self.operators["rank"].to_numpy()[operator]
        learning = 1 - 0.22 * np.exp(-self._tenure(operator, wall) / 50)
        return np.asarray(SPEED[rank] * learning * np.where(self.trained(operator, wall), 1.04, 1.0))

    def scrap(self, operator: Ints, wall: Floats) -> Floats:
        rank = self.operators["rank"].to_numpy()[operator]
        return np.asarray(SCRAP[rank] * (1 + 1.2 * np.exp(-self._tenure(operator, wall) / 40)))


def _names(site: Site, count: int) -> list[str]:
    first, last = FIRST[site.plant.country].split(), LAST[site.plant.country].split()
    every = np.argsort(site.dice.uniform("crew.name", np.arange(len(first) * len(last))))[:count]
    return [f"{first[n // len(last)]} {last[n % len(last)]}" for n in every]


def _trainings(site: Site, operators: pd.DataFrame) -> pd.DataFrame:
    rounds = site.days // 91 + 2
    keys = np.arange(len(operators) * rounds)
    operator, quarter = keys // rounds, keys % rounds
    day = site.start.toordinal() - 60 + quarter * 91 + (site.dice.uniform("training.day", keys) * 80).astype(np.int64)
    hired = np.array([d.toordinal() for d in operators["hired_on"]])[operator]
    left = np.array([(d or date.max).toordinal() for d in operators["left_on"]])[operator]
    took = site.dice.chance("training", keys, 0.28) & (day > hired) & (day < left)
    took &= day < site.start.toordinal() + site.days
    return pd.DataFrame(
        {
            "operator": operator,
            "trained_on": day,
            "hours": site.dice.pick("training.hours", keys, (3, 4, 2)) * 2.0 + 2,
            "topic": np.array(TOPICS, dtype=object)[site.dice.pick("training.topic", keys, (1, 1, 1, 1, 1))],
        }
    )[took].reset_index(drop=True)


def crew(site: Site) -> Crew:
    """One operator a position and shift; one position in nine changes hands in the history, to a new hire."""
    plant, dice = site.plant, site.dice
    shifts = [number for number, shift in enumerate(plant.shifts) if shift.crew]
    keys = np.arange(len(shifts) * plant.crew)
    rank = dice.pick("crew.rank", keys, (12, 40, 32, 16))
    tenure = dice.uniform("crew.tenure", keys, 300, 5000) * (0.3 + 0.35 * rank)
    moves = dice.chance("crew.moves", keys, 0.11)
    leaving = site.start.toordinal() + (site.days * dice.uniform("crew.leaves", keys, 0.15, 0.9)).astype(np.int64)
    rows = [
        (
            int(keys[n]) // plant.crew,
            int(rank[n]),
            site.start - timedelta(days=int(tenure[n])),
            date.fromordinal(int(leaving[n])) if moves[n] else None,
        )
        for n in keys
    ]
    rows += [(n // plant.crew, 0, date.fromordinal(int(leaving[n])), None) for n in keys[moves].tolist()]
    made = pd.DataFrame(rows, columns=["shift", "rank", "hired_on", "left_on"], dtype=object)
    made = made.astype({"shift": np.int64, "rank": np.int64})
    people = np.arange(len(made))
    made["emp_id"] = [f"E{2001 + n}" for n in people]
    made["name"] = _names(site, len(made))
    made["proficiency"] = [RANKS[r][0] for r in made["rank"]]
    wage = plant.wage * (0.8 + 0.13 * made["rank"]) * dice.uniform("crew.wage", people, 0.95, 1.05)
    made["hourly_rate"] = wage.round(2)
    shape = (len(shifts), plant.crew)
    second = keys.copy()
    second[moves] = len(keys) + np.arange(moves.sum())
    change = np.where(moves, leaving, date.max.toordinal())
    return Crew(made, _trainings(site, made), keys.reshape(shape), second.reshape(shape), change.reshape(shape))
