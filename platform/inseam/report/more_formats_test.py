from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inseam.report.finding import Finding, Related, Severity
from inseam.report.formats import FORMATS
from inseam.report.junit import to_junit
from inseam.report.markdown import MAX_CHARACTERS, to_markdown
from inseam.report.report import Report, report
from inseam.report.sarif import to_sarif

ERROR = Finding(
    rule="column-removed",
    severity=Severity.ERROR,
    file="a b.yaml",
    line=7,
    message="orders.amount: it is gone.",
    fix="Keep it.",
    details=("breaking",),
    related=(Related("main", "a b.yaml", 9),),
    fingerprint="0123456789abcdef",
)
INFO = replace(ERROR, severity=Severity.INFO, rule="words", file="c.yaml", line=None)
BOTH = report([ERROR, INFO], "2 contracts compared")
FINDINGS = st.builds(
    Finding,
    rule=st.text(min_size=1),
    severity=st.sampled_from(Severity),
    file=st.text(min_size=1),
    message=st.text(),
    fix=st.text(),
    line=st.none() | st.integers(1, 9_999),
    details=st.lists(st.text(), max_size=2).map(tuple),
)
REPORTS = st.lists(FINDINGS, max_size=4).map(lambda found: report(found, "looked at"))


def test_sarif_has_both_places_the_level_and_the_fingerprint() -> None:
    (run,) = json.loads(to_sarif(BOTH))["runs"]

    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["column-removed", "words"]
    first, second = run["results"]
    assert (first["level"], second["level"]) == ("error", "note")
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"]
    assert first["message"]["text"] == "orders.amount: it is gone.\nbreaking\nfix: Keep it."
    place = {"artifactLocation": {"uri": "a%20b.yaml"}, "region": {"startLine": 7}}
    assert first["locations"] == [{"physicalLocation": place}]
    assert first["relatedLocations"][0]["message"] == {"text": "main"}
    assert first["partialFingerprints"] == {"inseam/v1": "0123456789abcdef"}
    assert "region" not in second["locations"][0]["physicalLocation"]


def test_junit_fails_for_errors_only() -> None:
    suite = ElementTree.fromstring(to_junit(BOTH))

    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    failed, passed = suite.findall("testcase")
    assert failed.get("name") == "a b.yaml:7: orders.amount: it is gone."
    assert failed.find("failure") is not None
    assert passed.find("failure") is None
    assert suite.findtext("system-out") == "2 contracts compared"


def test_junit_without_findings_has_a_test_that_passes() -> None:
    suite = ElementTree.fromstring(to_junit(Report()))

    assert (suite.get("tests"), len(suite.findall("testcase"))) == ("1", 1)


@given(REPORTS)
def test_junit_is_xml_whatever_findings_say(said: Report) -> None:
    suite = ElementTree.fromstring(to_junit(said).encode("utf-8", "surrogatepass"))

    assert len(suite.findall("testcase")) == max(len(said.findings), 1)


HEAD = "| severity | where | what | what to do |\n| --- | --- | --- | --- |\n"


def test_markdown_counts_and_tells_each_in_a_row_with_infos_folded() -> None:
    assert to_markdown(BOTH) == (
        "**1 error, 1 info**\n\n"
        "<code>2 contracts compared</code>\n\n"
        f"{HEAD}"
        "| error<br><code>column-removed</code> | <code>a b.yaml:7</code> "
        "| <code>orders.amount: it is gone.</code><br><code>breaking</code> "
        "| <code>Keep it.</code> |\n\n"
        "<details><summary>1 info</summary>\n\n"
        f"{HEAD}"
        "| info<br><code>words</code> | <code>c.yaml</code> "
        "| <code>orders.amount: it is gone.</code><br><code>breaking</code> "
        "| <code>Keep it.</code> |\n\n</details>"
    )


def test_markdown_has_a_column_of_readers_where_anybody_reads_what_a_finding_is_about() -> None:
    read = replace(ERROR, readers=("read by a", "read by b"))
    said = to_markdown(report([read, replace(ERROR, line=9)]))

    assert "| severity | where | what | who reads it | what to do |" in said
    assert "| <code>read by a</code><br><code>read by b</code> |" in said
    assert {line.count("|") for line in said.splitlines() if line.startswith("|")} == {6}


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_what_follows_stands_after_its_causes_in_every_form(form: str) -> None:
    consequence = replace(ERROR, file="a.yaml", rule="a", message="it follows", follows=True)
    said = report([consequence, replace(ERROR, file="z.yaml")])

    text = FORMATS[form](said)
    assert text.index("it is gone") < text.index("it follows")


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_form_tells_whom_a_finding_concerns(form: str) -> None:
    read = replace(ERROR, readers=("read by churn (team growth)",))

    assert "read by churn (team growth)" in FORMATS[form](report([read]))


def test_markdown_without_findings_says_so() -> None:
    assert to_markdown(report([], "1 file read")) == ("**No findings**\n\n<code>1 file read</code>")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.outside = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1] in ("pre", "code"):
            return
        self.outside += data


@pytest.mark.parametrize(
    "text",
    [
        "@everyone look",
        "see #1 and GH-1",
        "[click](https://evil.example.com)",
        "https://evil.example.com",
        "</pre></details><script>alert(1)</script>",
        "```\n# heading",
        "<!-- -->",
    ],
)
def test_what_is_quoted_in_markdown_does_nothing(text: str) -> None:
    hostile = replace(ERROR, message=text, fix=text, file=text.replace("\n", " "), details=(text,))

    tags = _Tags()
    tags.feed(to_markdown(report([hostile], text)))

    assert set(tags.found) <= {"code", "/code", "br"}
    assert tags.found.count("code") == tags.found.count("/code") == 6
    words = re.sub(r"[\s*|-]", "", tags.outside)
    assert words == "1errorseveritywherewhatwhattodoerror"


def test_a_comment_that_would_be_too_long_leaves_out_the_least_grave_and_says_so() -> None:
    many = [replace(INFO, file=f"{n:05}.yaml", message="m" * 100) for n in range(1_000)]
    last = replace(ERROR, file="z.yaml")

    said = to_markdown(report([*many, last]))

    assert len(said) <= MAX_CHARACTERS + 200
    assert "| error<br><code>column-removed</code> | <code>z.yaml:7</code> |" in said
    assert re.search(r"\d+ more are too long for a comment: see the log\.$", said)
