"""The whole component, when what it asks for fails or is refused."""

from types import SimpleNamespace
from typing import Any

import pytest

import answers
import components.kpi
from components.kpi import fill
from components.page import Visit
from kpis.catalogue import find
from tests.components import trees
from tests.components.test_kpi_parts import visit
from tests.made_up import TODAY, answer, snapshot

SCRAP = find("scrap_rate")


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(answers, "today", lambda _scope: TODAY)
    monkeypatch.setattr(answers, "choices", lambda _scope, _kpi: [])
    monkeypatch.setattr(components.kpi, "of_kpi", lambda *_: ())
    return monkeypatch


def within(asked: Visit) -> Visit:
    """The visit with a scope that nothing is read from."""
    asked.__dict__.update(scope=SimpleNamespace(factory=SimpleNamespace(currency="EUR", year_from=1)), pinned=())
    return asked


def raising(error: Exception) -> Any:
    def ask(*_: object, **__: object) -> None:
        raise error

    return ask


@pytest.mark.parametrize("mode", ["dashboard", "analytics"])
def test_a_failure_is_said_in_the_page_with_a_way_to_try_again(asking: pytest.MonkeyPatch, mode: str) -> None:
    asking.setattr(answers, "now", raising(ConnectionError("database gone")))
    asking.setattr(answers, "ask", raising(ConnectionError("database gone")))
    shown = fill(within(visit(mode=mode)), SCRAP)
    assert "Scrap rate could not be computed" in trees.words(shown)
    assert "database gone" not in trees.words(shown)
    assert [link.children for link in trees.find(shown, "A")] == ["Try again"]


def test_a_question_that_cannot_be_answered_is_named(asking: pytest.MonkeyPatch) -> None:
    asking.setattr(answers, "ask", raising(answers.QuestionError("no machine 'X' in this factory")))
    shown = fill(within(visit(mode="analytics", where="machine:X")), SCRAP)
    assert "No machine 'X' in this factory." in trees.words(shown)


def test_a_fresh_answer_goes_past_the_cache_and_says_if_nothing_is_newer(asking: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    found = snapshot()
    asking.setattr(answers, "now", lambda _scope, _kpi, fresh: asked.append(fresh) or found)
    assert found.newest is not None
    same = fill(within(visit()), SCRAP, fresh=True, before=found.newest.isoformat())
    assert "nothing newer" in trees.words(same)
    later = fill(within(visit()), SCRAP, fresh=True, before="2025-11-22T01:00:00")
    assert "nothing newer" not in trees.words(later)
    assert asked == [True, True]


def test_the_question_is_the_address(asking: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    asking.setattr(answers, "ask", lambda _scope, question, fresh: asked.append(question) or answer())
    fill(within(visit(mode="analytics", period="14d", by="part", grain="week")), SCRAP)
    assert (asked[0].end - asked[0].start).days == 13
    assert (asked[0].by, asked[0].grain) == ("part", "week")
