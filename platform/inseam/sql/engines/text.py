"""Texts: what they are put together from, patterns, positions, and values written as text."""

from __future__ import annotations

import re

from sqlglot import exp

from inseam.sql.engines.numbers import is_double
from inseam.sql.engines.typed import (
    NESTED,
    Probe,
    Typed,
    call_name,
    inside,
    literal_number,
    literal_text,
)
from inseam.sql.sql_type import of_sqlglot

_NO_NUMBERS = NESTED | {"INTERVAL"}
_META = re.compile(r"[.\\+*?\[\]^$(){}|]")
_ONE_MATCH = re.compile(r"\^[^|]*|[^|]*\$")


def null_in_concat(node: exp.Expr, typed: Typed) -> bool:
    return any(typed.may_be_null(each) for each in node.expressions)


def backslash(node: exp.Expr, typed: Typed) -> bool:
    return bool(node.args.get("is_string")) and "\\" in node.name


def pattern_as_separator(node: exp.Expr, typed: Typed) -> bool:
    if len(node.expressions) != 2 or typed.name(node.expressions[0]) not in ("VARCHAR", ""):
        return False
    separator = literal_text(node.expressions[1])
    return separator is None or separator == "" or bool(_META.search(separator))


def replaced_pattern(node: exp.Expr, typed: Typed) -> bool:
    if len(node.expressions) < 3:
        return False
    pattern = literal_text(node.expressions[1])
    return len(node.expressions) > 3 or pattern is None or not _ONE_MATCH.fullmatch(pattern)


def extracted_pattern(node: exp.Expr, typed: Typed) -> bool:
    return len(node.expressions) == 2


def trimmed_characters(node: exp.Expr, typed: Typed) -> bool:
    return len(node.expressions) == 2


def trimmed_after_comma(node: exp.Expr, typed: Typed) -> bool:
    return bool(node.meta.get("comma"))


def trimmed_blanks(node: exp.Expr, typed: Typed) -> bool:
    """`trim(x)`, of which the engines have two minds what a blank is."""
    if isinstance(node, exp.Trim):
        return node.args.get("expression") is None and typed.name(node.this) == "VARCHAR"
    return len(node.expressions) == 1 and typed.name(node.expressions[0]) == "VARCHAR"


def other_letters(node: exp.Expr, typed: Typed) -> bool:
    """`lower(x)` of a text whose odd letters nobody has translated."""
    text = inside(node.expressions[0]) if len(node.expressions) == 1 else None
    if text is None or typed.name(text) != "VARCHAR" or call_name(text) == "translate":
        return False
    written = literal_text(text)
    return written is None or not written.isascii()


def substring_from_zero(node: exp.Expr, typed: Typed) -> bool:
    return _from_zero(node.args.get("start"), node.args.get("length"))


def substr_from_zero(node: exp.Expr, typed: Typed) -> bool:
    return _from_zero(*[*node.expressions[1:3], None, None][:2])


def _from_zero(start: exp.Expr | None, length: exp.Expr | None) -> bool:
    """Both count from the end if the start is negative, but not if the length is."""
    begins, has = literal_number(start), literal_number(length)
    return (begins == 0 and length is not None) or (has is not None and has < 0)


def negative_side(node: exp.Expr, typed: Typed) -> bool:
    """`left(x, -2)`"""
    return len(node.expressions) == 2 and (literal_number(node.expressions[1]) or 0) < 0


def part_of_zero(node: exp.Expr, typed: Typed) -> bool:
    return len(node.expressions) == 3 and literal_number(node.expressions[2]) == 0


def text_of_number(node: exp.Expr, typed: Typed) -> bool:
    target = of_sqlglot(node.args.get("to"), "duckdb")
    return (
        target is not None and target.name == "VARCHAR" and _is_written_otherwise(node.this, typed)
    )


def number_in_concat(node: exp.Expr, typed: Typed) -> bool:
    return any(_is_written_otherwise(each, typed) for each in node.expressions)


def number_beside_text(node: exp.Expr, typed: Typed) -> bool:
    """`'n' || x`; two lists are joined by the same sign."""
    sides = (inside(node.this), inside(node.expression))
    is_text = any(typed.name(side) == "VARCHAR" for side in sides)
    return is_text and any(_is_written_otherwise(side, typed) for side in sides)


def _is_written_otherwise(node: exp.Expr | None, typed: Typed) -> bool:
    return typed.name(node) in _NO_NUMBERS or is_double(node, typed)


def engine_hash(node: exp.Expr, typed: Typed) -> bool:
    return bool(node.expressions)


_TEXT = {"engine-text-of-number": text_of_number}
_TRIM: dict[str, Probe] = {
    "engine-trim-arguments": trimmed_characters,
    "engine-trim-blank": trimmed_blanks,
}
_CASE: dict[str, Probe] = {"engine-letter-case": other_letters}
_CONCAT: dict[str, Probe] = {"engine-text-of-number": number_in_concat}
NODES: dict[type[exp.Expr], dict[str, Probe]] = {
    exp.Cast: {**_TEXT},
    exp.TryCast: {**_TEXT},
    exp.DPipe: {"engine-text-of-number": number_beside_text},
    exp.Literal: {"engine-backslash": backslash},
    exp.Trim: {
        "engine-trim-arguments": trimmed_after_comma,
        "engine-trim-blank": trimmed_blanks,
    },
    exp.Substring: {"engine-substring-zero": substring_from_zero},
}
CALLS: dict[str, dict[str, Probe]] = {
    "concat": {"engine-null-in-concat": null_in_concat, **_CONCAT},
    "concat_ws": _CONCAT,
    "hash": {"engine-hash": engine_hash},
    "left": {"engine-substring-zero": negative_side},
    "lcase": _CASE,
    "lower": _CASE,
    "ltrim": _TRIM,
    "regexp_extract": {"engine-regex": extracted_pattern},
    "regexp_replace": {"engine-regex": replaced_pattern},
    "right": {"engine-substring-zero": negative_side},
    "rtrim": _TRIM,
    "split": {"engine-regex": pattern_as_separator},
    "split_part": {"engine-substring-zero": part_of_zero},
    "substr": {"engine-substring-zero": substr_from_zero},
    "ucase": _CASE,
    "upper": _CASE,
}
