"""What follows from another violation: it is held back until that one is corrected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inseam.policies.policy import Policy
from inseam.policies.violation import Violation
from inseam.report.finding import Finding, Severity


def without_consequences(found: Iterable[Violation], policies: Iterable[Policy]) -> list[Violation]:
    """Leaves out the violations of a product that also breaks a policy which theirs follows.

    One that is itself left out holds others back too: the first cause alone remains. What is waived
    or was there before the policy, and so is an info, holds nothing back.
    """
    found = list(found)
    broken = {(b.finding.rule, b.product) for b in found if b.finding.severity is not Severity.INFO}
    causes = {policy.id: policy.follows for policy in policies}
    return [
        violation
        for violation in found
        if not any((cause, violation.product) in broken for cause in causes[violation.finding.rule])
    ]


def unknown_causes(policies: Iterable[Policy]) -> Iterator[Finding]:
    """A policy can follow only policies that exist, and not itself through others."""
    by_id = {policy.id: policy for policy in policies}
    for policy in by_id.values():
        for cause in sorted(policy.follows - by_id.keys()):
            yield _invalid(policy, f"The policy follows `{cause}`, which does not exist.")
        if policy.id in _all_causes(policy, by_id):
            yield _invalid(policy, "The policy follows itself.")


def _all_causes(policy: Policy, by_id: dict[str, Policy]) -> set[str]:
    causes: set[str] = set()
    todo = list(policy.follows)
    while todo:
        cause = todo.pop()
        if cause in by_id and cause not in causes:
            causes.add(cause)
            todo += by_id[cause].follows
    return causes


def _invalid(policy: Policy, message: str) -> Finding:
    return Finding(
        rule="policy-header-invalid",
        severity=Severity.ERROR,
        file=policy.file,
        line=1,
        message=message,
        fix="Write the ids of other policies after `-- follows:`, or remove the line.",
    )
