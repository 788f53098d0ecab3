from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.report.finding import Finding, Severity, in_order
from inseam.report.json_form import from_dict, to_json

ERROR = Finding(
    rule="type-changed",
    severity=Severity.ERROR,
    file="products/käse/a.yaml",
    line=7,
    message='It was a "number".\nNow it is none.',
    fix="Make it one.",
    details=("row 1",),
)
WARNING = Finding(rule="r", severity=Severity.WARNING, file="a.yaml", message="M.", fix="F.")


def test_the_form_is_this_one() -> None:
    assert to_json([ERROR, WARNING]) == (
        """\
{
  "findings": [
    {
      "details": [],
      "file": "a.yaml",
      "fix": "F.",
      "line": null,
      "message": "M.",
      "rule": "r",
      "severity": "warning"
    },
    {
      "details": [
        "row 1"
      ],
      "file": "products/käse/a.yaml",
      "fix": "Make it one.",
      "line": 7,
      "message": "It was a \\"number\\".\\nNow it is none.",
      "rule": "type-changed",
      "severity": "error"
    }
  ],
  "version": 1
}
"""
    )


def test_no_findings_are_an_empty_list() -> None:
    assert to_json([]) == '{\n  "findings": [],\n  "version": 1\n}\n'


findings = st.lists(
    st.builds(
        Finding,
        rule=st.text(),
        severity=st.sampled_from(Severity),
        file=st.text(),
        line=st.none() | st.integers(min_value=1),
        message=st.text(),
        fix=st.text(),
        details=st.lists(st.text()).map(tuple),
    )
)


@given(findings)
@settings(deadline=None, derandomize=True)
def test_findings_come_back_as_they_were(found: list[Finding]) -> None:
    back = [from_dict(row) for row in json.loads(to_json(found))["findings"]]

    assert tuple(back) == in_order(found)


def test_an_unknown_severity_is_refused() -> None:
    row = json.loads(to_json([WARNING]))["findings"][0]

    with pytest.raises(ValueError, match="fatal"):
        from_dict({**row, "severity": "fatal"})
