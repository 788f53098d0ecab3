from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inseam.documents.element_path import format_path, parse_path
from inseam.documents.yaml_document import Path

PATHS: list[tuple[Path, str]] = [
    ((), ""),
    (("schema",), "schema"),
    (("schema", 0, "properties", 13, "required"), "schema[0].properties[13].required"),
    (("a", 0, 1, "b_2"), "a[0][1].b_2"),
    ((0, "a"), "[0].a"),
]


@pytest.mark.parametrize(("path", "text"), PATHS)
def test_a_path_is_written_like_this(path: Path, text: str) -> None:
    assert format_path(path) == text
    assert parse_path(text) == path


steps = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]*", fullmatch=True) | st.integers(min_value=0)


@given(st.lists(steps).map(tuple))
def test_a_path_is_read_back_as_it_was(path: Path) -> None:
    assert parse_path(format_path(path)) == path


@given(st.text() | st.text(st.sampled_from("a0_.[]-")))
def test_only_what_is_written_for_a_path_is_read(text: str) -> None:
    try:
        path = parse_path(text)
    except ValueError:
        return
    assert format_path(path) == text


@pytest.mark.parametrize(
    "text", [".a", "a.", "a..b", "a[0", "a[]", "a[-1]", "a[01]", "a[٣]", "a.0", "a b", " a", "a\n"]
)
def test_junk_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no element path"):
        parse_path(text)
