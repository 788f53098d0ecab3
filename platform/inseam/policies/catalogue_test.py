"""Every policy of this repository: what it says of its cases, and that it has some.

To write down what the policies say now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from inseam.policies.assessment import Assessment, assess
from inseam.policies.policy import Policy, Value
from inseam.policies.repository import PolicyRepository, read_repository
from inseam.policies.sandbox import Sandbox
from inseam.policies.settings import Settings
from inseam.report.finding import Severity
from inseam.rules.waiver import Waiver
from testkit.policy_cases import TODAY, Case, read_cases, said, sandbox_of

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "platform" / "policies"
MESH = FOLDER / "mesh"
REPOSITORY = read_repository(ROOT)
POLICIES = {policy.id: policy for policy in REPOSITORY.policies}


def cases_file(policy: Policy) -> Path:
    return (ROOT / policy.file).with_suffix(".cases.yaml")


def judged(
    policy: Policy, case: Case, *waivers: Waiver, sandbox: Sandbox | None = None
) -> Assessment:
    parameters: Mapping[str, Mapping[str, Value]] = {policy.id: case.parameters}
    repository = PolicyRepository((policy,), Settings(parameters=parameters, waivers=waivers))
    return assess(repository, sandbox or sandbox_of(MESH, case), case.today)


def test_every_policy_and_all_that_is_agreed_on_can_be_read() -> None:
    assert REPOSITORY.problems == ()
    assert len(POLICIES) > 40


@pytest.mark.parametrize("id_", POLICIES)
def test_it_fires_where_it_is_broken(id_: str) -> None:
    policy = POLICIES[id_]
    for number, case in enumerate(read_cases(cases_file(policy)).fires):
        assessment = judged(policy, case)
        assert assessment.problems == ()
        now = said(violation.finding for violation in assessment.violations)
        assert now, case.what
        if os.environ.get("INSEAM_UPDATE_GOLDEN"):
            update(cases_file(policy), number, now)
        else:
            assert now == list(case.says), case.what


@pytest.mark.parametrize("id_", POLICIES)
def test_it_says_nothing_where_it_holds(id_: str) -> None:
    policy = POLICIES[id_]
    for case in read_cases(cases_file(policy)).holds:
        assert said(finding for finding in judged(policy, case).findings) == [], case.what


@pytest.mark.parametrize("id_", POLICIES)
def test_a_waiver_lets_by_what_it_says_until_it_expires(id_: str) -> None:
    policy = POLICIES[id_]
    case = read_cases(cases_file(policy)).fires[0]
    sandbox = sandbox_of(MESH, case)
    files = {
        violation.finding.file for violation in judged(policy, case, sandbox=sandbox).violations
    }
    waivers = [
        Waiver(
            line=number,
            rule=id_,
            path=file,
            reason="It is known.",
            approver="jane",
            expires=case.today,
        )
        for number, file in enumerate(sorted(files), 1)
    ]

    waived = judged(policy, case, *waivers, sandbox=sandbox)
    assert {finding.severity for finding in waived.findings} == {Severity.INFO}

    next_day = replace(case, today=case.today + timedelta(days=1))
    later = judged(policy, next_day, *waivers, sandbox=sandbox)
    expired = [f.line for f in later.findings if f.rule == "policy-waiver-expired"]
    assert expired == [waiver.line for waiver in waivers]


def test_the_mesh_of_the_cases_keeps_every_policy() -> None:
    assessment = assess(
        PolicyRepository(REPOSITORY.policies, Settings()), sandbox_of(MESH, Case("")), TODAY
    )
    assert said(iter(assessment.findings)) == []
    assert assessment.products == ("bills", "orders")


def test_every_file_of_cases_is_of_a_policy() -> None:
    of_policies = {cases_file(policy) for policy in POLICIES.values()}
    assert set(FOLDER.glob("*/*.cases.yaml")) == of_policies


def update(file: Path, number: int, says: list[str]) -> None:
    """Writes what a case says now, in place of what stands there."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    written = "".join(f"      - {_quoted(line)}\n" for line in says)
    starts = [i for i, line in enumerate(lines) if line.rstrip() == "    says:"]
    if number >= len(starts):
        raise ValueError(f"write an empty `says:` in {file.name}")
    end = starts[number] + 1
    while end < len(lines) and lines[end].startswith("      "):
        end += 1
    file.write_text("".join([*lines[: starts[number] + 1], written, *lines[end:]]))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
