"""docs/quality.md says what the rules say."""

from data.quality.document import document
from settings import ROOT


def test_the_page_is_what_the_rules_say() -> None:
    told = "docs/quality.md is not what the rules say; run: python -m data.quality > docs/quality.md"
    assert (ROOT / "docs" / "quality.md").read_text() == document(), told
