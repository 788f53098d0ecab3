from __future__ import annotations

from pathlib import Path

from inseam.gate.catalogue import RULES
from inseam.gate.explain import explained
from inseam.gate.page import page

PAGE = Path(__file__).parents[3] / "docs" / "contract-gate.md"


def test_the_page_is_what_is_made_from_the_rules() -> None:
    assert PAGE.read_text(encoding="utf-8") == page() + "\n"


def test_the_page_says_of_every_rule_what_the_command_says() -> None:
    for rule in RULES:
        assert explained(rule) in page()
