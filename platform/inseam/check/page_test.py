from __future__ import annotations

from pathlib import Path

import pytest

from inseam.check.engine_rules import ENGINE_RULES
from inseam.check.page import page
from inseam.check.rules import ALL_RULES
from inseam.rules.rule import Rule

PAGE = Path(__file__).parents[3] / "docs" / "check.md"


def test_the_page_has_the_rules_as_they_are() -> None:
    """To write it again: PYTHONPATH=platform python -m inseam.check.page."""
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("rule", [*ALL_RULES, *ENGINE_RULES], ids=lambda rule: rule.id)
def test_a_rule_says_what_why_and_how_to_mend_in_whole_sentences(rule: Rule) -> None:
    for text in (rule.what, rule.why, rule.fix):
        assert text[0].isupper() or text.startswith(("`", "dbt"))
        assert text.endswith(".")
        assert "  " not in text
