"""What production costs and earns, and how the factory does as a whole. Money is in the factory's currency."""

from kpis.catalogue import delivery, machines, planning, quality, workforce
from kpis.catalogue.machines import OEE_EXAMPLE, OEE_PARTS
from kpis.model import Example, Kpi, and_up

_FAMILIES = (machines, delivery, quality, workforce, planning)
_NAMED = {kpi.id: kpi for family in _FAMILIES for kpi in family.KPIS}
INDEX = ("oee", "on_time_delivery", "quality_rate", "labor_efficiency", "schedule_adherence")
REACHED = {name: f"min(1.2, {name} / target({name}))" for name in INDEX}
"""Each part's value over its target; what is far above one target cannot make good much of another."""
EARNED = "revenue - delivered_cost - scrap_cost - rework_cost - maintenance_spend"

KPIS = (
    Kpi(
        id="alert_summary",
        name="Alert system summary",
        category="business",
        tier="3M",
        formula="alerts_raised / work_days",
        unit="alerts/day",
        better="lower",
        target=5,
        breakdowns=(),
        audience=and_up("manager"),
        description="Alerts raised by the alert rules per work day, and how long it took until somebody acknowledged "
        "them. A rule raises one when its KPI was critical in the shift that ended; none counted before rules ran.",
        moves="Up with narrow limits and with trouble on the floor; down when the rules that nobody acts on are "
        "removed. Many alerts that wait long are alerts that nobody reads.",
        source="ANSI/ISA-18.2, alarm rate",
        example=Example({"alerts_raised": 66, "work_days": 22, "alert_ack_hours": 33, "alerts_acknowledged": 66}, 3),
        snapshot="Open alerts",
        beside={"Until acknowledged": ("alert_ack_hours / alerts_acknowledged", "h")},
    ),
    Kpi(
        id="quality_cost",
        name="Quality cost",
        category="business",
        tier="3M",
        formula="100 * (scrap_cost + rework_cost) / revenue",
        unit="%",
        better="lower",
        target=3,
        breakdowns=("part",),
        audience=and_up("executive"),
        description="Cost of the scrapped units and of rework, over the revenue of what was delivered. Scrap counts "
        "with the part's standard cost, rework with the share of it that the factory sets.",
        moves="Up with scrap of expensive parts, and in periods with much made and little delivered; down with both "
        "less scrap and more delivery.",
        source="Feigenbaum, Total Quality Control: internal failure costs",
        example=Example({"scrap_cost": 1800, "rework_cost": 200, "revenue": 80000}, 2.5),
        window="this_month",
        snapshot="Month to date, in money and % of revenue",
        lines={"Scrap": "100 * scrap_cost / revenue", "Rework": "100 * rework_cost / revenue"},
    ),
    Kpi(
        id="maintenance_cost",
        name="Maintenance cost",
        category="business",
        tier="3M",
        formula="maintenance_spend / run_hours",
        unit="money/h",
        better="lower",
        breakdowns=("machine",),
        audience=and_up("executive"),
        description="Cost of breakdowns and maintenance per hour that machines ran. The cost is the time on hold for "
        "one of these reasons times the factory's maintenance rate, spare parts not included.",
        moves="Up with long repairs and old machines, and when machines run little; down with fewer failures. Leaving "
        "maintenance out lowers it at first.",
        example=Example({"maintenance_spend": 3000, "run_hours": 240}, 12.5),
        window="this_month",
        snapshot="Month to date",
    ),
    Kpi(
        id="equipment_roi",
        name="Equipment ROI",
        category="business",
        tier="3M",
        formula=f"100 * ({EARNED}) / avg(asset_value) * 365 / calendar_days",
        unit="%/year",
        better="higher",
        target=20,
        breakdowns=(),
        audience=and_up("executive"),
        description="What the machines in service earn in a year, over what they cost to buy: revenue less the cost of "
        "what was delivered, scrap, rework and maintenance. Purchase cost is not depreciated; overhead is not in it.",
        moves="Up with more revenue from the same machines; down with scrap, maintenance and machines that are bought "
        "before there is work for them. Short periods jump with single deliveries.",
        source="Return on investment (DuPont), on equipment at its purchase cost",
        example=Example(
            {
                "revenue": 500000,
                "delivered_cost": 380000,
                "scrap_cost": 6000,
                "rework_cost": 2000,
                "maintenance_spend": 12000,
                "asset_value": 146000000,
                "stock_days": 73,
                "calendar_days": 73,
            },
            25,
        ),
        window="90d",
        snapshot="Rolling 90 days",
    ),
    Kpi(
        id="strategic_index",
        name="Strategic performance index",
        category="business",
        tier="3M",
        formula=f"100 * mean({', '.join(REACHED.values())})",
        parts=OEE_PARTS | {name: _NAMED[name].formula for name in INDEX},
        rests_on=INDEX,
        unit="%",
        better="higher",
        target=100,
        breakdowns=(),
        audience=and_up("executive"),
        description="The mean of how far OEE, on-time delivery, quality, labor efficiency and schedule adherence each "
        "reach the target that the factory has for them, at most 120 % each. Without one of them there is no index.",
        moves="The part that is farthest below its target moves it most; 100 % means that the targets are met on "
        "average, not that each is.",
        source="Balanced scorecard (Kaplan and Norton, 1992), equal weights",
        example=Example(
            {
                **OEE_EXAMPLE.measures,
                "target oee": 72,
                "so_due_met": 19,
                "so_due": 20,
                "target on_time_delivery": 95,
                "ok_units": 117,
                "scrapped_units": 3,
                "target quality_rate": 97.5,
                "earned_hours": 88,
                "rostered_hours": 110,
                "target labor_efficiency": 80,
                "completed_early": 2,
                "completed_on_time": 45,
                "completed_late": 3,
                "target schedule_adherence": 75,
            },
            102,
        ),
        window="this_month",
        snapshot="Month to date with its five parts",
        lines={_NAMED[name].name: f"100 * {reached}" for name, reached in REACHED.items()},
    ),
)
