"""The address of a KPI's page: what it may say, and that it says all."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.kpi_state import GRAINS, MODES, State, defaults, offered, read
from components.page import BadAddress, link, read_query
from kpis.catalogue import KPIS, find
from kpis.losses import UNITS
from kpis.period import COMPARISONS, PERIODS

TODAY = date(2025, 11, 22)
SCRAP = find("scrap_rate")
days = st.dates(date(2019, 1, 1), TODAY)
ranges = st.tuples(days, days).map(lambda both: (min(both), max(both)))


@st.composite
def queries(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A KPI and everything that its address may say, parts left out at random."""
    kpi = draw(st.sampled_from(sorted(KPIS)))
    shown, past = draw(ranges), draw(ranges)
    entity = draw(st.sampled_from(KPIS[kpi].breakdowns or ("",)))
    key = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip)
    said = {
        "mode": draw(st.sampled_from(MODES)),
        "period": draw(st.sampled_from(sorted(PERIODS))),
        "compare": draw(st.sampled_from(["none", *COMPARISONS])),
        "by": entity,
        "grain": draw(st.sampled_from(["auto", *GRAINS])),
        "also": draw(st.sampled_from(["none", *sorted(set(COMPARISONS) - {"custom"})])),
        "where": f"{entity}:{draw(key)}",
        "and": f"{entity}:{draw(key)}",
        "view": draw(st.sampled_from(KPIS[kpi].drawn)),
        "unit": draw(st.sampled_from(sorted(UNITS))),
        "rolling": draw(st.sampled_from(["on", "off"])),
    }
    possible = said if entity else {key: value for key, value in said.items() if key not in ("by", "where", "and")}
    kept = {key: value for key, value in possible.items() if draw(st.booleans())}
    if "where" not in kept:
        kept.pop("and", None)
    if kept.get("period") == "custom":
        kept |= {"from": str(shown[0]), "to": str(shown[1])}
    if kept.get("compare") == "custom":
        kept |= {"compare_from": str(past[0]), "compare_to": str(past[1])}
    return kpi, kept


@given(queries())
def test_an_address_comes_back_from_its_state(asked: tuple[str, dict[str, str]]) -> None:
    kpi, query = find(asked[0]), asked[1]
    state = read(kpi, query, TODAY)
    assert read(kpi, state.query(kpi), TODAY) == state
    through_the_browser = read_query(link("/", **state.query(kpi)).removeprefix("/"))
    assert read(kpi, through_the_browser, TODAY) == state
    assert not {key: value for key, value in state.query(kpi).items() if defaults(kpi).get(key) == value}


@given(queries())
def test_no_question_reaches_into_the_future(asked: tuple[str, dict[str, str]]) -> None:
    question = read(find(asked[0]), asked[1], TODAY).question(find(asked[0]))
    assert question.start <= question.end <= TODAY
    assert question.compare is None or question.compare[0] <= question.compare[1]


@given(st.dictionaries(st.sampled_from(["mode", "period", "compare", "by", "grain", "where", "from", "to"]), st.text()))
def test_nonsense_is_refused_or_read_but_never_breaks(query: dict[str, str]) -> None:
    try:
        state = read(SCRAP, query, TODAY)
    except BadAddress as wrong:
        assert str(wrong)
    else:
        assert isinstance(state, State)


def test_silence_means_what_the_tier_opens_with() -> None:
    found = {name: read(find(name), {}, TODAY).period for name in ("machine_status", "scrap_rate", "oee")}
    assert found == {"machine_status": "today", "scrap_rate": "7d", "oee": "30d"}
    state = read(SCRAP, {}, TODAY)
    assert (state.mode, state.compare, state.by, state.grain) == ("dashboard", "previous_period", "machine", "auto")
    assert state.query(SCRAP) == {}


def test_the_whole_address_becomes_the_question() -> None:
    search = "?mode=analytics&period=90d&compare=previous_year&by=machine&grain=week&where=machine:CNC-01"
    asked = read(SCRAP, read_query(search), TODAY).question(SCRAP)
    assert (asked.start, asked.end) == (TODAY - timedelta(89), TODAY)
    assert asked.compare == (date(2024, 8, 25), date(2024, 11, 22))
    assert (asked.by, asked.grain, asked.where) == ("machine", "week", ("machine", "CNC-01"))


def test_an_alias_is_its_period() -> None:
    assert read(SCRAP, {"period": "mtd"}, TODAY) == read(SCRAP, {"period": "this_month"}, TODAY)


def test_comparing_with_nothing() -> None:
    state = read(SCRAP, {"compare": "none"}, TODAY)
    assert state.compare_dates is None and state.query(SCRAP) == {"compare": "none"}


def test_a_key_may_hold_colons() -> None:
    assert read(SCRAP, {"where": "part:A:B:1"}, TODAY).where == ("part", "A:B:1")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"period": "9d"}, "unknown period '9d'"),
        ({"period": "custom"}, "from is missing"),
        ({"period": "custom", "from": "2025-11-01"}, "to is missing"),
        ({"period": "custom", "from": "2025-11-09", "to": "2025-11-01"}, "swap them"),
        ({"period": "custom", "from": "0001-01-01", "to": "2025-11-01"}, "too long ago"),
        ({"period": "custom", "from": "2025-11-01", "to": "2025-11-23"}, "in the future"),
        ({"period": "custom", "from": "2025-02-30", "to": "2025-11-01"}, "not a date"),
        ({"compare": "custom"}, "compare_from is missing"),
        ({"compare": "custom", "compare_from": "2025-11-09", "compare_to": "2025-11-01"}, "swap them"),
        ({"compare": "never"}, "unknown comparison 'never'"),
        ({"by": "machin"}, "did you mean 'machine'"),
        ({"by": "customer"}, "unknown breakdown"),
        ({"grain": "dy"}, "did you mean 'day'"),
        ({"mode": "table"}, "unknown mode"),
        ({"where": "planet:mars"}, "unknown filter 'planet'"),
        ({"where": "machine:"}, "names no machine"),
        ({"where": "machine:A", "and": "planet:mars"}, "unknown filter 'planet'"),
        ({"and": "machine:A"}, "without the first; give where instead of and"),
        ({"view": "pie"}, "unknown chart 'pie'"),
        ({"unit": "miles"}, "unknown unit 'miles'"),
        ({"by": "machine,planet"}, "unknown breakdown 'planet'"),
    ],
)
def test_a_bad_part_is_named_with_the_way_out(query: dict[str, str], said: str) -> None:
    with pytest.raises(BadAddress, match=said):
        read(SCRAP, query, TODAY)


@pytest.mark.parametrize(
    ("period", "grains"),
    [
        ("today", ("shift",)),
        ("7d", ("shift", "day")),
        ("30d", ("day", "week")),
        ("90d", ("day", "week", "month")),
        ("12m", ("week", "month")),
    ],
)
def test_grains_that_fit_the_period(period: str, grains: tuple[str, ...]) -> None:
    assert offered(SCRAP, read(SCRAP, {"period": period}, TODAY)) == grains


def test_no_chart_by_shift_of_what_is_not_counted_by_shift() -> None:
    kpi = find("lead_time")
    state = read(kpi, {"grain": "shift"}, TODAY)
    assert "shift" not in offered(kpi, read(kpi, {}, TODAY))
    assert state.question(kpi).grain is None and "too fine" in state.note(kpi)


def test_a_grain_that_is_too_fine_is_drawn_coarser_and_said() -> None:
    state = read(SCRAP, {"period": "12m", "grain": "day"}, TODAY)
    assert state.question(SCRAP).grain is None
    assert "each day is too fine" in state.note(SCRAP)
    assert "day" in offered(SCRAP, state), "what is chosen is shown as chosen"


def test_a_change_leaves_the_rest_as_it_is() -> None:
    state = read(SCRAP, {"mode": "analytics", "period": "90d", "where": "part:A"}, TODAY)
    assert state.by == "part"
    assert state.but(SCRAP, where=None) == {"mode": "analytics", "period": "90d", "where": None}
    assert state.but(SCRAP, by="reason")["by"] == "reason"
    assert state.but(SCRAP, by="machine")["by"] == "machine", "within a filter its own entity is the usual one"
    assert state.but(SCRAP, by="machine", where=None)["by"] is None, "the usual is left out"
