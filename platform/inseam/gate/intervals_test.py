from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inseam.gate.intervals import OPERATORS, Admitted, Bound, Domain, threshold, within

SMALL = st.integers(-6, 6)
RULES = st.fixed_dictionaries(
    {},
    optional={
        operator: st.lists(SMALL, min_size=2, max_size=2).map(sorted)
        if operator.endswith("Between")
        else SMALL
        for operator in OPERATORS
    },
).filter(bool)
# Between any two whole numbers there is one of these.
POINTS = [Decimal(number) / 2 for number in range(-16, 17)]


def admits(rule: dict[str, Any], number: Decimal) -> bool:
    """What the standard says, operator by operator."""
    tests: dict[str, Callable[[Any], bool]] = {
        "mustBe": lambda limit: number == limit,
        "mustNotBe": lambda limit: number != limit,
        "mustBeGreaterThan": lambda limit: number > limit,
        "mustBeGreaterOrEqualTo": lambda limit: number >= limit,
        "mustBeLessThan": lambda limit: number < limit,
        "mustBeLessOrEqualTo": lambda limit: number <= limit,
        "mustBeBetween": lambda ends: ends[0] <= number <= ends[1],
        "mustNotBeBetween": lambda ends: not ends[0] <= number <= ends[1],
    }
    return all(tests[operator](limit) for operator, limit in rule.items())


def holds(admitted: Admitted, number: Decimal) -> bool:
    point = Bound(number)
    return any(low <= point <= high for low, high in admitted.intervals)


def of(rule: dict[str, Any], domain: Domain = Domain.ANY) -> Admitted:
    admitted = threshold(rule)
    assert admitted is not None
    return within(admitted, domain)


@given(RULES)
def test_a_number_is_admitted_if_all_operators_admit_it(rule: dict[str, Any]) -> None:
    assert [holds(of(rule), n) for n in POINTS] == [admits(rule, n) for n in POINTS]


@given(RULES, RULES)
def test_a_set_is_within_another_if_each_of_its_numbers_is(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    left, right = of(one), of(other)

    assert (left <= right) == all(holds(right, n) for n in POINTS if holds(left, n))


@given(RULES, RULES)
def test_of_counts_only_whole_numbers_that_are_not_negative_matter(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    left, right = of(one, Domain.COUNT), of(other, Domain.COUNT)
    counts = [Decimal(number) for number in range(9)]
    same = [admits(one, n) for n in counts] == [admits(other, n) for n in counts]

    assert (left == right) == same


@pytest.mark.parametrize(
    "rule",
    [{"mustBe": 0}, {"mustBeLessThan": 1}, {"mustBeLessOrEqualTo": 0.5}, {"mustBeBetween": [0, 0]}],
)
def test_there_are_many_ways_to_say_that_none_may_be(rule: dict[str, Any]) -> None:
    assert of(rule, Domain.COUNT).is_zero


def test_a_percentage_below_one_is_not_none() -> None:
    assert not of({"mustBeLessThan": 1}, Domain.PERCENT).is_zero
    assert of({"mustBeLessOrEqualTo": 0}, Domain.PERCENT).is_zero


@pytest.mark.parametrize(
    "rule", [{}, {"mustBe": "text"}, {"mustBeBetween": [1]}, {"mustBe": True}, {"mustBe": None}]
)
def test_what_compares_no_numbers_is_no_threshold(rule: dict[str, Any]) -> None:
    assert threshold(rule) is None
