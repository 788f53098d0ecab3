"""Reports as Markdown for a comment on a pull request.

What findings quote was written by anybody. It stands in `<pre>` and escaped, where GitHub makes
nothing of it: no mention, no link, no reference to an issue, no HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

from inseam.report.finding import Finding, Severity
from inseam.report.report import Report
from inseam.report.text import render_text

# GitHub refuses comments of more than 65,536 characters; a caller adds a heading of his own.
MAX_CHARACTERS = 60_000
_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


def to_markdown(said: Report) -> str:
    """How many there are, what was looked at, and the findings, folded by file, gravest first."""
    parts = [f"**{_counts(said.findings)}**"]
    if said.summary:
        parts.append(_block("\n".join(said.summary)[: MAX_CHARACTERS // 6]))
    room = MAX_CHARACTERS - sum(map(len, parts))
    left_out = 0
    for file, findings in _by_file(said.findings):
        fold = _fold(file, findings)
        if len(fold) + 2 > room:
            left_out += len(findings)
            continue
        room -= len(fold) + 2
        parts.append(fold)
    if left_out:
        are = "is" if left_out == 1 else "are"
        parts.append(f"{left_out} more {are} too long for a comment: see the log.")
    return "\n\n".join(parts)


def _by_file(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    groups = [(file, list(group)) for file, group in groupby(findings, lambda one: one.file)]
    return sorted(groups, key=lambda group: min(_RANKS[one.severity] for one in group[1]))


def _fold(file: str, findings: list[Finding]) -> str:
    gravest = any(one.severity is Severity.ERROR for one in findings)
    summary = f"<code>{escape(file)}</code>: {_counts(findings)}"
    return (
        f"<details{' open' if gravest else ''}><summary>{summary}</summary>\n\n"
        f"{_block(render_text(findings))}\n\n</details>"
    )


def _block(text: str) -> str:
    return f"<pre>\n{escape(text)}\n</pre>"


def cell(text: str) -> str:
    """One cell of a table, where GitHub makes nothing of the text either; "" stays empty."""
    words = escape(" ".join(text.split())).replace("|", "&#124;")
    return f"<code>{words}</code>" if words else ""


def _counts(findings: Iterable[Finding]) -> str:
    listed = [finding.severity for finding in findings]
    counts = [
        f"{number} {severity.value}{'' if number == 1 else 's'}"
        for severity in Severity
        if (number := listed.count(severity))
    ]
    return ", ".join(counts) or "No findings"
