"""Rows from several files, of which one that is broken costs only its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from inseam.documents.yaml_document import Document, read_file, read_yaml
from inseam.facts.lines import to_lines
from inseam.facts.schema import FindingRow
from inseam.facts.tables import Row
from inseam.report.finding import Finding, InputError

RowsAndFindings = tuple[Iterable[Row], Iterable[Finding]]


@dataclass(slots=True)
class Gathered:
    """The rows of a product, or of what belongs to none, as files are read.

    The readers may raise `InputError`, which becomes findings instead of rows. A method says
    whether there are rows.
    """

    product: str | None
    rows: list[Row] = field(default_factory=list)

    def read_bytes(self, path: Path, reader: Callable[[str, bytes], Iterable[Row]]) -> bool:
        """Adds what ``reader`` makes of a file, given its name and content."""
        try:
            self.rows += reader(str(path), read_file(str(path)))
        except InputError as error:
            self.note(error.findings, is_unread=True)
            return False
        return True

    def read_yaml(self, path: Path, reader: Callable[[Document], Iterable[Row]]) -> bool:
        """Adds what ``reader`` makes of a YAML file."""
        return self.read_bytes(path, lambda file, content: reader(read_yaml(file, content)))

    def read_checked_yaml(self, path: Path, reader: Callable[[Document], RowsAndFindings]) -> bool:
        """As `read_yaml`; parts of the file may make no sense, which ``reader`` says beside."""

        def rows_of(document: Document) -> Iterable[Row]:
            rows, findings = reader(document)
            self.note(findings)
            return rows

        return self.read_yaml(path, rows_of)

    def note(self, findings: Iterable[Finding], *, is_unread: bool = False) -> None:
        self.rows += [_finding_row(self.product, finding, is_unread) for finding in findings]

    def write(self, out: Path) -> None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(to_lines(self.rows))


def _finding_row(product: str | None, finding: Finding, is_unread: bool) -> FindingRow:
    details = "".join(f"\n{detail}" for detail in finding.details)
    return FindingRow(
        product=product,
        rule=finding.rule,
        severity=finding.severity.value,
        message=finding.message + details,
        fix=finding.fix,
        is_unread=is_unread,
        file=finding.file,
        line=finding.line or 1,
    )
