"""Rows as lines."""

from __future__ import annotations

import json

import pytest

from inseam.facts.lines import read_lines, read_rows, to_lines
from inseam.facts.schema import VERSION, TagRow, TeamMemberRow, TeamRow


def member(name: str) -> TeamMemberRow:
    return TeamMemberRow(team="sales", member=name, file="platform/teams.yaml", line=3)


def tag(text: str) -> TagRow:
    return TagRow(product=None, element="", tag=text, file="a.odps.yaml", line=1)


def test_rows_are_written_in_one_order_and_once() -> None:
    rows = [member("b"), tag("x"), member("a")]
    assert to_lines(rows) == to_lines([*reversed(rows), member("a")])
    assert to_lines(rows).splitlines()[0] == json.dumps({"facts": VERSION})


@pytest.mark.parametrize("text", ["line\nend", "\u2028", '"', "\x1f", "ä{{ x }}", ""])
def test_any_text_comes_back(text: str) -> None:
    assert list(read_rows(to_lines([tag(text), member("a")]))) == [tag(text), member("a")]


def test_only_the_tables_asked_for_are_read() -> None:
    lines = to_lines([tag('{"table":"team_members",'), member("a")])
    assert [line.table for line in read_lines(lines, [TeamMemberRow, TeamRow])] == ["team_members"]


def test_no_rows_are_a_header() -> None:
    assert list(read_lines(to_lines([]))) == []


@pytest.mark.parametrize("text", ["", '{"facts": 0}\n', '{"table":"tags"}\n'])
def test_lines_of_another_version_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="another version"):
        list(read_lines(text))
