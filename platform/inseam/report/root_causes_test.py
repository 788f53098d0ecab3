from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inseam.report.finding import Finding, Severity
from inseam.report.report import Report, report
from inseam.report.root_causes import shown_beside_others


def finding(reported_by: str = "", file: str = "a.yaml", line: int | None = 3) -> Finding:
    return Finding(
        rule="yaml-unreadable",
        severity=Severity.ERROR,
        file=file,
        line=line,
        message="The file is not valid YAML.",
        fix="Correct it.",
        reported_by=reported_by,
    )


def test_what_another_check_reports_is_one_line() -> None:
    shown = shown_beside_others(
        report([finding("contract-lint"), finding(file="b.yaml")]), "generated-files"
    )
    assert shown == Report(
        (finding(file="b.yaml"),),
        ("generated-files waits for a.yaml:3, where contract-lint reports an error.",),
    )


def test_the_check_that_reports_it_shows_it() -> None:
    said = report([finding("contract-lint")])
    assert shown_beside_others(said, "contract-lint") == said


@given(
    st.lists(
        st.builds(
            finding,
            st.sampled_from(["", "contract-lint", "policies", "generated-files"]),
            st.sampled_from(["a.yaml", "b.yaml"]),
            st.sampled_from([None, 1, 2]),
        )
    )
)
def test_no_file_with_an_error_goes_unnamed(findings: list[Finding]) -> None:
    shown = shown_beside_others(report(findings), "generated-files")
    text = " ".join((*(each.file for each in shown.findings), *shown.summary))
    assert all(each.file in text for each in findings)
