"""A file as it should be, and what to say when it is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from inseam.documents.line_ends import as_git_keeps
from inseam.report.finding import Finding, Severity

# The rule of a file that is missing or differs, which is the one that is written.
STALE = "generated-file-stale"


@dataclass(frozen=True, slots=True)
class ExpectedFile:
    """``path`` is relative to the repository's root. ``made_from`` says what it is made from."""

    path: Path
    content: bytes
    made_from: str

    @property
    def is_stale(self) -> bool:
        if not self.path.is_file():
            return True
        return as_git_keeps(self.path.read_bytes()) != as_git_keeps(self.content)


def write_stale(wanted: Iterable[ExpectedFile], out: Path, command: str) -> list[Finding]:
    """Writes the files that are missing or differ below ``out``, with a finding for each.

    ``command`` is what a person runs to have them where they belong.
    """
    findings = []
    for file in wanted:
        if file.is_stale:
            target = out / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.content)
            findings.append(_stale(file, command))
    return findings


def _stale(file: ExpectedFile, command: str) -> Finding:
    return Finding(
        rule=STALE,
        severity=Severity.ERROR,
        file=str(file.path),
        message=f"The file differs from {file.made_from}."
        if file.path.is_file()
        else f"The file is missing. It is made from {file.made_from}.",
        fix=f"Run {command}",
    )
