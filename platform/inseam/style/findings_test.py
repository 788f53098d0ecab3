from __future__ import annotations

from sqlfluff.core.errors import SQLParseError

from inseam.style.findings import said


def test_the_grammar_that_sqlfluff_expected_is_left_out() -> None:
    error = SQLParseError(
        "Line 1, Position 1: Found unparsable section: 'selct a'. Expected: <AnyNumberOf: [<Ref: 'X"
    )
    assert said(error) == "Line 1, column 1: sqlfluff cannot read: 'selct a'."


def test_a_word_that_it_expected_stays() -> None:
    error = SQLParseError("Line 1, Position 1: Found unparsable section: 'a'. Expected: 'FROM'.")
    assert said(error) == "Line 1, column 1: sqlfluff cannot read: 'a'. Expected: 'FROM'."
