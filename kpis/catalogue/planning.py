"""Whether the plan holds."""

from kpis.model import Example, Kpi, and_up

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
)
