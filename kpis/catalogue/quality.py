"""How much of what is made is good."""

from kpis.model import Example, Kpi, and_up

KPIS = (
    Kpi(
        id="scrap_rate",
        name="Scrap rate",
        category="quality",
        tier="2",
        formula="100 * scrapped_units / (ok_units + scrapped_units)",
        unit="%",
        better="lower",
        target=5,
        breakdowns=("machine", "group", "operator", "part", "reason", "shift"),
        audience=and_up("supervisor"),
        description="Scrapped units over all units made. By reason, over all units of the factory, so that the "
        "reasons add up to the total.",
        moves="Up with worn tools, new parts and unstable processes; down with sound setups and early detection. "
        "The mix of parts moves it too.",
        source="ISO 22400-2:2014, scrap ratio (SQ / PQ)",
        example=Example({"scrapped_units": 3, "ok_units": 117}, 2.5),
        chart="area",
        snapshot="Today so far, top reasons",
    ),
    Kpi(
        id="quality_rate",
        name="Quality rate",
        category="quality",
        tier="3D",
        formula="100 * ok_units / (ok_units + scrapped_units)",
        unit="%",
        better="higher",
        target=95,
        breakdowns=("machine", "group", "operator", "part", "shift"),
        audience=and_up("manager"),
        description="OK units over all units made. Units that were reworked first count as OK; first pass yield "
        "leaves them out.",
        moves="Down by exactly what the scrap rate goes up; the mix of parts moves it too.",
        source="ISO 22400-2:2014, quality ratio (GQ / PQ)",
        example=Example({"ok_units": 117, "scrapped_units": 3}, 97.5),
        snapshot="Today so far",
    ),
)
