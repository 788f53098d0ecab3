"""A finding about an element of a contract, before its line is known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inseam.documents.element_path import format_path
from inseam.documents.locate import with_line
from inseam.documents.yaml_document import Path as ElementPath
from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import Finding


@dataclass(frozen=True, slots=True)
class Located:
    """``element`` is a path in the contract ``finding.file``; None if the finding has its place.

    The test sees contracts in canonical form, so that a change of wording repeats no test. The line
    is looked up in the file itself, when the result is shown (`inseam.testing.present`).
    """

    finding: Finding
    element: str | None = None


def locate(located: Located) -> Finding:
    """The finding with the line that its element has in the file as it is now."""
    file = Path(located.finding.file)
    if located.element is None or not file.is_file():
        return located.finding
    return with_line(located.finding, located.element, read_yaml(str(file), file.read_bytes()))


def at_element(finding: Finding, path: ElementPath) -> Located:
    return Located(finding, format_path(path))
