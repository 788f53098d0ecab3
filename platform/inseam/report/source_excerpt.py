"""A place in a text, as a person points at it: the line, and a caret below the column."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Words of SQL that a column neither begins nor ends with. (`case` begins one, and `end` ends one.)
_BETWEEN = frozenset(
    "select distinct all from where and or not on by having when then else as in is like ilike"
    " between union except intersect join with using limit over partition order group qualify"
    " window left right inner outer full cross lateral offset natural asof semi anti pivot unpivot"
    " tablesample filter within ignore respect nulls asc desc collate fetch".split()
)
_FIRST_WORD = re.compile(r"\w+")
_ONE_NAME = re.compile(r"\s*(\w+|\"[^\"]*\"|`[^`]*`)?\s*")
# A terminal and a comment on a pull request show this much of a line.
_WIDTH = 100
_MORE = "…"


def excerpt(text: str, line: int, column: int) -> tuple[str, ...]:
    """Two lines for a finding's details; none where the text has no such line.

    ``line`` and ``column`` count from 1. Of a long line, the part around the column is shown.
    """
    lines = text.splitlines()
    if not 1 <= line <= len(lines):
        return ()
    whole = lines[line - 1].expandtabs(1)
    at = min(max(column, 1), len(whole) + 1) - 1
    start = max(0, at - _WIDTH // 2) if len(whole) > _WIDTH else 0
    shown = whole[start : start + _WIDTH]
    before = _MORE if start else ""
    after = _MORE if start + _WIDTH < len(whole) else ""
    number = f"{line} | "
    return (
        f"{number}{before}{shown}{after}",
        f"{' ' * (len(number) + len(before) + at - start)}^",
    )


def place_of_name(text: str, line: int | None, name: str) -> tuple[str, ...]:
    """The excerpt at a name in a line; none where that line does not have the name just once."""
    lines = text.splitlines()
    if line is None or not 1 <= line <= len(lines):
        return ()
    found = [*re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", lines[line - 1], re.IGNORECASE)]
    return excerpt(text, line, found[0].start() + 1) if len(found) == 1 else ()


def comma_missing_before(text: str, line: int, column: int) -> int | None:
    """The line that seems to lack a comma at its end, if a new one begins at a place in SQL.

    That is so where the line begins with a word or a bracket, nothing but one name is in it
    before the place (without the comma, that name is an alias, and what follows it does not fit),
    and the last line of code above ends in what can end a column: a name, a number, a quote or a
    closing bracket.
    """
    return comma_missing_in(text.splitlines(), line, column)


def comma_missing_in(lines: Sequence[str], line: int, column: int) -> int | None:
    """`comma_missing_before` of a text that is split into lines already."""
    if not 1 <= line <= len(lines) or not _ONE_NAME.fullmatch(
        lines[line - 1][: max(column - 1, 0)]
    ):
        return None
    begun = lines[line - 1].strip()
    word = _FIRST_WORD.match(begun)
    if not (begun[:1] in "(\"'`{[" or word) or (word and word[0].lower() in _BETWEEN):
        return None
    for number in range(line - 1, 0, -1):
        code = lines[number - 1].split("--")[0].rstrip()
        if code:
            ends_a_column = code[-1].isalnum() or code[-1] in "_)]'\"`}"
            is_keyword = code.split()[-1].lower() in {*_BETWEEN, "case"}
            return number if ends_a_column and not is_keyword else None
    return None
