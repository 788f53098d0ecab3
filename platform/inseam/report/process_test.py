from __future__ import annotations

import pytest

from inseam.report.exit_code import ExitCode
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.process import run_process


@pytest.mark.parametrize("code", [ExitCode.CLEAN, ExitCode.FINDINGS])
def test_the_code_of_the_program_is_that_of_the_process(
    code: ExitCode, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_process(lambda: code) == code
    assert capsys.readouterr() == ("", "")


def test_input_that_cannot_be_read_is_2_with_its_findings_and_no_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def main() -> ExitCode:
        findings = [
            Finding(
                rule="unreadable",
                severity=Severity.ERROR,
                file=file,
                message="It is no YAML.",
                fix="Correct it.",
            )
            for file in ("b.yaml", "a.yaml")
        ]
        raise InputError(findings)

    assert run_process(main) == 2
    assert capsys.readouterr() == (
        "a.yaml: error[unreadable] It is no YAML.\n"
        "    fix: Correct it.\n"
        "b.yaml: error[unreadable] It is no YAML.\n"
        "    fix: Correct it.\n",
        "",
    )


def test_a_fault_of_ours_is_3_with_its_traceback_on_stderr(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def main() -> ExitCode:
        raise KeyError("lost")

    assert run_process(main) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Traceback (most recent call last):\n")
    assert err.endswith(
        "KeyError: 'lost'\n"
        "This is a fault in inseam, not in your files. Please report it with the above.\n"
    )


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_a_person_who_stops_the_process_stops_it(stop: type[BaseException]) -> None:
    def main() -> ExitCode:
        raise stop

    with pytest.raises(stop):
        run_process(main)
