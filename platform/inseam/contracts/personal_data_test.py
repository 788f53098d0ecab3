"""Who says that it holds personal data."""

from __future__ import annotations

import pytest

from inseam.contracts.personal_data import says_personal


@pytest.mark.parametrize("word", ["pii", " PII", "Personal-Data"])
def test_a_tag_or_a_classification_says_so(word: str) -> None:
    assert says_personal(["orders", word], []) is True


@pytest.mark.parametrize(
    ("stated", "answer"),
    [(True, True), ("yes", True), ("direct", True), (False, False), ("No", False), (0, False)],
)
def test_a_property_says_yes_or_no(stated: object, answer: bool) -> None:
    assert says_personal([], [stated]) is answer


def test_one_that_says_yes_outweighs_those_that_say_no() -> None:
    assert says_personal([], [False, True]) is True


def test_without_any_word_nothing_is_said() -> None:
    assert says_personal(["orders", "internal"], [None]) is None
