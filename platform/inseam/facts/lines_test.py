"""Rows as lines."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from inseam.facts.lines import Header, read_file, read_header, read_rows, to_lines
from inseam.facts.schema import VERSION, TagRow, TeamMemberRow, TeamRow


def member(name: str) -> TeamMemberRow:
    return TeamMemberRow(team="sales", member=name, file="platform/teams.yaml", line=3)


def tag(text: str, product: str | None = None) -> TagRow:
    return TagRow(product=product, element="", tag=text, file="a.odps.yaml", line=1)


def test_rows_are_written_in_one_order_and_once() -> None:
    rows = [member("b"), tag("x"), member("a")]
    assert to_lines(rows) == to_lines([*reversed(rows), member("a")])


def test_the_header_says_which_products_and_tables_there_are() -> None:
    lines = to_lines([tag("ä", "orders"), tag("y", "orders"), member("a"), tag("z", "bills")])
    stream = BytesIO(lines)
    header = read_header(stream)
    body = stream.read()
    split = header.tables["tags"][1]
    assert header == Header(
        ("bills", "orders"), {"tags": (0, split), "team_members": (split, len(body))}
    )
    assert body[:split].count(b'"table":"tags"') == 3


@pytest.mark.parametrize("text", ["line\nend", "\u2028", '"', "\x1f", "ä{{ x }}", ""])
def test_any_text_comes_back(text: str) -> None:
    assert list(read_rows(to_lines([tag(text), member("a")]))) == [tag(text), member("a")]


def test_only_the_tables_asked_for_are_read(tmp_path: Path) -> None:
    lines = to_lines([tag("x"), member("ä"), tag("ö")])
    assert [type(row) for row in read_rows(lines, [TeamMemberRow, TeamRow])] == [TeamMemberRow]
    # What stands elsewhere may be anything.
    (tmp_path / "facts.jsonl").write_bytes(lines.replace(b'"tag":', b'{tag":'))
    assert list(read_file(tmp_path / "facts.jsonl", [TeamMemberRow])) == [member("ä")]


def test_no_rows_are_a_header() -> None:
    assert list(read_rows(to_lines([]))) == []


@pytest.mark.parametrize("header", ["", "[]", f'{{"facts": {VERSION + 1}}}', "no JSON"])
def test_lines_of_another_version_are_refused(header: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  json's own is one
        list(read_rows(f"{header}\n".encode()))
