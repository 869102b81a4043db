"""People: their load, their skills and what their time yields."""

from kpis.model import Example, Kpi, and_up

BALANCE = "100 * (1 - hoover({} by operator))"
"""Of some hours by operator."""
EARNED = "100 * earned_hours / operator_hours"
LABOR_EFFICIENCY = "100 * earned_hours / rostered_hours"

KPIS = (
    Kpi(
        id="operator_workload",
        name="Operator workload balance",
        category="workforce",
        tier="1",
        formula=BALANCE.format("operator_hours"),
        unit="%",
        better="higher",
        target=80,
        breakdowns=("proficiency",),
        audience=and_up("supervisor"),
        description="How evenly the hands-on hours are spread: 100 % less the share of them that would have to change "
        "hands for all operators to have the same. Now: the same of the backlog that is assigned.",
        moves="Up when orders are assigned to whoever has least to do; down when few people get most of the work, and "
        "with part-time and absence.",
        source="Hoover, The measurement of industrial localization (1936)",
        example=Example({}, 75, {"operator": {"operator_hours": (2, 4, 8, 10)}}),
        snapshot="Backlog hours per operator now; headline: balance of them",
    ),
    Kpi(
        id="skill_distribution",
        name="Skill level distribution",
        category="workforce",
        tier="2",
        formula="100 * max(operator_hours by proficiency) / operator_hours",
        each="100 * operator_hours / whole(operator_hours)",
        unit="%",
        better="target",
        breakdowns=("proficiency",),
        audience=and_up("manager"),
        description="Share of the hands-on hours that operators of each proficiency worked; the headline is the "
        "largest share. Hours count under the level that the operator had that day.",
        moves="With who is hired, trained and rostered. Much above what the parts ask for is dear, below it costs "
        "quality.",
        example=Example({"operator_hours": 40}, 60, {"proficiency": {"operator_hours": (24, 12, 4)}}),
        snapshot="Operators at work now by proficiency",
    ),
    Kpi(
        id="operator_efficiency",
        name="Operator efficiency",
        category="workforce",
        tier="2",
        formula="100 * earned_hours / (operator_hours - uncovered_operator_hours)",
        unit="%",
        better="higher",
        target=90,
        breakdowns=("operator", "proficiency", "shift"),
        audience=and_up("operator"),
        description="Hours earned (OK units times the part's ideal cycle time) over the hands-on hours, setup and "
        "running. Time on parts without an ideal cycle time is left out.",
        moves="Up with short setups, speed and little scrap. Someone who runs two machines at once earns the hours of "
        "both.",
        example=Example({"earned_hours": 27, "operator_hours": 35, "uncovered_operator_hours": 5}, 90),
        snapshot="Today, best and worst five",
    ),
    Kpi(
        id="training_effectiveness",
        name="Operator training effectiveness",
        category="workforce",
        tier="3M",
        formula="(trained_earned_hours / trained_operator_hours)"
        " / ((earned_hours - trained_earned_hours) / (operator_hours - trained_operator_hours)) * 100",
        unit="%",
        better="higher",
        target=105,
        breakdowns=(),
        audience=and_up("executive"),
        description="Hours earned per hands-on hour by operators who were trained in the 90 days before, in percent "
        "of what the others earn. Over 100 % the trained ones are ahead; without anyone in one of the two there is no "
        "value.",
        moves="It compares people and proves no cause: newcomers are trained most, and start below the others. Watch "
        "it over months.",
        example=Example(
            {"trained_earned_hours": 21, "trained_operator_hours": 25, "earned_hours": 81, "operator_hours": 100}, 105
        ),
        window="30d",
        snapshot="Operators trained in the last 90 days against the others",
        lines={
            "Trained": "100 * trained_earned_hours / trained_operator_hours",
            "Others": "100 * (earned_hours - trained_earned_hours) / (operator_hours - trained_operator_hours)",
        },
    ),
    Kpi(
        id="labor_efficiency",
        name="Labor efficiency",
        category="workforce",
        tier="3M",
        formula=LABOR_EFFICIENCY,
        unit="%",
        better="higher",
        target=80,
        breakdowns=("operator", "proficiency", "shift"),
        audience=and_up("executive"),
        description="Hours earned (OK units times the part's ideal cycle time) over the shift hours of the operators "
        "rostered on the shift. Paid time without work counts against it.",
        moves="Down with waiting, absence that the roster does not know, scrap and slow work. Work on parts without "
        "an ideal cycle time earns nothing here.",
        example=Example({"earned_hours": 128, "rostered_hours": 160}, 80),
        window="this_month",
        snapshot="Month to date",
    ),
)
