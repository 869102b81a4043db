"""What is made, and where the work orders stand."""

from kpis.model import Example, Kpi, and_up

OPEN_ORDERS = "open_assigned + open_setup + open_running + open_hold"
AGE = f"open_age_hours / ({OPEN_ORDERS})"
_OPEN = {"open_assigned": 18, "open_setup": 2, "open_running": 16, "open_hold": 4}

KPIS = (
    Kpi(
        id="work_order_status",
        name="Work order status distribution",
        category="production",
        tier="1",
        formula=f"avg({OPEN_ORDERS})",
        unit="orders",
        better="target",
        breakdowns=("machine", "group", "operator"),
        audience=and_up("operator"),
        description="Open work orders at the end of the day's last shift, on average over the days, stacked by state.",
        moves="Up when more orders are released than completed; down when the shop works its backlog off. By Little's "
        "law it is the release rate times the lead time.",
        source="Little (1961), L = λW: work in process",
        example=Example(
            {"open_assigned": 20, "open_setup": 2, "open_running": 16, "open_hold": 4, "stock_days": 2}, 21
        ),
        chart="stacked",
        snapshot="Orders by state now, completed and closed today, list per state",
        lines={
            "Assigned": "avg(open_assigned)",
            "Setup": "avg(open_setup)",
            "Running": "avg(open_running)",
            "Hold": "avg(open_hold)",
        },
    ),
    Kpi(
        id="production_volume",
        name="Production volume",
        category="production",
        tier="1",
        formula="(ok_units + scrapped_units) / work_days",
        unit="units/day",
        better="higher",
        target_setting="daily_target_units",
        breakdowns=("machine", "group", "part", "shift"),
        audience=and_up("operator"),
        description="All units made, OK and scrapped, per work day. A day without scheduled time and output does not "
        "count; the running day counts by the share of its scheduled time that has passed.",
        moves="Up with run time and with speed; down with downtime, setups and lack of orders. Scrap counts too: see "
        "throughput for what is good.",
        source="ISO 22400-2:2014, produced quantity (PQ)",
        example=Example({"ok_units": 940, "scrapped_units": 60, "work_days": 4}, 250),
        chart="bar",
        snapshot="Units today against the daily target and against yesterday at this hour",
    ),
    Kpi(
        id="wo_completion_rate",
        name="Work order completion rate",
        category="production",
        tier="2",
        formula="100 * orders_due_done / orders_due",
        unit="%",
        better="higher",
        target=85,
        breakdowns=("machine", "group", "operator", "part", "shift"),
        audience=and_up("supervisor"),
        description="Of the work orders planned to end in the period: the share completed by the end of the "
        "production day they were due.",
        moves="Up when orders finish on their day; down with late starts, stops and plans that are too tight.",
        example=Example({"orders_due_done": 17, "orders_due": 20}, 85),
        snapshot="Due today and done so far",
    ),
    Kpi(
        id="throughput",
        name="Production throughput",
        category="production",
        tier="2",
        formula="ok_units / work_days",
        unit="units/day",
        better="higher",
        target_setting="daily_target_units",
        breakdowns=("machine", "group", "part", "shift"),
        audience=and_up("manager"),
        description="OK units per work day. A day without scheduled time and output does not count; the running day "
        "counts by the share of its scheduled time that has passed.",
        moves="Up with run time, speed and quality; down with downtime, setups, scrap and lack of orders.",
        source="ISO 22400-2:2014, good quantity (GQ); its throughput rate divides by order execution time instead",
        example=Example({"ok_units": 940, "work_days": 4}, 235),
        chart="bar",
        snapshot="OK units per hour of the current shift",
    ),
    Kpi(
        id="work_order_aging",
        name="Work order aging",
        category="production",
        tier="1",
        formula=AGE,
        unit="h",
        better="lower",
        target=72,
        breakdowns=("machine", "group"),
        audience=and_up("supervisor"),
        description="Mean age of the open work orders, from their creation to the end of the day's last shift. Over "
        "several days every order counts on each day that it was still open.",
        moves="Up when old orders lie while new ones are worked on; down when the oldest are finished first. Many "
        "newly released orders lower it too.",
        example=Example(_OPEN | {"open_age_hours": 2400}, 60),
        views=("ages",),
        snapshot="Age buckets (<1 d, 1-3 d, 3-7 d, >7 d), overdue count, oldest orders",
    ),
    Kpi(
        id="work_progress",
        name="Work progress",
        category="production",
        tier="1",
        formula="100 * avg(active_done) / avg(active_qty)",
        unit="%",
        better="higher",
        breakdowns=("machine", "group"),
        audience=and_up("operator"),
        description="OK units already made on the work orders that were started and are not finished, over what they "
        "are planned for. The expected finish is what is left at the order's own pace so far (before its first units: "
        "at the ideal cycle time), counted in shift time.",
        moves="Up as orders near their end, down when new ones start; around 50 % is normal. One that stays low shows "
        "orders that were begun and left.",
        example=Example({"active_done": 300, "active_qty": 500, "stock_days": 2}, 60),
        snapshot="Started orders with a progress bar each: made, planned, expected finish",
    ),
    Kpi(
        id="machine_wo_status",
        name="Work order status by machine",
        category="production",
        tier="2",
        formula=f"avg(open_hold) / avg({OPEN_ORDERS}) * 100",
        unit="%",
        better="lower",
        target=10,
        breakdowns=("machine",),
        audience=and_up("manager"),
        description="Share of a machine's open work orders that are on hold at the end of the day's last shift.",
        moves="Up with stops that nobody ends: missing material, quality blocks, breakdowns; down when held orders go "
        "on. A machine with few orders jumps.",
        example=Example(_OPEN | {"stock_days": 1}, 10),
        snapshot="Open orders by state per machine",
    ),
    Kpi(
        id="wo_aging_trend",
        name="Work order aging trend",
        category="production",
        tier="3W",
        formula=AGE,
        unit="h",
        better="lower",
        target=72,
        breakdowns=("machine", "group"),
        audience=and_up("manager"),
        description="Mean age of the open work orders, and by how much it changes in a week: the slope of the straight "
        "line through its days.",
        moves="The slope is positive while old orders gather, negative while they are worked off; near 0 the backlog "
        "is steady, young or old.",
        example=Example(
            {"open_assigned": 30, "open_setup": 1, "open_running": 8, "open_hold": 1, "open_age_hours": 3200}, 80
        ),
        window="28d",
        trend="week",
        views=("ages",),
        snapshot="Slope over the last 4 weeks",
    ),
)
