from __future__ import annotations

from typing import Any

import pytest

from inseam.contract_lint.wording import listed, place, shown
from inseam.documents.yaml_document import Path

CONTRACT = {
    "schema": [
        {
            "name": "orders",
            "properties": [
                {"name": "total", "quality": [{"metric": "rowCount"}, {"id": "filled"}]},
                {"name": "address", "properties": [{"name": "street"}, {"no": "name"}]},
                {"name": "tags", "items": {"properties": [{"name": "text"}]}},
            ],
        }
    ],
    "servers": [{"server": "production"}, "no mapping"],
}


@pytest.mark.parametrize(
    "path, words, below",
    [
        ((), "contract", ()),
        (("version",), "contract", ("version",)),
        (("schema", 0), "object `orders`", ()),
        (("schema", 0, "properties", 0, "unique"), "column `orders.total`", ("unique",)),
        (("schema", 0, "properties", 1, "properties", 0), "column `orders.address.street`", ()),
        (("schema", 0, "properties", 1, "properties", 1), "column `orders.address.column 2`", ()),
        (
            ("schema", 0, "properties", 2, "items", "properties", 0),
            "column `orders.tags.items.text`",
            (),
        ),
        (
            ("schema", 0, "properties", 0, "quality", 0, "metric"),
            "quality rule 1 of the column `orders.total`",
            ("metric",),
        ),
        (
            ("schema", 0, "properties", 0, "quality", 1),
            "quality rule `filled` of the column `orders.total`",
            (),
        ),
        (("servers", 0, "host"), "server `production`", ("host",)),
        (("servers", 1), "server 2", ()),
        (("servers", 9, "nothing"), "server 10", ("nothing",)),
    ],
)
def test_a_place_is_called_by_the_nearest_name(path: Path, words: str, below: Path) -> None:
    assert place(CONTRACT, path, "contract") == (words, below)


@pytest.mark.parametrize(
    "value, text",
    [
        (True, "`true`"),
        (1.5, "`1.5`"),
        ("x" * 1_000_000, f"`{'x' * 59}…`"),
        ("a`b\nc\x1b[31m\u202e", "`a�b�c�[31m�`"),
        ([1, 2], "a list"),
        ({}, "a mapping"),
    ],
)
def test_a_value_is_shown_in_one_short_line_of_plain_text(value: Any, text: str) -> None:
    assert shown(value) == text


def test_words_are_listed_as_people_do() -> None:
    assert [listed(words) for words in (["a"], ["a", "b"], ["a", "b", "c"])] == [
        "a",
        "a or b",
        "a, b or c",
    ]
