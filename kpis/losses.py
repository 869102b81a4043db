"""Where the planned time went: the losses between planned time and good time, which add up to the last second.

Nakajima, Introduction to TPM (1988), six big losses; ISO 22400-2:2014, time model.
"""

from collections.abc import Mapping

import pandas as pd

MEASURES = (
    "scheduled_hours", "off_shift_work_hours", "planned_down_hours", "idle_hours", "setup_hours", "breakdown_hours",
    "unplanned_down_hours", "run_hours", "uncovered_run_hours", "ideal_hours", "good_hours", "ok_units",
    "scrapped_units", "uncovered_units", "downtime_cost",
)  # fmt: skip
UNITS = {"h": "Hours", "units": "Units", "money": "Money"}


def losses(sums: Mapping[str, float | None], unit: str = "h") -> pd.DataFrame:
    """Rows of name, value and total (bool: a level, not a loss), from planned time down to good time.

    `unit`: h, units (at the mean ideal cycle time of what was made) or money (at the mean hourly cost of the machines
    that stood still). Values are NaN where a measure is unknown, or nothing says what an hour is worth.
    """
    s = {name: float("nan") if sums.get(name) is None else float(sums[name] or 0.0) for name in MEASURES}
    planned = s["scheduled_hours"] + s["off_shift_work_hours"] - s["planned_down_hours"]
    steps = (
        ("Planned time", planned, True),
        ("No order", s["idle_hours"], False),
        ("Setup", s["setup_hours"], False),
        ("Breakdowns", s["breakdown_hours"], False),
        ("Other stops", s["unplanned_down_hours"] - s["breakdown_hours"], False),
        ("No cycle time", s["uncovered_run_hours"], False),
        ("Speed", s["run_hours"] - s["uncovered_run_hours"] - s["ideal_hours"], False),
        ("Scrap", s["ideal_hours"] - s["good_hours"], False),
        ("Good time", s["good_hours"], True),
    )
    frame = pd.DataFrame(steps, columns=["name", "value", "total"])
    return frame.assign(value=frame.value * _worth(s, unit))


def _worth(s: Mapping[str, float], unit: str) -> float:
    """What an hour is worth in `unit`; NaN where nothing says so."""
    above, below = {
        "h": (1.0, 1.0),
        "units": (s["ok_units"] + s["scrapped_units"] - s["uncovered_units"], s["ideal_hours"]),
        "money": (s["downtime_cost"], s["unplanned_down_hours"]),
    }[unit]
    return above / below if below > 0 else float("nan")
