from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.report.finding import Finding, InputError, Severity, in_order

FINDING = Finding(
    rule="b-rule", severity=Severity.ERROR, file="b.yaml", line=2, message="m", fix="f"
)


def test_findings_come_by_file_then_line_then_rule_then_message() -> None:
    first_file = replace(FINDING, file="a.yaml", line=9, rule="z-rule")
    earlier_line = replace(FINDING, line=1, rule="z-rule")
    earlier_rule = replace(FINDING, rule="a-rule", message="z")
    later_message = replace(FINDING, message="n")
    expected = (first_file, earlier_line, earlier_rule, FINDING, later_message)

    assert in_order(reversed(expected)) == expected


def test_lines_are_ordered_as_numbers() -> None:
    line_10 = replace(FINDING, line=10)

    assert in_order([line_10, FINDING]) == (FINDING, line_10)


def test_what_concerns_the_whole_file_comes_before_its_lines() -> None:
    whole_file = replace(FINDING, line=None, rule="z-rule")

    assert in_order([FINDING, whole_file]) == (whole_file, FINDING)


def test_the_same_finding_is_shown_once() -> None:
    assert in_order([FINDING, replace(FINDING)]) == (FINDING,)


def test_findings_that_differ_in_anything_are_all_shown() -> None:
    different = {
        FINDING,
        replace(FINDING, severity=Severity.INFO),
        replace(FINDING, fix="g"),
        replace(FINDING, details=("d",)),
    }

    assert set(in_order(different)) == different


few = st.sampled_from(["", "a", "b"])
findings = st.lists(
    st.builds(
        Finding,
        rule=few,
        severity=st.sampled_from(Severity),
        file=few,
        line=st.none() | st.integers(1, 3),
        message=few,
        fix=few,
        details=st.lists(few, max_size=2).map(tuple),
    )
)


@given(findings.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
@settings(deadline=None, derandomize=True)
def test_the_order_does_not_depend_on_that_of_the_input(
    orders: tuple[list[Finding], list[Finding]],
) -> None:
    found, shuffled = orders

    assert in_order(shuffled) == in_order(found)


PROGRAM = """
from inseam.report.finding import Finding, Severity, in_order
found = (
    Finding(rule="r", severity=severity, file="f", message=message, fix=fix, details=(detail,))
    for severity in Severity for message in "ab" for fix in "cd" for detail in "ef"
)
for finding in in_order(found):
    print(finding)
"""


def test_the_order_does_not_depend_on_how_python_hashes_text() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        for seed in ("0", "1", "2", "3")
    }

    assert len(said) == 1
    assert len(said.pop().splitlines()) == 24


def test_an_input_error_says_everything_that_is_wrong_in_order() -> None:
    later = replace(FINDING, line=3, message="n")

    error = InputError([later, FINDING])

    assert error.findings == (FINDING, later)
    assert str(error) == "m; n"
