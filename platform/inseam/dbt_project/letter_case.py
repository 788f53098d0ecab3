"""Columns that a model yields in another letter case than its contract's.

SQL does not tell `kilos` from `Kilos`, but dbt's model contract does: it takes the one for missing
and the other for unknown, and builds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inseam.report.finding import Finding, Related, Severity

RULE = "port-column-case"
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/|\{#.*?#\}", re.DOTALL)
# `select *`, `orders.*`: columns come from elsewhere.
_STAR = re.compile(r"(?:\bselect\s+(?:distinct\s+)?|,\s*|\.)\*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OtherCase:
    """A column as its contract has it, and as the model has it in a line of its file.

    ``is_certain`` is False where the model takes over the column of another one: DuckDB takes its
    spelling from there, and Spark from the query.
    """

    promised: str
    yielded: str
    line: int | None = None
    is_certain: bool = True


def case_finding(
    file: str,
    line: int | None,
    model: str,
    columns: Sequence[OtherCase],
    related: Iterable[Related] = (),
) -> Finding:
    """One finding for all columns of a model; a warning if none of them is certain."""
    yielded = _listed([column.yielded for column in columns])
    promised = _listed([column.promised for column in columns])
    first, several = columns[0], len(columns) > 1
    them, noun = ("them", "columns") if several else ("the column", "column")
    more = ", and the other columns likewise" if several else ""
    return Finding(
        rule=RULE,
        severity=Severity.ERROR if any(c.is_certain for c in columns) else Severity.WARNING,
        file=file,
        line=line,
        message=f"`{model}` yields {yielded}; its contract calls {them} {promised}, and dbt"
        " compares the letter case.",
        fix=f"Write `... as {first.promised}`{more}, or call the {noun} {yielded} in the contract.",
        related=tuple(related),
    )


def columns_in_other_case(text: str, promised: Iterable[str]) -> list[OtherCase]:
    """What can be seen in a model's text alone, in the order of its lines.

    A column counts if its line ends in the name, or an `as` stands before it, and the text has the
    contract's spelling nowhere. Nothing can be seen where a star brings columns.
    """
    code = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    if _STAR.search(code):
        return []
    found = []
    for name in promised:
        word = re.escape(name)
        if re.search(rf"(?<!\w){word}(?!\w)", code):
            continue
        column = rf"(?:(?P<as>\bas[ \t]+)|^[ \t]*(?:\w+\.)?)(?P<name>{word})[ \t]*,?[ \t]*$"
        if seen := re.search(column, code, re.IGNORECASE | re.MULTILINE):
            line = code.count("\n", 0, seen.start("name")) + 1
            found.append(OtherCase(name, seen["name"], line, seen["as"] is not None))
    return sorted(found, key=lambda column: column.line or 0)


def _listed(names: Sequence[str]) -> str:
    shown = [f"`{name}`" for name in names]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
