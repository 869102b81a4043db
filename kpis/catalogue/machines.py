"""How well the machines' time was used."""

from kpis.catalogue.quality import QUALITY_RATE
from kpis.model import Example, Kpi, and_up

PLANNED_HOURS = "scheduled_hours + off_shift_work_hours"
UTILIZATION = f"100 * run_hours / ({PLANNED_HOURS})"
AVAILABILITY = f"100 * run_hours / ({PLANNED_HOURS} - planned_down_hours)"
ISO_UTILIZATION = "ISO 22400-2:2014, time model: actual production time (APT) over planned operation time (POT)"
OEE = "product(availability, performance, quality) / 10000"
"""In its factors: one of 0 decides it, so that machines that never ran in planned time have an OEE of 0, not none."""
OEE_PARTS = {
    "availability": AVAILABILITY,
    "performance": "100 * ideal_hours / (run_hours - uncovered_run_hours)",
    "quality": "100 * good_hours / ideal_hours",
}
OEE_KIN = {
    "OOE, planned stops count": f"product({UTILIZATION}, performance, quality) / 10000",
    "TEEP, of all time": "product(100 * run_hours / calendar_hours, performance, quality) / 10000",
    "NEE, setup is no loss": "product(100 * (run_hours + setup_hours) / "
    f"({PLANNED_HOURS} - planned_down_hours), performance, quality) / 10000",
}
OEE_EXAMPLE = Example(
    {
        "run_hours": 12, "scheduled_hours": 16, "off_shift_work_hours": 0, "planned_down_hours": 1,
        "ideal_hours": 9, "good_hours": 8.1, "uncovered_run_hours": 2,
    },
    64.8,
)  # fmt: skip
INDEX = "0.4 * min(100, machine_availability) + 0.3 * min(100, cycle_time_efficiency) + 0.3 * quality_rate"
INDEX_PARTS = {
    "machine_availability": AVAILABILITY,
    "cycle_time_efficiency": OEE_PARTS["performance"],
    "quality_rate": QUALITY_RATE,
}
_INDEX_EXAMPLE = Example(
    {
        "run_hours": 12, "scheduled_hours": 16, "off_shift_work_hours": 0, "planned_down_hours": 1,
        "ideal_hours": 9, "uncovered_run_hours": 2, "ok_units": 95, "scrapped_units": 5,
    },
    87.5,
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
        description="Share of the machines' scheduled time, and of their work off shift, in which they ran. Now: how "
        "many of the machines run, and what the others do.",
        moves="Up when setups, holds and waits for the next order get shorter; down with every hour that a machine in "
        "service stands in a shift.",
        source=ISO_UTILIZATION,
        example=Example({"run_hours": 12, "scheduled_hours": 15, "off_shift_work_hours": 1}, 75),
        chart="area",
        views=("timeline",),
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
        source=ISO_UTILIZATION,
        example=Example({"run_hours": 6, "scheduled_hours": 8, "off_shift_work_hours": 0, "busy_hours": 7}, 75),
        views=("timeline",),
        snapshot="Both rates today so far, per machine",
        lines={"Scheduled utilization": f"100 * busy_hours / ({PLANNED_HOURS})"},
    ),
    Kpi(
        id="group_utilization",
        name="Machine group utilization",
        category="machines",
        tier="2",
        formula=UTILIZATION,
        unit="%",
        better="higher",
        target=75,
        breakdowns=("group",),
        audience=and_up("manager"),
        description="Run time of a group's machines over their scheduled time and their work off shift. A large "
        "machine counts as much as a small one: an hour is an hour.",
        moves="Groups drift apart with the mix of parts: where one is full and its neighbour waits, move work or "
        "people. A machine that is added lowers its group until it is loaded.",
        source=ISO_UTILIZATION,
        example=Example({"run_hours": 90, "scheduled_hours": 120, "off_shift_work_hours": 0}, 75),
        chart="area",
        snapshot="By group today",
    ),
    Kpi(
        id="utilization_by_hour",
        name="Utilization by time of day",
        category="machines",
        tier="2",
        formula=UTILIZATION,
        unit="%",
        better="higher",
        target=75,
        breakdowns=("group", "hour"),
        audience=and_up("manager"),
        description="Utilization hour by hour of the factory's clock: the run time in an hour over the scheduled time "
        "and the work off shift in it. An hour without shift and without work has no value.",
        moves="Dips show breaks, shift changes, late starts and early ends; a low night shift shows in its hours.",
        source=ISO_UTILIZATION,
        example=Example({"run_hours": 30, "scheduled_hours": 40, "off_shift_work_hours": 0}, 75),
        chart="bar",
        views=("hours",),
        snapshot="Hour by hour today; analytics: heat map of weekday and hour",
    ),
    Kpi(
        id="machine_availability",
        name="Machine availability rate",
        category="machines",
        tier="2",
        formula=AVAILABILITY,
        unit="%",
        better="higher",
        target=90,
        breakdowns=("machine", "group", "shift"),
        audience=and_up("manager"),
        description="Share of the planned time in which machines ran: scheduled time and work off shift, less planned "
        "downtime. It is the first factor of OEE.",
        moves="Down with breakdowns, setups and missing orders, material or operators; planned maintenance does not "
        "lower it.",
        source="ISO 22400-2:2014, availability: actual production time (APT) over planned busy time (PBT)",
        example=Example(
            {"run_hours": 13.5, "scheduled_hours": 16, "off_shift_work_hours": 0, "planned_down_hours": 1}, 90
        ),
        chart="area",
        snapshot="Today so far",
    ),
    Kpi(
        id="machine_performance_index",
        name="Machine performance index",
        category="machines",
        tier="2",
        formula=INDEX,
        parts=INDEX_PARTS,
        rests_on=tuple(INDEX_PARTS),
        unit="%",
        better="higher",
        target=85,
        breakdowns=("machine", "group"),
        audience=and_up("manager"),
        description="Availability, cycle time efficiency and quality weighted 40 : 30 : 30, each at most 100 %. "
        "Unlike OEE it adds: a weak factor costs its weight, not everything.",
        moves="Availability weighs most, so stops move it first; then speed and scrap. A machine that made nothing "
        "has no index.",
        example=_INDEX_EXAMPLE,
        snapshot="Ranking today",
        lines={name.replace("_", " ").capitalize(): name for name in INDEX_PARTS},
    ),
    Kpi(
        id="machine_performance_trend",
        name="Machine performance trend",
        category="machines",
        tier="3M",
        formula=INDEX,
        parts=INDEX_PARTS,
        rests_on=("machine_performance_index",),
        trend="month",
        window="30d",
        unit="%",
        better="higher",
        target=85,
        breakdowns=("machine", "group"),
        audience=and_up("executive"),
        description="The machine performance index over time, and by how many points it changes in a month: the slope "
        "of a straight line through its closed days, weeks or months.",
        moves="A steady fall points to wear, a jump to a new part, tool or crew. A slope over few days is mostly "
        "noise: take a quarter or more.",
        example=_INDEX_EXAMPLE,
        snapshot="Last 30 days",
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
        views=("waterfall",),
        snapshot="Today so far with its three factors; analytics: waterfall of the losses",
        lines={"Availability": "availability", "Performance": "performance", "Quality": "quality"},
        kin=OEE_KIN,
    ),
)
