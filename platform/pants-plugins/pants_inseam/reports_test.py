from __future__ import annotations

import pytest
from pants.engine.process import FallibleProcessResult
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.library import LibraryProcess
from pants_inseam.reports import Report, ShowReportRequest
from pants_inseam.stub_repository import make_repository, set_options

# Ends as its input says, having printed what that says.
TOOL = """\
import sys

print(sys.argv[2], end="")
sys.exit(int(sys.argv[1]))
"""
SHOW = """\
import sys

_, format, file = sys.argv
text = open(file).read()
if "no report" in text:
    sys.exit(1)
print(format, "of", text, end="")
"""


def repository() -> RuleRunner:
    return make_repository(
        {
            "platform/inseam/check/databricks.py": TOOL,
            "platform/inseam/report/__main__.py": SHOW,
        }
    )


def show(runner: RuleRunner, exit_code: int, said: str) -> tuple[int, str]:
    process = runner.request(
        FallibleProcessResult,
        [
            LibraryProcess(
                module="inseam.check.databricks",
                argv=(str(exit_code), said),
                resolve="library",
                description="a tool",
            )
        ],
    )
    shown = runner.request(Report, [ShowReportRequest(process)])
    return shown.exit_code, shown.stdout.decode()


@pytest.mark.parametrize("exit_code", [0, 1, 2])
def test_a_report_is_shown_for_people_unless_another_format_is_asked_for(exit_code: int) -> None:
    runner = repository()
    assert show(runner, exit_code, "{}") == (exit_code, "text of {}")
    set_options(runner, "--inseam-format=github")
    assert show(runner, exit_code, "{}") == (exit_code, "github of {}")
    # Of jobs, not of findings.
    set_options(runner, "--inseam-format=github-matrix")
    assert show(runner, exit_code, "{}") == (exit_code, "text of {}")


@pytest.mark.parametrize("exit_code, said", [(3, "half a"), (0, ""), (1, "no report")])
def test_what_is_no_report_is_left_as_it_is(exit_code: int, said: str) -> None:
    assert show(repository(), exit_code, said) == (exit_code, said)
