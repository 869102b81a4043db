"""All numbers as JSON, to hold a change of the code against, and what differs between two such files.

    PYTHONPATH=. python bench/all_numbers.py before.json [--to DAY] [--factory SLUG]
    PYTHONPATH=. python bench/all_numbers.py before.json after.json

Every KPI of every factory over the 30, 90 and 365 days until `--to`, alone, compared, and by each breakdown. The same
database, summaries computed again by the code that is looked at, and a Redis (each question reads the live facts).
"""

import argparse
import json
import math
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import answers
from answers import QuestionError
from data.tenancy import factories, open_scope
from kpis import catalogue
from kpis.answer import Question

DAYS = (30, 90, 365)


def numbers(last: date | None, slugs: list[str]) -> dict[str, dict[str, float | None]]:
    """By factory and question the numbers: value, difference, buckets and members."""
    found: dict[str, dict[str, float | None]] = {}
    for factory in factories():
        if slugs and factory.slug not in slugs:
            continue
        scope = open_scope(factory.id)
        end = min(answers.today(scope), last or date.max)
        mine = found.setdefault(factory.slug, {})
        for kpi in catalogue.KPIS.values():
            for days in DAYS:
                start = end - timedelta(days=days - 1)
                other = (start - timedelta(days=days), start - timedelta(days=1))
                for by in (None, *kpi.breakdowns):
                    question = Question(kpi.id, start, end, by, compare=None if by else other)
                    try:
                        mine.update(_told(f"{kpi.id} {days}d {by or '-'}", answers.ask(scope, question)))
                    except QuestionError as error:
                        mine[f"{kpi.id} {days}d {by} refused: {error}"] = None
    return found


def _told(name: str, answer: Any) -> dict[str, float | None]:
    told = {name: answer.value}
    if answer.comparison:
        told[f"{name} before"] = answer.comparison.value
    told |= {f"{name} @{row.start}": row.value for row in answer.buckets.itertuples() if answer.breakdown is None}
    if answer.breakdown is not None:
        kind = answer.breakdown.get("kind", "")
        keys = answer.breakdown["key"] if isinstance(kind, str) else kind + "/" + answer.breakdown["key"].astype(str)
        told |= {f"{name} {key}": value for key, value in zip(keys, answer.breakdown["value"], strict=True)}
    return {key: None if value is None or math.isnan(value) else float(value) for key, value in told.items()}


def differences(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    """A line for each number that is another one."""
    said = []
    for slug in sorted(a.keys() & b.keys()):
        old, new = a.get(slug, {}), b.get(slug, {})
        for key in sorted(old.keys() | new.keys()):
            x, y = old.get(key, "absent"), new.get(key, "absent")
            if x != y and not (isinstance(x, float) and isinstance(y, float) and math.isclose(x, y, rel_tol=1e-9)):
                said.append(f"{slug}: {key}: {x} -> {y}")
    return said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--to", type=date.fromisoformat)
    parser.add_argument("--factory", action="append", default=[])
    told = parser.parse_args()
    if len(told.files) == 2:
        found = differences(*(json.loads(file.read_text()) for file in told.files))
        print("\n".join(found))
        print(len(found), "differ:", Counter(line.split(" ")[1] for line in found).most_common(120))
    else:
        told.files[0].write_text(json.dumps(numbers(told.to, told.factory), indent=0))


if __name__ == "__main__":
    main()
