"""Hard rows keep their contract, and hold what they are made for."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings

from inseam.synthesis.hard_values import halves_that_fall
from inseam.synthesis.synthesise import Synthesised
from inseam.synthesis.synthesise_test import EXAMPLES, column, contract, made, read, table
from testkit.contract_strategies import ROWS, contracts
from testkit.row_checker import violations

_AMOUNT = {"logicalType": "number", "physicalType": "DECIMAL(18,2)"}


def hard(*values: dict[str, Any], rows: int = ROWS, **more: Any) -> Synthesised:
    return made(*values, rows=rows, hard=True, **more)


def only(column_: dict[str, Any], rows: int = 1_000) -> list[Any]:
    """The values of a contract's only column."""
    (found,) = hard(contract(table("t", column_)), rows=rows).tables.values()
    return list(found.column(0).to_pylist())


@given(contracts())
@settings(max_examples=EXAMPLES)
def test_hard_rows_keep_their_contract(value: dict[str, Any]) -> None:
    found = hard(value)

    assert violations([read(value)], found.tables) == []
    assert found.not_kept == ()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_seed_gives_the_same_rows(seed: int) -> None:
    value = contract(table("t", column("a"), column("b", "timestamp"), column("c", **_AMOUNT)))

    assert hard(value, seed=seed, rows=300).tables == hard(value, seed=seed, rows=300).tables
    assert hard(value, seed=seed, rows=300).tables != hard(value, seed=seed + 1, rows=300).tables
    assert hard(value, seed=seed, rows=300).tables != made(value, seed=seed, rows=300).tables


def test_amounts_have_halves_that_binary_numbers_round_down() -> None:
    amounts = [amount for amount in only(column("a", **_AMOUNT)) if amount is not None]

    with duckdb.connect() as engine:
        fallen = [
            amount
            for amount in set(amounts)
            if Decimal(str(engine.sql(f"select round({amount} / 2, 2)").fetchall()[0][0]))
            != (amount / 2).quantize(Decimal("0.01"), ROUND_HALF_UP)
        ]
    assert len(fallen) >= 10
    assert {Decimal("0.29"), Decimal(0), Decimal("-0.29"), Decimal(10) ** 9} <= set(amounts)


def test_halves_that_fall_are_exact_halves() -> None:
    assert halves_that_fall(2, 100, 1)[:3] == [29, 57, 113]
    assert all(units % 4 == 2 for units in halves_that_fall(4, 100, 1))


@pytest.mark.parametrize("kind", ["integer", "number", "date", "timestamp", "string"])
def test_columns_that_may_have_nulls_zeros_and_ties_have_them(kind: str) -> None:
    found = Counter(only(column("a", kind)))
    ties = [value for value, times in found.items() if value is not None and times > 3]

    assert found[None] > 50
    assert len(ties) > 10
    if kind in ("integer", "number"):
        assert found[0] > 3
        assert min(value for value in found if value is not None) < 0


def test_values_stay_in_their_range() -> None:
    options = {"minimum": 1, "maximum": 3}
    found = only(column("a", "integer", required=True, logicalTypeOptions=options))

    assert set(found) == {1, 2, 3}


def test_instants_lie_around_borders_of_weeks_months_and_clock_changes() -> None:
    found = set(only(column("at", "timestamp")))

    assert {
        datetime(2025, 1, 13),  # noqa: DTZ001
        datetime(2024, 12, 31, 23, 59, 59, 999_999),  # noqa: DTZ001
        datetime(2024, 3, 31, 2, 30),  # noqa: DTZ001
        datetime(2024, 12, 16, 12),  # noqa: DTZ001
    } <= found
    assert {date(2025, 1, 12), date(2025, 1, 13)} <= set(only(column("on", "date")))


def test_free_texts_have_offsets_backslashes_quotes_and_numbers() -> None:
    found = set(only(column("a")))

    assert {"", "a\\nb", "O'Brien", '"quoted"', "12.7", "2024-03-31T02:30:00+02:00"} <= found


def test_texts_with_a_pattern_keep_it_and_are_hard_where_it_allows_that() -> None:
    pattern = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$"
    stamps = only(column("a", required=True, logicalTypeOptions={"pattern": pattern}), rows=3_000)

    assert all(datetime.fromisoformat(stamp).tzinfo for stamp in stamps)
    assert {"2024-03-31T02:30:00+02:00", "2025-01-13T00:00:00.999999+02:00"} <= set(stamps)
    assert set(only(column("a", required=True, logicalTypeOptions={"pattern": "^[A-C]$"}))) == set(
        "ABC"
    )


def test_dates_in_text_columns_are_hard_too() -> None:
    stamps = only(column("a", "timestamp", physicalType="STRING"))

    assert max(Counter(stamp for stamp in stamps if stamp is not None).values()) > 3
    assert "2024-03-31T02:30:00" in stamps


def test_one_parent_has_many_children_and_some_have_none() -> None:
    parents = table("parents", column("id", "integer", primaryKey=True))
    child = column("parent", "integer", required=True, relationships=[{"to": "parents.id"}])
    found = hard(contract(parents, table("children", child)), rows=1_000).tables

    of = Counter(found["shop-v1", "children"].column(0).to_pylist())
    known = set(found["shop-v1", "parents"].column(0).to_pylist())
    assert max(of.values()) > 90
    assert len(known - set(of)) > 100
