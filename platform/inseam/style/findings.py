"""What sqlfluff says, as findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sqlfluff.core.errors import SQLBaseError, SQLLintError

from inseam.report.finding import Finding, Severity
from inseam.report.missing_comma import missing_comma
from inseam.report.source_excerpt import comma_missing_before, excerpt
from inseam.style.format_rules import is_format_rule
from inseam.style.rendering import NotRenderedError

# sqlfluff's own names for what is not a rule.
NO_TEMPLATE = "sqlfluff-TMP"
NO_SQL = "sql-syntax"
NO_DATABRICKS_SQL = "sqlfluff-databricks"

_UNREAD = r"Line \1, column \2: sqlfluff cannot read"
_WRITE_FOR_BOTH = (
    "Write it so that both engines read it, or add a macro to shared/dbt_common that is"
    " dispatched for each."
)


def of_template(file: Path, error: NotRenderedError) -> Iterator[Finding]:
    for problem in error.problems:
        yield _finding(file, NO_TEMPLATE, problem.line, problem.message, problem.fix)


def of_databricks_template(file: Path, error: NotRenderedError) -> Iterator[Finding]:
    for problem in error.problems:
        yield _finding(file, NO_DATABRICKS_SQL, problem.line, problem.message, _WRITE_FOR_BOTH)


def of_violations(
    file: Path, text: str, violations: Sequence[SQLBaseError], target: str
) -> Iterator[Finding]:
    """``target`` is the Pants target that has the file.

    Beside SQL that cannot be read nothing else is reported: the layout follows from it.
    """
    unread = [each for each in violations if not isinstance(each, SQLLintError)]
    if unread:
        yield _of_syntax(file, text, unread[0])
        return
    places = missing_commas(text, violations)
    for line in sorted(places):
        yield missing_comma(file.as_posix(), text, places[line], line)
    for violation in violations:
        if violation.line_no not in places:
            yield _of_rule(file, violation, target)


def missing_commas(text: str, violations: Iterable[SQLBaseError]) -> dict[int, int]:
    """By the line of an alias without `as` that seems to be a column: the line without a comma.

    `fix` would make it an alias for good (sqlfluff's rule AL02, aliasing.column).
    """
    found = {}
    for violation in violations:
        if isinstance(violation, SQLLintError) and violation.rule_code() == "AL02":
            line = comma_missing_before(text, violation.line_no, violation.line_pos)
            if line is not None:
                found[violation.line_no] = line
    return found


def _of_syntax(file: Path, text: str, violation: SQLBaseError) -> Finding:
    line, column = violation.line_no, violation.line_pos
    fix = (
        "Correct the SQL. If it is valid and sqlfluff does not know it, write `-- noqa: PRS` on"
        " that line, with the reason."
    )
    if (before := comma_missing_before(text, line, column)) is not None:
        fix = f"Correct the SQL. A comma seems to be missing at the end of line {before}."
    finding = _finding(file, NO_SQL, line, said(violation), fix)
    return replace(finding, details=excerpt(text, line, column))


def _of_rule(file: Path, violation: SQLBaseError, target: str) -> Finding:
    assert isinstance(violation, SQLLintError)  # the others are of SQL that cannot be read
    code, name = violation.rule_code(), violation.rule.name
    if not violation.fixable:
        fix = f"Rewrite it; no goal can. The rule is sqlfluff's {name} ({code})."
    else:
        goal = "fmt" if is_format_rule(name) else "fix"
        fix = (
            f"Run `./pants {goal} {target}`; correct by hand what that leaves beside a template."
            f" The rule is sqlfluff's {name}."
        )
    return _finding(file, f"sqlfluff-{code}", violation.line_no, violation.desc(), fix)


def of_databricks(file: Path, violation: SQLBaseError) -> Finding:
    message = f"Databricks cannot read this: {_lower(said(violation))}"
    return _finding(file, NO_DATABRICKS_SQL, violation.line_no, message, _WRITE_FOR_BOTH)


def said(violation: SQLBaseError) -> str:
    """Without the grammar that sqlfluff expected, which only its developers can read."""
    described = re.sub(r"(?s)(?<=')\. Expected: (<|Nothing here).*", ".", violation.desc())
    return re.sub(r"Line (\d+), Position (\d+): Found unparsable section", _UNREAD, described)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _finding(file: Path, rule: str, line: int, message: str, fix: str) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        file=file.as_posix(),
        line=max(line, 1),
        message=message,
        fix=fix,
    )
