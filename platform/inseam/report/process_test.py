from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from inseam.report.exit_code import ExitCode
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.json_form import to_json
from inseam.report.process import run_process
from inseam.report.report import Report, report
from inseam.report.text import to_text

PLATFORM = Path(__file__).resolve().parents[2]
FINDING = Finding(
    rule="unreadable",
    severity=Severity.ERROR,
    file="a.yaml",
    message="It is not valid YAML.",
    fix="Correct it.",
)


@pytest.mark.parametrize("findings, code", [([], ExitCode.CLEAN), ([FINDING], ExitCode.FINDINGS)])
def test_a_report_is_said_as_json_and_decides_the_exit_code(
    findings: list[Finding], code: ExitCode, capsys: pytest.CaptureFixture[str]
) -> None:
    said = report(findings, "1 file read")
    assert run_process(lambda: said) == code
    assert capsys.readouterr() == (to_json(said) + "\n", "")


def test_nothing_to_report_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_process(Report) == 0
    assert capsys.readouterr() == ("", "")


def test_what_a_library_prints_does_not_get_into_the_report(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def main() -> Report:
        print("chatter")
        return report([], "done")

    assert run_process(main, to_text) == 0
    assert capsys.readouterr() == ("done\n", "chatter\n")


def test_input_that_cannot_be_read_is_2_with_its_findings_and_no_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def main() -> Report:
        raise InputError([FINDING])

    assert run_process(main) == 2
    assert capsys.readouterr() == (to_json(report([FINDING])) + "\n", "")


def test_a_fault_of_ours_is_3_with_its_traceback_on_stderr(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def main() -> Report:
        raise KeyError("lost")

    assert run_process(main) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Traceback (most recent call last):\n")
    assert err.endswith(
        "KeyError: 'lost'\n"
        "This is a fault in inseam, not in your files. Please report it with the above.\n"
    )


LONG = """\
import sys
from inseam.report.finding import Finding, Severity
from inseam.report.process import run_process
from inseam.report.report import report
from inseam.report.text import to_text

one = Finding(rule="r", severity=Severity.ERROR, file="a.yaml", message="金額 \\udc80", fix="f")
sys.exit(run_process(lambda: report([one] * int(sys.argv[1])), to_text))
"""


def start(findings: int) -> subprocess.Popen[bytes]:
    """A process with standard output as on a Windows console that is redirected."""
    return subprocess.Popen(
        [sys.executable, "-c", LONG, str(findings)],
        env={**os.environ, "PYTHONPATH": str(PLATFORM), "PYTHONIOENCODING": "cp1252"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_names_in_any_script_are_said_on_any_console() -> None:
    out, err = start(findings=1).communicate()
    assert err == b""
    assert "金額 \\udc80" in out.decode("utf-8")


def test_whoever_ceases_to_read_gets_the_exit_code_and_no_traceback() -> None:
    process = start(findings=100_000)
    assert process.stdout is not None
    process.stdout.read(1)
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait() == ExitCode.FINDINGS


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_a_person_who_stops_the_process_stops_it(stop: type[BaseException]) -> None:
    def main() -> Report:
        raise stop

    with pytest.raises(stop):
        run_process(main)
