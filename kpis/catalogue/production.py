"""What is made, and where the work orders stand."""

from kpis.model import Example, Kpi, and_up

OPEN_ORDERS = "open_assigned + open_setup + open_running + open_hold"

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
)
