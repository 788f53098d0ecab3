"""The policies of a repository, and what it has agreed on about them, from its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inseam.documents.yaml_document import read_yaml
from inseam.policies.baseline import FOLDER as BASELINES
from inseam.policies.baseline import Entry, read_baseline, rule_of
from inseam.policies.consequences import unknown_causes
from inseam.policies.policy import Policy, read_policies
from inseam.policies.settings import FILE, Settings, read_settings
from inseam.report.finding import Finding, InputError, Severity

GLOB = "platform/policies/*/*.sql"


@dataclass(frozen=True, slots=True)
class PolicyRepository:
    """``problems`` are of what could not be read."""

    policies: tuple[Policy, ...]
    settings: Settings
    baselines: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    problems: tuple[Finding, ...] = ()


def read_repository(root: Path) -> PolicyRepository:
    files = (
        (str(path.relative_to(root)), path.read_bytes())
        for path in root.glob(GLOB)
        if path.is_file()
    )
    policies, problems = read_policies(files)
    problems += unknown_causes(policies)
    settings = Settings()
    path = root / FILE
    unread = {rule_of(finding.file) for finding in problems}
    by_id = {policy.id: policy for policy in policies}
    if path.is_file():
        try:
            settings, wrong = read_settings(read_yaml(FILE, path.read_bytes()), by_id, unread)
            problems += wrong
        except InputError as error:
            problems += error.findings
    baselines = {}
    for path in sorted((root / BASELINES).glob("*.txt")):
        if not path.is_file():
            continue
        file = str(path.relative_to(root))
        entries = tuple(read_baseline(file, path.read_bytes()))
        if rule_of(file) in by_id:
            baselines[rule_of(file)] = entries
        elif rule_of(file) not in unread:
            problems.append(
                Finding(
                    rule="policy-baseline-outdated",
                    severity=Severity.ERROR,
                    file=file,
                    message=f"There is no policy `{rule_of(file)}`.",
                    fix="Remove the file, or give it the policy's id as its name.",
                )
            )
    return PolicyRepository(tuple(policies), settings, baselines, tuple(problems))
