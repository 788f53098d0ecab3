from __future__ import annotations

import json
from typing import Any

import pytest

from inseam.bundle.sample import is_of_persons, names_a_person, sample

KEY = {"name": "order_id", "logicalType": "integer"}
ROWS = [{"order_id": 1, "x": "a"}, {"order_id": 2, "x": "b"}]


def columns_shown(column: dict[str, Any], value: Any = "a") -> bool:
    row: dict[str, Any] = {"order_id": 1, column["name"]: value}
    (shown,) = sample([KEY, column], [row])
    return column["name"] in shown


def test_columns_are_those_of_the_contract_and_rows_the_first() -> None:
    assert sample([KEY], [*ROWS, *ROWS], max_rows=3) == (
        {"order_id": 1},
        {"order_id": 2},
        {"order_id": 1},
    )


@pytest.mark.parametrize("classification", ["public", "internal", "Internal", None])
def test_what_everybody_may_read_is_shown(classification: str | None) -> None:
    assert columns_shown({"name": "x", "classification": classification})


@pytest.mark.parametrize("classification", ["confidential", "restricted", "PII", "top secret"])
def test_what_is_classified_is_not(classification: str) -> None:
    assert not columns_shown({"name": "x", "classification": classification})


@pytest.mark.parametrize(
    "said",
    [
        {"tags": ["pii"]},
        {"customProperties": [{"property": "pii", "value": True}]},
        {"customProperties": [{"property": "containsPii", "value": "true"}]},
        {"logicalTypeOptions": {"format": "email"}},
    ],
)
def test_what_says_that_it_is_personal_is_not_shown_though_it_is_classified_as_open(
    said: dict[str, Any],
) -> None:
    assert not columns_shown({"name": "x", "classification": "internal", **said})


@pytest.mark.parametrize(
    "name",
    """
    email customer_email customerEmail E_MAIL phone first_name firstName customer_name created_by
    user_id ip_address street birth_date BirthDate iban ssn zip login
    """.split(),
)
def test_what_has_a_personal_name_and_no_classification_is_not(name: str) -> None:
    assert not columns_shown({"name": name})
    assert columns_shown({"name": name, "classification": "internal"}) is True


@pytest.mark.parametrize("name", ["emails_total", "product_name", "shipped_on", "zipped", "amount"])
def test_what_only_sounds_a_little_like_it_is(name: str) -> None:
    assert columns_shown({"name": name})


@pytest.mark.parametrize(
    "value",
    [
        "write to ana@shop.example.com",
        "+49 170 1234567",
        "DE89 3704 0044 0532 0130 00",
        "192.168.10.7",
        "078-05-1120",
        "078 05 1120",
        "call 0170 1234567",
        "030/1234567",
        "(0170) 123 45 67",
        "4111 1111 1111 1111",
        4111111111111111,
        4111111111111111.0,
        378282246310005,
        {"card": [5555555555554444]},
        ["fine", {"to": "ana@shop.example.com"}],
        {"ana@shop.example.com": 1},
    ],
)
def test_what_has_a_personal_value_is_not_whatever_it_says(value: Any) -> None:
    assert not columns_shown({"name": "x", "classification": "public"}, value)


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-31T06:00:00Z",
        "01-02-2026 10:11:12",
        "1.2.3",
        "550e8400-e29b-41d4-a716-446655440000",
        "123 456 789",
        "0815-4711",
        "order 000170 12",
        41.5,
        0,
        # Milliseconds since 1970 whose last digit is as a card's.
        1769839200002,
        4111111111111112,
        True,
        None,
    ],
)
def test_ordinary_values_are(value: Any) -> None:
    assert columns_shown({"name": "x"}, value)


def test_numbers_that_are_a_card_s_by_chance_are_shown() -> None:
    ids = [5_000_000_000_000_000 + 977 * n for n in range(1000)]
    (first, *_) = sample([{"name": "x"}], [{"x": id_} for id_ in ids])
    assert first == {"x": ids[0]}


@pytest.mark.parametrize(
    "object_, column, is_name",
    [
        ("customers", "name", True),
        ("dim_employee", "c_name", True),
        ("TeamMembers", "Name", True),
        ("products", "name", False),
        ("customers", "product_name", False),
        ("customers", "amount", False),
    ],
)
def test_a_name_is_a_person_s_in_an_object_of_persons(
    object_: str, column: str, is_name: bool
) -> None:
    of_persons = is_of_persons({"name": object_})
    assert names_a_person({"name": column}, of_persons) is is_name
    assert names_a_person({"name": "x", "physicalName": column}, of_persons) is is_name
    assert not names_a_person({"name": column, "classification": "internal"}, of_persons)


def test_a_part_of_a_column_of_persons_is_a_name_too() -> None:
    column = {
        "name": "buyer",
        "properties": [{"name": "contact", "properties": [{"name": "name"}]}],
    }
    assert names_a_person(column, False)
    assert not names_a_person({"name": "shop", "properties": [{"name": "name"}]}, False)


@pytest.mark.parametrize(
    "parts",
    [
        {"properties": [{"name": "mail", "classification": "confidential"}]},
        {"items": {"name": "items", "properties": [{"name": "email"}]}},
        {"map": {"key": {"name": "key", "tags": ["pii"]}, "value": {"name": "value"}}},
    ],
)
def test_one_part_that_may_not_be_shown_hides_the_whole(parts: dict[str, Any]) -> None:
    assert not columns_shown({"name": "x", **parts})


def test_a_sample_keeps_to_its_size() -> None:
    rows = [{"order_id": n} for n in range(1000)]
    taken = sample([KEY], rows, max_rows=1000, max_bytes=500)

    assert 10 < len(taken) < 50
    assert len(json.dumps(taken).encode()) <= 500


def test_where_nothing_may_be_shown_there_are_no_rows() -> None:
    assert sample([{"name": "email"}], [{"email": "x"}]) == ()


def test_a_column_has_its_values_by_its_physical_name_and_neither_name_may_be_personal() -> None:
    rows = [{"col_1": "a", "email": "b"}]
    named = {"name": "note", "physicalName": "col_1"}
    assert sample([named], rows) == ({"col_1": "a"},)
    assert sample([{"name": "email", "physicalName": "col_1"}], rows) == ()
    assert sample([{"name": "note", "physicalName": "email"}], rows) == ()


@pytest.mark.parametrize(
    "said",
    [
        {"tags": "pii"},
        {"customProperties": {"pii": True}},
        {"customProperties": ["pii", {"property": "pii", "value": True}]},
    ],
)
def test_what_is_said_in_no_form_of_the_standard_counts_too(said: dict[str, Any]) -> None:
    assert not columns_shown({"name": "x", "classification": "internal", **said})


@pytest.mark.parametrize(
    "said",
    [{"tags": "daily"}, {"logicalTypeOptions": []}, {"properties": ["email"]}, {"items": "email"}],
)
def test_what_is_no_part_of_the_standard_is_no_fault(said: dict[str, Any]) -> None:
    assert columns_shown({"name": "x", **said})


def test_rows_that_are_not_shown_are_looked_at_too() -> None:
    rows = [{"order_id": n, "note": "by post"} for n in range(50)]
    rows.append({"order_id": 50, "note": "ana@shop.example.com"})
    assert sample([KEY, {"name": "note"}], rows, max_rows=1) == ({"order_id": 0},)
