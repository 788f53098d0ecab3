from __future__ import annotations

import pytest

from inseam.report.near_names import did_you_mean, near_names


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("requried", ("required",)),
        ("UNIQUE", ("unique",)),
        ("int_custmer_activity", ("int_customer_activity",)),
        ("nothing_like_it", ()),
        ("", ()),
        (None, ()),
        (7, ()),
    ],
)
def test_near_names_differ_in_a_letter_or_in_case(word: object, near: tuple[str, ...]) -> None:
    assert near_names(word, ["required", "unique", "int_customer_activity"]) == near


def test_the_nearest_name_comes_first() -> None:
    assert near_names("stg_order", ["stg_orders_old", "stg_orders"]) == (
        "stg_orders",
        "stg_orders_old",
    )


def test_a_long_word_is_compared_with_nothing() -> None:
    assert near_names("x" * 201, ["x" * 201]) == ()


def test_a_sentence_names_all_that_are_near_or_says_something_else() -> None:
    assert did_you_mean("totl", ["total", "tot"], "-") == "Did you mean `total` or `tot`?"
    assert did_you_mean("amount", ["total"], "Give a column.") == "Give a column."
