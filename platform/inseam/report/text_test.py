from __future__ import annotations

from inseam.report.finding import Finding, Severity
from inseam.report.text import render_text

ERROR = Finding(
    rule="type-changed",
    severity=Severity.ERROR,
    file="a.yaml",
    line=7,
    message="It was a number.",
    fix="Make it one.",
)


def test_a_finding_says_where_how_bad_which_rule_what_and_what_to_do() -> None:
    assert render_text([ERROR]) == (
        "a.yaml:7: error[type-changed] It was a number.\n    fix: Make it one."
    )


def test_without_a_line_only_the_file_is_named() -> None:
    finding = Finding(
        rule="r", severity=Severity.WARNING, file="a.yaml", message="It is empty.", fix="Delete it."
    )

    assert render_text([finding]) == "a.yaml: warning[r] It is empty.\n    fix: Delete it."


def test_every_further_line_is_indented_whether_of_message_details_or_fix() -> None:
    finding = Finding(
        rule="r",
        severity=Severity.INFO,
        file="a.yaml",
        line=1,
        message="First.\nSecond.\n\nLast.",
        fix="Do this,\nthen that.",
        details=("row 1", "row 2\nof two lines"),
    )

    assert render_text([finding]) == (
        "a.yaml:1: info[r] First.\n"
        "    Second.\n"
        "\n"
        "    Last.\n"
        "    row 1\n"
        "    row 2\n"
        "    of two lines\n"
        "    fix: Do this,\n"
        "    then that."
    )


def test_an_empty_message_still_has_its_place() -> None:
    finding = Finding(rule="r", severity=Severity.ERROR, file="a.yaml", message="", fix="F.")

    assert render_text([finding]) == "a.yaml: error[r] \n    fix: F."


def test_findings_stand_below_each_other_in_order() -> None:
    other = Finding(rule="r", severity=Severity.INFO, file="Z.yaml", message="M.", fix="F.")

    assert render_text([ERROR, other]) == (
        "Z.yaml: info[r] M.\n"
        "    fix: F.\n"
        "a.yaml:7: error[type-changed] It was a number.\n"
        "    fix: Make it one."
    )


def test_nothing_is_said_without_findings() -> None:
    assert render_text([]) == ""
