"""What the machines' time went into."""

from kpis.model import Example, Kpi, and_up

PLANNED_HOURS = "scheduled_hours + off_shift_work_hours"
UTILIZATION = f"100 * run_hours / ({PLANNED_HOURS})"
OEE = "product(availability, performance, quality) / 10000"
"""In its factors: one of 0 decides it, so that machines that never ran in planned time have an OEE of 0, not none."""
OEE_PARTS = {
    "availability": f"100 * run_hours / ({PLANNED_HOURS} - planned_down_hours)",
    "performance": "100 * ideal_hours / (run_hours - uncovered_run_hours)",
    "quality": "100 * good_hours / ideal_hours",
}
OEE_EXAMPLE = Example(
    {
        "run_hours": 12, "scheduled_hours": 16, "off_shift_work_hours": 0, "planned_down_hours": 1,
        "ideal_hours": 9, "good_hours": 8.1, "uncovered_run_hours": 2,
    },
    64.8,
)  # fmt: skip

KPIS = (
    Kpi(
        id="machine_status",
        name="Current machine status",
        category="machines",
        tier="1",
        formula=UTILIZATION,
        unit="%",
        better="higher",
        target=75,
        breakdowns=("machine", "group", "shift"),
        audience=and_up("operator"),
        description="Share of the machines' scheduled time, and of their work off shift, in which they ran. "
        "Now: how many of the machines run, and what the others do.",
        moves="Up when setups, holds and waits for the next order get shorter; down with every hour that a machine "
        "in service stands in a shift.",
        source="ISO 22400-2:2014, time model: actual production time (APT) over planned operation time (POT)",
        example=Example({"run_hours": 12, "scheduled_hours": 15, "off_shift_work_hours": 1}, 75),
        chart="area",
        snapshot="Machines by state now (running, setup, hold, scheduled, idle) with the order, operator, progress "
        "and since-when of each; headline: share of machines running",
    ),
    Kpi(
        id="machine_utilization",
        name="Machine utilization rate",
        category="machines",
        tier="1",
        formula=UTILIZATION,
        unit="%",
        better="higher",
        target=75,
        breakdowns=("machine", "group", "shift"),
        audience=and_up("supervisor"),
        description="Run time over scheduled time and work off shift. The second line counts all time with an order "
        "on the machine: the gap between the two is setup and hold.",
        moves="Up with more run time in the same shifts; down with setups, holds and lack of orders. Work off shift "
        "counts above and below the line, so overtime alone does not lift it over 100 %.",
        source="ISO 22400-2:2014, time model: actual production time (APT) over planned operation time (POT)",
        example=Example({"run_hours": 6, "scheduled_hours": 8, "off_shift_work_hours": 0, "busy_hours": 7}, 75),
        snapshot="Both rates today so far, per machine",
        lines={"Scheduled utilization": f"100 * busy_hours / ({PLANNED_HOURS})"},
    ),
    Kpi(
        id="downtime",
        name="Downtime analysis",
        category="machines",
        tier="2",
        formula="100 * (planned_down_hours + unplanned_down_hours) / scheduled_hours",
        unit="%",
        better="lower",
        target=10,
        breakdowns=("machine", "group", "reason", "shift"),
        audience=and_up("supervisor"),
        description="Share of the scheduled time that machines spent on hold, planned and unplanned. Holds outside "
        "scheduled time are not downtime; without any hold reported it is unknown.",
        moves="Up with longer or more frequent holds inside shifts; down when stops are repaired sooner or moved out "
        "of scheduled time.",
        source="ISO 22400-2:2014, time model: down time over planned operation time (POT)",
        example=Example({"planned_down_hours": 0.5, "unplanned_down_hours": 1.5, "scheduled_hours": 16}, 12.5),
        chart="area",
        snapshot="Hours down today, planned and unplanned",
        lines={
            "Planned": "100 * planned_down_hours / scheduled_hours",
            "Unplanned": "100 * unplanned_down_hours / scheduled_hours",
        },
    ),
    Kpi(
        id="oee",
        name="Overall equipment effectiveness",
        category="machines",
        tier="3D",
        formula=OEE,
        parts=OEE_PARTS,
        unit="%",
        better="higher",
        target=75,
        breakdowns=("machine", "group", "shift"),
        audience=and_up("supervisor"),
        description="Share of the planned time in which good units were made at the ideal cycle time: availability "
        "times performance times quality. Parts without an ideal cycle time are left out of performance and quality.",
        moves="Up when machines stop less (availability), run nearer to the ideal cycle time (performance) or scrap "
        "less (quality). A performance over 100 % means that an ideal cycle time is set too long.",
        source="ISO 22400-2:2014, OEE index; Nakajima, Introduction to TPM (1988)",
        example=OEE_EXAMPLE,
        snapshot="Today so far with its three factors; analytics: waterfall of the losses",
        lines={"Availability": "availability", "Performance": "performance", "Quality": "quality"},
    ),
)
