from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.report.finding import Finding, Severity
from inseam.report.github import to_github
from inseam.report.report import report

ERROR = Finding(
    rule="type-changed",
    severity=Severity.ERROR,
    file="products/orders/a.yaml",
    line=7,
    message="It was a number.",
    fix="Make it one.",
)


def test_an_error_is_an_annotation_on_its_line_and_the_summary_a_line_of_the_log() -> None:
    assert to_github(report([ERROR], "1 file read")) == (
        "::error file=products/orders/a.yaml,line=7,title=type-changed"
        "::It was a number.%0Afix: Make it one.\n"
        "1 file read"
    )


def test_warnings_and_infos_are_what_github_calls_them() -> None:
    found = [
        Finding(rule="r", severity=severity, file="a", message="m", fix="f")
        for severity in (Severity.WARNING, Severity.INFO)
    ]
    assert [line.split(" ")[0] for line in to_github(report(found)).splitlines()] == [
        "::warning",
        "::notice",
    ]


def test_more_than_github_shows_of_a_level_is_counted_and_stands_in_the_log() -> None:
    errors = [replace(ERROR, line=line, message="::error::no command") for line in range(1, 13)]
    warning = replace(ERROR, severity=Severity.WARNING, line=20)

    lines = to_github(report([*errors, warning], "1 file read")).splitlines()

    assert [line.split(" ")[0] for line in lines[:11]] == ["::error"] * 10 + ["::warning"]
    assert lines[11:14] == [
        "1 file read",
        "not shown as annotations: 2 more",
        "products/orders/a.yaml:11: error[type-changed] : :error: :no command",
    ]
    assert not any(line.lstrip().startswith("::") for line in lines[11:])


def test_of_each_level_those_on_changed_files_come_first() -> None:
    errors = [replace(ERROR, line=line) for line in range(1, 12)]
    changed = replace(ERROR, file="products/orders/z.yaml")
    said = replace(report([*errors, changed]), changed_files=("products/orders/z.yaml",))

    lines = to_github(said).splitlines()

    assert lines[0].startswith("::error file=products/orders/z.yaml,")
    assert len([line for line in lines if line.startswith("::")]) == 10
    assert "not shown as annotations: 2 more" in lines


def test_details_stand_between_the_message_and_what_to_do() -> None:
    found = Finding(
        rule="r", severity=Severity.ERROR, file="a", message="m", fix="f", details=("1", "2")
    )
    assert to_github(report([found])) == "::error file=a,title=r::m%0A1%0A2%0Afix: f"


texts = st.text(st.sampled_from("ab%:,\r\n\u2028é"))


@given(texts, texts, texts, texts)
@settings(deadline=None, derandomize=True)
def test_no_text_ends_an_annotation_or_begins_another(
    file: str, rule: str, message: str, fix: str
) -> None:
    found = Finding(rule=rule, severity=Severity.ERROR, file=file, line=3, message=message, fix=fix)
    command = to_github(report([found]))
    assert "\n" not in command
    assert "\r" not in command
    _, head, data = command.split("::", 2)
    assert unescaped(data) == f"{message}\nfix: {fix}"
    values = [part.split("=", 1)[1] for part in head.removeprefix("error ").split(",")]
    assert [unescaped(value) for value in values] == [file, "3", rule]


def unescaped(text: str) -> str:
    """As GitHub's runner does: the percent sign last."""
    for code, character in {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}.items():
        text = text.replace(code, character)
    return text.replace("%25", "%")
