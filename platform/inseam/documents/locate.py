"""From the element that a check names to the line in the contract's file."""

from __future__ import annotations

from dataclasses import replace

from inseam.documents.element_path import parse_path
from inseam.documents.yaml_document import Document
from inseam.report.finding import Finding


def with_line(finding: Finding, element: str, document: Document) -> Finding:
    """The finding with the line of ``element`` (`inseam.documents.element_path`) in its file."""
    return replace(finding, line=document.line(parse_path(element)))
