"""What a rule of contract lint has to say about a file."""

from __future__ import annotations

from dataclasses import dataclass

from inseam.documents.yaml_document import Document, Path
from inseam.report.finding import Finding
from inseam.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Problem:
    """``fix`` says more than the rule's own where more is known."""

    rule: Rule
    path: Path
    message: str
    fix: str | None = None
    details: tuple[str, ...] = ()

    def finding(self, document: Document) -> Finding:
        return Finding(
            rule=self.rule.id,
            severity=self.rule.severity,
            file=document.file,
            line=document.line(self.path),
            message=self.message,
            fix=self.fix or self.rule.fix,
            details=self.details,
        )
