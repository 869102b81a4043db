"""Whether the plan of the work orders holds, and how good it was."""

from kpis.catalogue.production import OPEN_ORDERS
from kpis.model import Example, Kpi, and_up

ACCURACY_OF_GROUP = "100 * group_matches / orders_with_group_plan"
STARTS_ON_TIME = "100 * starts_on_time / orders_started"
_OPEN = {"open_assigned": 18, "open_setup": 2, "open_running": 16, "open_hold": 4}

KPIS = (
    Kpi(
        id="schedule_adherence",
        name="Schedule adherence",
        category="planning",
        tier="1",
        formula="100 * completed_on_time / (completed_early + completed_on_time + completed_late)",
        unit="%",
        better="higher",
        target=90,
        breakdowns=("machine", "operator", "part"),
        audience=and_up("supervisor"),
        description="Share of the completed work orders that finished within 15 minutes of their planned end. Early "
        "is off plan as well as late; orders without a planned end do not count.",
        moves="Up when durations in the plan are true and starts are on time; down with stops, rush orders and "
        "padded plans.",
        example=Example({"completed_early": 2, "completed_on_time": 18, "completed_late": 4}, 75),
        snapshot="Completed today early / on time / late (15 min tolerance), running orders at risk",
    ),
    Kpi(
        id="assignment_status",
        name="Assignment status",
        category="planning",
        tier="1",
        formula=f"100 * (1 - avg(open_unassigned) / avg({OPEN_ORDERS}))",
        unit="%",
        better="higher",
        target=95,
        breakdowns=("machine", "group"),
        audience=and_up("supervisor"),
        description="Share of the open work orders that somebody is assigned to, by the line of the log in force or by "
        "the order. No source says when an order got its operator: it counts as assigned from its beginning on.",
        moves="Up when the shift leads assign the released orders; down when orders are released faster than that, or "
        "operators are absent.",
        example=Example(_OPEN | {"open_unassigned": 2, "stock_days": 1}, 95),
        snapshot="Open orders with and without operator, list of the ones without",
    ),
    Kpi(
        id="timeline_pipeline",
        name="Timeline pipeline",
        category="planning",
        tier="1",
        formula=f"100 * (1 - avg(open_overdue + open_at_risk) / avg({OPEN_ORDERS}))",
        unit="%",
        better="higher",
        target=90,
        breakdowns=("machine", "group"),
        audience=and_up("supervisor"),
        description="Share of the open work orders on track: not past their planned end, and not running towards it "
        "with too much left to do. At risk is a running order due within 2 h and under 70 % done, or within 4 h and "
        "under 80 %.",
        moves="Up when late orders are finished, cancelled or replanned; down with stops and with plans that nobody "
        "updates. An order without a planned end is never late.",
        example=Example(_OPEN | {"open_overdue": 3, "open_at_risk": 1, "stock_days": 1}, 90),
        snapshot="Open orders on track / at risk / late, list of the latter two",
        lines={
            "Late": f"100 * avg(open_overdue) / avg({OPEN_ORDERS})",
            "At risk": f"100 * avg(open_at_risk) / avg({OPEN_ORDERS})",
        },
    ),
    Kpi(
        id="planning_accuracy_group",
        name="Planning accuracy - machine group",
        category="planning",
        tier="3D",
        formula=ACCURACY_OF_GROUP,
        unit="%",
        better="higher",
        target=95,
        breakdowns=("group",),
        audience=and_up("manager"),
        description="Share of the completed work orders that ran in the machine group that their BOM had planned. "
        "BOMs without a planned group do not count; by group, an order counts where it ran.",
        moves="Up when the planned group has the capacity and the tools; down when work is moved to whatever machine "
        "is free.",
        example=Example({"group_matches": 57, "orders_with_group_plan": 60}, 95),
        snapshot="Completed today",
    ),
    Kpi(
        id="planning_accuracy_skill",
        name="Planning accuracy - skill",
        category="planning",
        tier="3D",
        formula="100 * skill_matches / orders_with_skill_plan",
        unit="%",
        better="higher",
        target=95,
        breakdowns=("operator",),
        audience=and_up("manager"),
        description="Share of the completed work orders whose operator had at least the proficiency that the BOM had "
        "planned. An order without operator is no match.",
        moves="Up with training and with assignments by skill; down when the skilled operators are absent or busy, and "
        "with orders that run without an operator.",
        example=Example({"skill_matches": 46, "orders_with_skill_plan": 50}, 92),
        snapshot="Completed today",
    ),
    Kpi(
        id="bom_productivity",
        name="BOM productivity index",
        category="planning",
        tier="3W",
        formula="100 * completed_ok_qty / completed_qty",
        unit="%",
        better="higher",
        target=98,
        breakdowns=("part",),
        audience=and_up("manager"),
        description="OK units of the work orders completed in the period, over the units that they were planned for. "
        "Over 100 % the orders made more than they were asked to.",
        moves="Up when orders run to their full quantity; down with scrap that is not made good and with orders that "
        "are closed short.",
        example=Example({"completed_ok_qty": 1940, "completed_qty": 2000}, 97),
        window="this_week",
        snapshot="Week to date",
    ),
    Kpi(
        id="wo_planning_adherence",
        name="Work order planning adherence",
        category="planning",
        tier="3W",
        formula=STARTS_ON_TIME,
        unit="%",
        better="higher",
        target=85,
        breakdowns=("machine", "operator", "part"),
        audience=and_up("manager"),
        description="Share of the started work orders whose first start came within 15 minutes of the planned one. An "
        "order without a planned start counts as started, not as on time.",
        moves="Up when material, machine and operator are there at the planned time; down when the order before runs "
        "over.",
        example=Example({"starts_on_time": 34, "orders_started": 40}, 85),
        snapshot="Today so far",
    ),
    Kpi(
        id="planning_vs_execution",
        name="Planning vs execution timeline",
        category="planning",
        tier="3W",
        formula="100 * make_hours / planned_make_hours",
        unit="%",
        better="target",
        target=100,
        breakdowns=("machine", "group", "part"),
        audience=and_up("manager"),
        description="Time from the first start to completion over the time that was planned for it, for the work "
        "orders completed in the period. Orders that run over and orders that run short cancel out: see the learning "
        "curve for the error of each.",
        moves="Over 100 % when orders stop or wait after their first start; under it when the plan is padded.",
        example=Example({"make_hours": 55, "planned_make_hours": 50}, 110),
        snapshot="Completed today",
    ),
    Kpi(
        id="planning_learning_curve",
        name="Planning hub learning curve",
        category="planning",
        tier="3M",
        formula="100 * plan_error_hours / planned_make_hours",
        unit="%",
        better="lower",
        target=15,
        breakdowns=("group", "part"),
        audience=and_up("executive"),
        description="Mean error of the planned durations: the difference of planned and actual make time of each "
        "completed work order, up or down, over the planned time. The learning rate says how much of the error is left "
        "after each doubling of the orders completed.",
        moves="Down when planners correct durations with what the log shows; up with new parts, new machines and "
        "stops.",
        source="Wright, Factors affecting the cost of airplanes (1936): a constant rate per doubling",
        example=Example({"plan_error_hours": 6, "planned_make_hours": 50, "orders_completed": 20}, 12),
        learning="orders_completed",
        window="30d",
        snapshot="Last 30 days",
    ),
    Kpi(
        id="cross_order_optimization",
        name="Cross-order resource optimization",
        category="planning",
        tier="3M",
        formula="100 * starts_without_changeover / orders_started",
        unit="%",
        better="higher",
        target=40,
        breakdowns=("machine", "group"),
        audience=and_up("executive"),
        description="Share of the started work orders that needed no setup, as the machine was still set up for them. "
        "A setup logged for the order before its first start makes it a changeover.",
        moves="Up when orders of the same part, or of one tool, are planned one after the other; down with small lots "
        "and rush orders. Too high, and stocks and lead times grow.",
        example=Example({"starts_without_changeover": 18, "orders_started": 40}, 45),
        window="30d",
        snapshot="Last 30 days",
    ),
)
