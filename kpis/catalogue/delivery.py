"""How long customers and orders wait."""

from kpis.model import Example, Kpi, and_up

KPIS = (
    Kpi(
        id="lead_time",
        name="Lead time performance",
        category="delivery",
        tier="2",
        formula="lead_hours / orders_completed",
        unit="h",
        better="lower",
        target=120,
        breakdowns=("machine", "part"),
        audience=and_up("manager"),
        description="Mean time from the creation of a work order to its completion, over the orders completed in the "
        "period.",
        moves="Up with queues before the machines, large lots and holds; down with less work in process (Little's "
        "law). It jumps when old orders are cleared: they count on the day they are completed.",
        source="APICS Dictionary: manufacturing lead time",
        example=Example({"lead_hours": 540, "orders_completed": 5}, 108),
        snapshot="Completed today",
    ),
)
