"""What customers ordered and what waits for planning, now: the frames of Live.customer_orders and Live.pipeline."""

CUSTOMER_ORDERS = (
    "purchase_order_id", "unique_id", "customer", "customer_key", "part", "qty", "delivered", "planned", "value",
    "target", "days_left", "created", "age_hours", "boms", "has_bom", "released", "overdue_sla", "fulfilled",
)  # fmt: skip
PIPELINE = ("kind", "unique_id", "customer", "part", "qty", "created", "age_hours", "overdue_sla")
