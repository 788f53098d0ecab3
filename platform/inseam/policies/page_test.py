"""docs/policies.md, and what `explain` says, are the policies' own words."""

from __future__ import annotations

from pathlib import Path

from inseam.policies.explain import explained
from inseam.policies.page import page
from inseam.policies.repository import read_repository

ROOT = Path(__file__).resolve().parents[3]
POLICIES = read_repository(ROOT).policies


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "policies.md").read_text(encoding="utf-8") == page(POLICIES)


def test_a_policy_is_explained_with_the_words_of_the_page() -> None:
    said = page(POLICIES)
    for policy in POLICIES:
        assert f"### {policy.id}\n" in said
        for text in explained(policy):
            assert text in said
