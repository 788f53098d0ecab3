"""A column without a comma after it, which turns the next column into its alias."""

from __future__ import annotations

import re
from collections.abc import Mapping

from inseam.report.finding import Finding, Severity
from inseam.report.source_excerpt import comma_missing_in, excerpt

RULE = "sql-comma-missing"
# A name that stands alone in its line, and so would be a column if a comma stood before it.
_ALONE = re.compile(r"\s*(?P<name>\w+|\"[^\"]+\"|`[^`]+`)\s*,?\s*")
_LAST_NAME = re.compile(r"(?P<name>\w+|\"[^\"]+\"|`[^`]+`)$")


def columns_before_aliases(text: str) -> Mapping[str, tuple[int, int]]:
    """Columns, in lower case, that seem to lack the comma after them, each the first time.

    With the line that ends in the column, and the line of the name that is taken for its alias.
    """
    found: dict[str, tuple[int, int]] = {}
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        alone = _ALONE.fullmatch(_code(line))
        if alone is None:
            continue
        before = comma_missing_in(lines, number, alone.start("name") + 1)
        last = _LAST_NAME.search(_code(lines[before - 1]).rstrip()) if before else None
        if before and last:
            found.setdefault(_unquoted(last["name"]).lower(), (before, number))
    return found


def alias_in(text: str, line: int) -> str:
    """What a line holds, without its comma and comment."""
    return _code(text.splitlines()[line - 1]).strip().rstrip(",").rstrip()


def missing_comma(file: str, text: str, before: int, line: int) -> Finding:
    """``before`` seems to lack the comma, so that the name in ``line`` is an alias."""
    alias = alias_in(text, line)
    return Finding(
        rule=RULE,
        severity=Severity.ERROR,
        file=file,
        line=before,
        message=f"A comma seems to be missing at the end of line {before}: `{alias}` in line {line}"
        " is taken for an alias.",
        fix=f"Add the comma in line {before}, or write `as {alias}` if it is an alias.",
        details=excerpt(text, before, len(_code(text.splitlines()[before - 1]).rstrip()) + 1),
    )


def _code(line: str) -> str:
    return line.split("--")[0]


def _unquoted(name: str) -> str:
    return name.strip('"`')
