from __future__ import annotations

from dataclasses import replace

import pytest

from inseam.documents.locate import with_line
from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import Finding, Severity

DOCUMENT = read_yaml(
    "a.odcs.yaml", b"id: a\nschema:\n  - name: o\n    properties:\n      - name: c\n"
)
FINDING = Finding(rule="r", severity=Severity.ERROR, file="a.odcs.yaml", message="m", fix="f")


@pytest.mark.parametrize(
    ("element", "line"),
    [
        ("schema[0].properties[0].name", 5),
        ("schema[0].properties[0].required", 5),  # what is missing: where it would be
        ("schema[0]", 3),
        ("", 1),
    ],
)
def test_a_finding_gets_the_line_of_its_element_and_stays_the_same_otherwise(
    element: str, line: int
) -> None:
    assert with_line(FINDING, element, DOCUMENT) == replace(FINDING, line=line)
