"""A policy in words: ``python -m inseam.policies.explain <id>``, in the repository's top folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from inseam.policies.policy import Policy
from inseam.policies.repository import read_repository
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.near_names import did_you_mean
from inseam.report.process import run_process
from inseam.report.report import Report
from inseam.rules.rule import paragraphs

_EXPLAINED = {
    Severity.ERROR: "An error: it fails `lint`.",
    Severity.WARNING: "A warning: it does not fail `lint`.",
    Severity.INFO: "An info: it does not fail `lint`.",
}


def explained(policy: Policy) -> Iterator[str]:
    """Paragraphs, the title first."""
    causes = " or ".join(f"`{cause}`" for cause in sorted(policy.follows))
    follows = f" Held back where the product breaks {causes}." if causes else ""
    parameters = "".join(f" `{name}` is {value}." for name, value in policy.parameters.items())
    severity = _EXPLAINED[policy.severity]
    standing = f"{severity} Since {policy.since}.{parameters}{follows} `{policy.file}`"
    yield from paragraphs(policy.rule, after=[standing])


def find(policies: tuple[Policy, ...], id_: str) -> Policy:
    """Raises `InputError` for an id that there is not."""
    by_id = {policy.id: policy for policy in policies}
    if id_ in by_id:
        return by_id[id_]
    raise InputError(
        [
            Finding(
                rule="policy-unknown",
                severity=Severity.ERROR,
                file="platform/policies",
                message=f"There is no policy `{id_}`.",
                fix=did_you_mean(id_, by_id, "`./pants policies` lists them."),
            )
        ]
    )


def main() -> Report:
    (id_,) = sys.argv[1:]
    policy = find(read_repository(Path()).policies, id_)
    return Report((), (f"# {policy.id}", *(f"\n{text}" for text in explained(policy))))


if __name__ == "__main__":
    sys.exit(run_process(main))
