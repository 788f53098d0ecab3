"""Spark's words for errors, and the values of rows in them."""

from __future__ import annotations

import pytest

from inseam.parity.spark_errors import reason

CAST = (
    "CAST_INVALID_INPUT",
    (
        "[CAST_INVALID_INPUT] The value 'ann@example.com' of the type \"STRING\" cannot be cast to"
        ' "INT" because it is malformed. SQLSTATE: 22018\n== SQL ==\nselect cast(c as int)'
    ),
    {"expression": "'ann@example.com'", "sourceType": '"STRING"', "targetType": '"INT"'},
)
OUT_OF_RANGE = (
    "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
    (
        "[NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION]  52500.75 cannot be represented as"
        ' Decimal(5, 2). If necessary set "spark.sql.ansi.enabled" to "false".'
    ),
    {"value": "52500.75", "precision": "5", "scale": "2", "config": '"spark.sql.ansi.enabled"'},
)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            CAST,
            (
                '[CAST_INVALID_INPUT] The value ... of the type "STRING" cannot be cast to "INT"'
                " because it is malformed."
            ),
        ),
        (
            OUT_OF_RANGE,
            (
                "[NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION]  ... cannot be represented as"
                " Decimal(5, 2)."
            ),
        ),
        (
            ("USER_RAISED_EXCEPTION", "[USER_RAISED_EXCEPTION] Ann", {"errorMessage": "Ann"}),
            "[USER_RAISED_EXCEPTION] ...",
        ),
        (
            # A value of two lines is not found again in the first.
            ("USER_RAISED_EXCEPTION", "[X] Ann\nBe", {"errorMessage": "Ann\nBe"}),
            "[USER_RAISED_EXCEPTION]",
        ),
        ((None, "java.lang.Error: Ann", {}), "it fails on some row"),
    ],
)
def test_values_of_rows_are_masked(
    error: tuple[str | None, str, dict[str, str]], said: str
) -> None:
    assert reason(*error, of_rows=True) == said


def test_names_in_a_statement_are_shown() -> None:
    message = "\n[PARSE_SYNTAX_ERROR] Syntax error at or near 'ct'. SQLSTATE: 42601 (line 1)\n"
    said = reason("PARSE_SYNTAX_ERROR", message, {"error": "'ct'"}, of_rows=False)
    assert said == "[PARSE_SYNTAX_ERROR] Syntax error at or near 'ct'."
