"""A policy in words, for its page in the documentation and for who asks about it."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.policies.policy import Policy
from inseam.report.finding import Severity
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
