"""The forms in which a report can be had, by the names that ``--inseam-format`` takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from inseam.report.github import to_github
from inseam.report.json_form import to_json
from inseam.report.junit import to_junit
from inseam.report.markdown import to_markdown
from inseam.report.report import Report
from inseam.report.sarif import to_sarif
from inseam.report.text import to_text

Form = Callable[[Report], str]
FORMATS: Mapping[str, Form] = {
    "text": to_text,
    "json": to_json,
    "github": to_github,
    "junit": to_junit,
    "markdown": to_markdown,
    "sarif": to_sarif,
}
