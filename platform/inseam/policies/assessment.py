"""From policies and facts to the findings of a repository."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from inseam.policies.baseline import with_baselines
from inseam.policies.consequences import without_consequences
from inseam.policies.evaluate import evaluate
from inseam.policies.repository import PolicyRepository
from inseam.policies.sandbox import SECONDS, Sandbox
from inseam.policies.violation import Violation
from inseam.policies.waivers import with_severities, with_waivers
from inseam.report.finding import Finding, Severity, in_order


@dataclass(frozen=True, slots=True)
class Assessment:
    """``violations`` are as agreed on, ``found`` as the policies say; ``problems`` are of these."""

    repository: PolicyRepository
    products: tuple[str, ...]
    found: tuple[Violation, ...]
    violations: tuple[Violation, ...]
    problems: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return in_order([*(violation.finding for violation in self.violations), *self.problems])

    @property
    def open(self) -> Iterable[Violation]:
        """What has to be fixed: neither waived, nor there before the policy, nor a mere hint."""
        return (b for b in self.violations if b.finding.severity is not Severity.INFO)


def assess(
    repository: PolicyRepository, sandbox: Sandbox, today: date, seconds: float = SECONDS
) -> Assessment:
    settings = repository.settings
    found, failed = evaluate(repository.policies, sandbox, settings, today, seconds)
    failed_files = {finding.file for finding in failed}
    silent = {policy.id for policy in repository.policies if policy.file in failed_files}
    # A baseline of a policy that says nothing is not outdated.
    asked = {rule: e for rule, e in repository.baselines.items() if rule not in silent}
    violations, outdated = with_baselines(with_severities(found, settings), asked)
    violations, stale = with_waivers(violations, settings, today, silent)
    violations = without_consequences(violations, repository.policies)
    return Assessment(
        repository=repository,
        products=tuple(sandbox.products()),
        found=tuple(found),
        violations=tuple(violations),
        problems=in_order([*repository.problems, *failed, *outdated, *stale]),
    )
