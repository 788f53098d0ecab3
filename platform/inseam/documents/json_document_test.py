"""Contracts may be JSON: what another tool writes of them is read as it meant it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import InputError

FILE = "orders-v1.odcs.json"
# What YAML takes as it stands: no control characters, and no line ends of Unicode, which libyaml
# folds. No long keys: YAML has 1,024 characters for one.
characters = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cn", "Cs"], exclude_characters="\u2028\u2029\ufeff"
)
texts = st.text(characters, max_size=40)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | texts,
    lambda part: st.lists(part) | st.dictionaries(texts, part),
    max_leaves=20,
).filter(lambda value: value is not None)


@given(values, st.booleans(), st.sampled_from([None, 2, "\t"]))
def test_json_is_read_as_it_is_meant(value: Any, ascii_only: bool, indent: Any) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)

    assert read_yaml(FILE, text.encode()).value == value


@pytest.mark.parametrize(
    "written, value",
    [
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\uD83D\uDE00", "\U0001f600"),
        (r"\\ud83d\\ude00", r"\ud83d\ude00"),
        (r"\\\ud83d\ude00", "\\\U0001f600"),
        (r"\ud83d\ude00\ud83d\ude01", "\U0001f600\U0001f601"),
        (r"\u00e9", "\u00e9"),
        (r"https:\/\/example.com", "https://example.com"),
    ],
)
def test_escapes_are_those_of_json(written: str, value: str) -> None:
    assert json.loads(f'"{written}"') == value
    assert read_yaml(FILE, f'{{"a": "{written}"}}'.encode()).value == {"a": value}


def test_half_a_character_is_an_error_at_its_line() -> None:
    with pytest.raises(InputError) as caught:
        read_yaml(FILE, b'{\n "a": "\\ud83d"}')

    assert [finding.line for finding in caught.value.findings] == [2]
