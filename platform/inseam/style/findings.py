"""What sqlfluff says, as findings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sqlfluff.core.errors import SQLBaseError, SQLLintError

from inseam.report.finding import Finding, Severity
from inseam.style.format_rules import is_format_rule
from inseam.style.rendering import NotRenderedError

# sqlfluff's own names for what is no rule.
NO_TEMPLATE = "sqlfluff-TMP"
NO_SQL = "sqlfluff-PRS"
NO_DATABRICKS_SQL = "sqlfluff-databricks"

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


def of_violation(file: Path, violation: SQLBaseError, target: str) -> Finding:
    """``target`` is the Pants target that has the file."""
    if not isinstance(violation, SQLLintError):
        fix = (
            "Correct the SQL. If it is right and sqlfluff does not know it, say `-- noqa: PRS` on"
            " that line, with the reason."
        )
        return _finding(file, NO_SQL, violation.line_no, said(violation), fix)
    code, name = violation.rule_code(), violation.rule.name
    if not violation.fixable:
        fix = f"Rewrite it; no goal can. The rule is sqlfluff's {name} ({code})."
    else:
        goal = "fmt" if is_format_rule(name) else "fix"
        fix = (
            f"Run `./pants {goal} {target}`; what that leaves beside a template is for you to mend."
            f" The rule is sqlfluff's {name}."
        )
    return _finding(file, f"sqlfluff-{code}", violation.line_no, violation.desc(), fix)


def of_databricks(file: Path, violation: SQLBaseError) -> Finding:
    message = f"Databricks does not read this. {said(violation)}"
    return _finding(file, NO_DATABRICKS_SQL, violation.line_no, message, _WRITE_FOR_BOTH)


def said(violation: SQLBaseError) -> str:
    """Without the grammar that sqlfluff expected, which only its developers can read."""
    return re.sub(r"(?s)(?<=')\. Expected: <.*", ".", violation.desc())


def _finding(file: Path, rule: str, line: int, message: str, fix: str) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        file=file.as_posix(),
        line=max(line, 1),
        message=message,
        fix=fix,
    )
