from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inseam.report.source_excerpt import comma_missing_before, excerpt


def test_the_caret_stands_below_the_column() -> None:
    assert excerpt("select\n    max(a) as b\n    max(c)\n", 3, 5) == (
        "3 |     max(c)",
        "        ^",
    )


def test_of_a_long_line_the_part_around_the_column_is_shown() -> None:
    shown, caret = excerpt("x" * 300 + "here" + "y" * 300, 1, 301)
    assert shown[caret.index("^") :].startswith("here")
    assert len(shown) < 120


def test_a_line_that_does_not_exist_has_no_excerpt() -> None:
    assert excerpt("a", 2, 1) == () == excerpt("", 1, 1)


@given(st.text(st.characters(blacklist_categories=["Cc", "Zl", "Zp"]), max_size=300), st.integers())
def test_the_caret_is_within_what_is_shown(line: str, column: int) -> None:
    for shown, caret in [excerpt(line, 1, column)] if line else []:
        assert caret.strip() == "^"
        assert len(caret) <= len(shown) + 1


@pytest.mark.parametrize(
    ("sql", "line", "column", "missing"),
    [
        ("select\n    a\n    b", 3, 5, 2),
        ("select\n    count(*) -- all\n\n    b", 4, 5, 2),
        ("select\n    {{ x }}\n    b", 3, 5, 2),
        ("select\n    a,\n    b", 3, 5, None),
        ("select\n    a b", 2, 7, None),
        ("select\n    o.a\n    o.b", 3, 6, 2),
        ("select\n    a\n    b as c", 3, 7, 2),
        ("select\n    a\n    `b c`.d", 3, 10, 2),
        ("select\n    a\n    b + c d", 3, 11, None),
        ("select\n    sum(a)\n    filter b", 3, 12, None),
        ("select\n    a", 2, 5, None),
        ("select\n    a +\n    b", 3, 5, None),
        ("where x and\n    b", 2, 5, None),
        ("select\n    case a when 1 then 2 end\n    b", 3, 5, 2),
        ("select\n    case\n    b", 3, 5, None),
        ("select a\nfrom t\nwhere", 3, 1, None),
        ("select a\nfrom t\n) b", 3, 1, None),
        ("a", 1, 1, None),
    ],
)
def test_a_line_that_ends_a_column_seems_to_lack_a_comma(
    sql: str, line: int, column: int, missing: int | None
) -> None:
    assert comma_missing_before(sql, line, column) == missing
