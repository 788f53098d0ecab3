"""Reports as JUnit XML: a test case a finding, of which only errors fail."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from inseam.report.finding import Finding, Severity
from inseam.report.report import Report
from inseam.report.text import render_text

# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(said: Report) -> str:
    """Without findings there is one test case, which passes: an empty suite looks like no run."""
    failures = sum(finding.severity is Severity.ERROR for finding in said.findings)
    suite = ElementTree.Element(
        "testsuite",
        name="inseam",
        tests=str(max(len(said.findings), 1)),
        failures=str(failures),
        errors="0",
        skipped="0",
    )
    for finding in said.findings:
        suite.append(_case(finding))
    if not said.findings:
        ElementTree.SubElement(suite, "testcase", classname="inseam", name="no findings")
    if said.summary:
        ElementTree.SubElement(suite, "system-out").text = _clean("\n".join(said.summary))
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True)


def _case(finding: Finding) -> ElementTree.Element:
    line = "" if finding.line is None else f":{finding.line}"
    first = next(iter(finding.message.splitlines()), "")
    case = ElementTree.Element(
        "testcase",
        classname=_clean(finding.rule),
        name=_clean(f"{finding.file}{line}: {first}"),
        file=_clean(finding.file),
    )
    said = _clean(render_text([finding]))
    if finding.severity is Severity.ERROR:
        failure = ElementTree.SubElement(case, "failure", message=_clean(finding.message))
        failure.text = said
    else:
        ElementTree.SubElement(case, "system-out").text = said
    return case


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
