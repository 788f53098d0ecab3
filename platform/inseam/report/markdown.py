"""Reports as Markdown for a comment on a pull request.

What findings quote was written by anybody. It is in `<code>` and escaped, where GitHub makes
nothing of it: no mention, no link, no reference to an issue, no HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from inseam.report.finding import Finding, Severity, in_order
from inseam.report.report import Report

# GitHub refuses comments of more than 65,536 characters; a caller adds a heading of his own.
MAX_CHARACTERS = 60_000
_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
_READERS = "who reads it"
_COLUMNS = ("severity", "where", "what", _READERS, "what to do")
_LINE_BREAK = "<br>"
# HTML's <code> alone does not keep a forge from reading Markdown in it, or from linking addresses.
_MARKUP = re.compile(
    r"[|`*\\\[\]~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|(?<=:)//|(?<=www)\.", re.IGNORECASE
)


def to_markdown(said: Report) -> str:
    """How many there are, what was checked, and a table of the findings, most severe first.

    Infos are folded.
    """
    parts = [f"**{_counts(said.findings)}**"]
    if said.summary:
        parts.append(_cells(said.summary, MAX_CHARACTERS // 6))
    columns = [c for c in _COLUMNS if c != _READERS or any(one.readers for one in said.findings)]
    room = MAX_CHARACTERS - sum(map(len, parts))
    shown = 0
    grave = _most_severe_first(one for one in said.findings if one.severity is not Severity.INFO)
    infos = _most_severe_first(one for one in said.findings if one.severity is Severity.INFO)
    for findings, is_folded in ((grave, False), (infos, True)):
        rows = _rows_that_fit(findings, columns, room)
        if rows:
            table = "\n".join([_row(columns), _row(["---"] * len(columns)), *rows])
            room -= len(table)
            shown += len(rows)
            parts.append(_folded(table, _counts(findings)) if is_folded else table)
    if left_out := len(said.findings) - shown:
        are = "is" if left_out == 1 else "are"
        parts.append(f"{left_out} more {are} too long for a comment: see the log.")
    return "\n\n".join(parts)


def _most_severe_first(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(in_order(findings), key=lambda one: (one.follows, _RANKS[one.severity]))


def _rows_that_fit(findings: Iterable[Finding], columns: Sequence[str], room: int) -> list[str]:
    rows = []
    for finding in findings:
        row = _row([_column(finding, column) for column in columns])
        if len(row) + 1 <= room:
            room -= len(row) + 1
            rows.append(row)
    return rows


def _column(finding: Finding, column: str) -> str:
    match column:
        case "severity":
            return f"{finding.severity}{_LINE_BREAK}{cell(finding.rule)}"
        case "where":
            place = finding.file if finding.line is None else f"{finding.file}:{finding.line}"
            return cell(place)
        case "what":
            return _cells([finding.message, *finding.details])
        case "what to do":
            return cell(finding.fix)
        case _:
            return _cells(finding.readers)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(lines: Iterable[str], most: int = MAX_CHARACTERS) -> str:
    found: list[str] = []
    for line in lines:
        found += filter(None, [cell(line)])
        most -= len(found[-1]) + len(_LINE_BREAK) if found else 0
        if most < 0:
            return _LINE_BREAK.join([*found[:-1], "..."])
    return _LINE_BREAK.join(found)


def _folded(table: str, counts: str) -> str:
    return f"<details><summary>{counts}</summary>\n\n{table}\n\n</details>"


def cell(text: str) -> str:
    """One cell of a table, where GitHub makes nothing of the text either; "" stays empty."""
    words = _MARKUP.sub(_as_entity, escape(" ".join(text.split())))
    return f"<code>{words}</code>" if words else ""


def _as_entity(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(letter)};" for letter in found.group())


def _counts(findings: Iterable[Finding]) -> str:
    listed = [finding.severity for finding in findings]
    counts = [
        f"{number} {severity.value}{'' if number == 1 else 's'}"
        for severity in Severity
        if (number := listed.count(severity))
    ]
    return ", ".join(counts) or "No findings"
