"""The rows of the team registry, and what is said of an entry that gives none."""

from __future__ import annotations

import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.facts.schema import TeamGroupRow
from inseam.facts.team_rows import team_rows

FILE = "platform/teams.yaml"


def groups(text: str) -> tuple[list[tuple[str, str, str, int]], list[tuple[int | None, str]]]:
    rows, findings = team_rows(read_yaml(FILE, text.encode()))
    return (
        [
            (row.team, row.environment, row.group_name, row.line)
            for row in rows
            if isinstance(row, TeamGroupRow)
        ],
        [(finding.line, finding.message) for finding in findings],
    )


def test_a_team_has_groups_by_environment() -> None:
    text = """\
- id: marketing
  groups:
    databricks: [marketing-analysts, "ünïts of `x`.y"]
    staging:
      - marketing
- id: sales
"""
    assert groups(text) == (
        [
            ("marketing", "databricks", "marketing-analysts", 3),
            ("marketing", "databricks", "ünïts of `x`.y", 3),
            ("marketing", "staging", "marketing", 5),
        ],
        [],
    )


@pytest.mark.parametrize(
    ("written", "line", "said"),
    [
        ("[marketing]", 2, "has `groups` of `m` that are not listed by environment"),
        ("marketing", 2, "has `groups` of `m` that are not listed by environment"),
        ("{databricks: marketing}", 2, "has groups of `m` in `databricks` that are not a list"),
        ("{databricks: []}", 2, "has groups of `m` in `databricks` that are not a list of names"),
        ("{databricks: [a, 7]}", 2, "has groups of `m` in `databricks` that are not a list"),
        ("{databricks: [' ']}", 2, "has groups of `m` in `databricks` that are not a list"),
        ('{databricks: ["a\\nb"]}', 2, "has groups of `m` in `databricks` that are not a list"),
    ],
)
def test_groups_that_are_none_are_said_with_their_line(written: str, line: int, said: str) -> None:
    rows, findings = groups(f"- id: m\n  groups: {written}\n")
    assert rows == []
    ((at, message),) = findings
    assert at == line
    assert message.startswith(f"The team registry {said}")
