"""What the plan asks of machines and people, and how well that is foreseen."""

from kpis.catalogue.machines import PLANNED_HOURS
from kpis.model import Example, Kpi, and_up

LOADED = f"100 * busy_hours / ({PLANNED_HOURS})"

KPIS = (
    Kpi(
        id="resource_demand",
        name="Resource demand",
        category="planning",
        tier="1",
        formula="100 * planned_load_hours / scheduled_hours",
        unit="%",
        better="target",
        target=85,
        breakdowns=("machine", "group", "shift"),
        audience=and_up("supervisor"),
        description="Scheduled machine time that work orders are planned for, over all that is scheduled. Orders that "
        "are planned on one machine at the same time add up, so more than 100 % is asked too much.",
        moves="Up when orders are released or planned longer; down when shifts are added. Well under 100 % leaves room "
        "for stops and rush orders.",
        source="APICS Dictionary: load, capacity requirements planning",
        example=Example({"planned_load_hours": 68, "scheduled_hours": 80}, 85),
        snapshot="Machine hours and operators needed in the next 24 h against what is available, per group",
    ),
    Kpi(
        id="bottleneck",
        name="Bottleneck analysis",
        category="planning",
        tier="1",
        formula=f"max({LOADED} by group)",
        each=LOADED,
        unit="%",
        better="target",
        target=85,
        breakdowns=("group",),
        audience=and_up("supervisor"),
        description="The highest share of time that a machine group was busy with orders: running, in setup or on "
        "hold. Now: the remaining work of the open orders over the hours that the group is scheduled in the next 24 h.",
        moves="Up when work gathers in one group; down when it is moved, or the group gets more machines or shifts. "
        "An hour lost at the bottleneck is an hour lost for the factory.",
        source="Goldratt and Cox, The Goal (1984): theory of constraints",
        example=Example(
            {"busy_hours": 118, "scheduled_hours": 240, "off_shift_work_hours": 0},
            85,
            {
                "group": {
                    "busy_hours": (30, 68, 20),
                    "scheduled_hours": (80, 80, 80),
                    "off_shift_work_hours": (0, 0, 0),
                }
            },
        ),
        snapshot="Load of each machine group: backlog hours over the hours available in the next 24 h; names the worst",
        lines={"All machines": LOADED},
    ),
    Kpi(
        id="resource_planning_optimization",
        name="Resource planning optimization",
        category="planning",
        tier="3W",
        formula="100 * (1 - hoover(planned_load_hours / scheduled_hours by group))",
        unit="%",
        better="higher",
        target=80,
        breakdowns=(),
        audience=and_up("manager"),
        description="How evenly the plan loads the machine groups: 100 % less the share of the load ratios that would "
        "have to move for all groups to have the same. A group without scheduled time does not count.",
        moves="Up when work is planned where there is room; down when one group is full while others wait. It says "
        "nothing about how high the load is.",
        source="Hoover, The measurement of industrial localization (1936)",
        example=Example({}, 90, {"group": {"planned_load_hours": (40, 60), "scheduled_hours": (100, 100)}}),
        window="7d",
        snapshot="Next 7 days",
    ),
    Kpi(
        id="bottleneck_prediction",
        name="Bottleneck prediction accuracy",
        category="planning",
        tier="3M",
        formula="100 * bottleneck_hits / bottleneck_predictions",
        unit="%",
        better="higher",
        target=70,
        breakdowns=(),
        audience=and_up("executive"),
        description="Of the days for which a bottleneck group had been predicted 7 days before, the share on which "
        "that group was in fact the busiest. Days without a prediction do not count.",
        moves="Up when one group is clearly the tightest, and with a steady mix; down when several are close together "
        "or the mix changes within a week.",
        example=Example({"bottleneck_hits": 21, "bottleneck_predictions": 30}, 70),
        window="30d",
        snapshot="Last 30 days; today's prediction",
    ),
    Kpi(
        id="demand_forecast_accuracy",
        name="Resource demand forecast accuracy",
        category="planning",
        tier="3M",
        formula="max(0, 100 * (1 - forecast_error_hours / forecast_busy_hours))",
        unit="%",
        better="higher",
        target=85,
        breakdowns=("group",),
        audience=and_up("executive"),
        description="How near the machine hours that were forecast 7 days before came to the hours that the machines "
        "were busy: 100 % less the error of each group and day over the busy hours. It is not shown below 0.",
        moves="Up with steady demand and orders that are planned early; down with rush orders, stops and holidays that "
        "the forecast does not know.",
        source="SCOR, forecast accuracy: (sum of actuals - sum of variances) / sum of actuals",
        example=Example({"forecast_error_hours": 30, "forecast_busy_hours": 200}, 85),
        window="30d",
        snapshot="Last 30 days; forecast of the next 7 days",
    ),
)
