from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.report.finding import Finding, Related, Severity
from inseam.report.json_form import to_json
from inseam.report.read import read_report
from inseam.report.report import report

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
    assert to_json(report([ERROR, WARNING], "2 files read")) == (
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
  "summary": [
    "2 files read"
  ],
  "version": 1
}"""
    )


def test_no_findings_are_an_empty_list() -> None:
    assert json.loads(to_json(report()))["findings"] == []


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
        related=st.lists(
            st.builds(Related, st.text(), st.text(), st.none() | st.integers(min_value=1)),
            max_size=2,
        ).map(tuple),
        fingerprint=st.text(),
    )
)
SCHEMA = json.loads((Path(__file__).parent / "report.schema.json").read_text(encoding="utf-8"))


@given(findings, st.lists(st.text()), st.lists(st.text()))
@settings(deadline=None, derandomize=True)
def test_a_report_comes_back_as_it_was(
    found: list[Finding], summary: list[str], changed: list[str]
) -> None:
    said = replace(report(found, *summary), changed_files=tuple(changed))
    assert read_report(to_json(said)) == said


@given(findings, st.lists(st.text()))
@settings(deadline=None, derandomize=True)
def test_a_report_is_what_its_schema_says(found: list[Finding], summary: list[str]) -> None:
    jsonschema.validate(json.loads(to_json(report(found, *summary))), SCHEMA)


@pytest.mark.parametrize("key", ["rule", "severity", "file", "line", "message", "fix", "details"])
def test_the_schema_misses_what_is_missing(key: str) -> None:
    document = json.loads(to_json(report([ERROR])))
    del document["findings"][0][key]

    with pytest.raises(jsonschema.ValidationError, match=key):
        jsonschema.validate(document, SCHEMA)


def test_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="report version 2, expected 1"):
        read_report('{"version": 2}')


def test_an_unknown_severity_is_refused() -> None:
    document = json.loads(to_json(report([WARNING])))
    document["findings"][0]["severity"] = "fatal"

    with pytest.raises(ValueError, match="fatal"):
        read_report(json.dumps(document))
