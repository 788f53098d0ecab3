"""What a repository decides about its policies: `platform/policies/policies.yaml`.

    parameters:
      product-purpose-missing: {minimum_words: 8}
    severities:
      - rule: product-purpose-missing
        path: products/sandbox/*
        severity: info
    waivers:
      - rule: product-team-unknown
        path: products/sandbox/*
        reason: The team registers next month.
        approver: jane
        expires: "2026-12-31"

``path`` is of the file that a finding is in, and may have `*`. Of several severities the last one
that fits holds. A waiver may name the ``fingerprint`` of the one finding that it is for:
`inseam.rules.grammar` has the whole grammar.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from inseam.documents.yaml_document import Document, Path
from inseam.policies.policy import Policy, Value
from inseam.report.finding import Finding, Severity
from inseam.rules.grammar import Grammar, read_agreed
from inseam.rules.severity import SeverityOfRule
from inseam.rules.waiver import Waiver

FILE = "platform/policies/policies.yaml"
_PROBLEM = "policy-settings-invalid"
_PAGE = "docs/policies.md"
_KEYS = ("parameters", "severities", "waivers")


@dataclass(frozen=True, slots=True)
class Settings:
    parameters: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    severities: tuple[SeverityOfRule, ...] = ()
    waivers: tuple[Waiver, ...] = ()


def read_settings(
    document: Document, policies: Mapping[str, Policy], unread: Collection[str] = ()
) -> tuple[Settings, list[Finding]]:
    """What is agreed on, of the entries that are right, and what is wrong with the others.

    ``unread`` are ids of policies that cannot be read: what is agreed on them waits.
    """
    return _Reader(document, policies, unread).read()


class _Reader:
    def __init__(
        self, document: Document, policies: Mapping[str, Policy], unread: Collection[str]
    ) -> None:
        self._document = document
        self._policies = policies
        self._unread = unread
        self._problems: list[Finding] = []

    def read(self) -> tuple[Settings, list[Finding]]:
        value = self._document.value
        if not isinstance(value, dict):
            self._wrong((), f"The file is not a mapping with {', '.join(_KEYS)}.")
            value = {}
        for key in value:
            if key not in _KEYS:
                self._wrong((key,), f"`{key}` is not one of {', '.join(_KEYS)}.")
        parameters = dict(self._parameters(value.get("parameters")))
        grammar = Grammar(
            needed=("path",),
            optional=(),
            rules=self._policies,
            problem=_PROBLEM,
            page=_PAGE,
            unread=self._unread,
        )
        agreed = read_agreed(self._document, grammar)
        settings = Settings(parameters, tuple(agreed.severities), tuple(agreed.waivers))
        return settings, [*self._problems, *agreed.problems]

    def _parameters(self, value: Any) -> Iterator[tuple[str, Mapping[str, Value]]]:
        if not isinstance(value, dict | None):
            self._wrong(("parameters",), "`parameters` is not a mapping of policies.")
            return
        for rule, given in (value or {}).items():
            path = ("parameters", rule)
            policy = self._policy(rule, path)
            if policy is None:
                continue
            if not isinstance(given, dict):
                self._wrong(path, f"The parameters of `{rule}` are not a mapping.")
                continue
            right = {}
            for name, chosen in given.items():
                default = policy.parameters.get(name)
                if default is None:
                    self._wrong((*path, name), f"`{rule}` has no parameter `{name}`.")
                elif type(chosen) is not type(default):
                    self._wrong((*path, name), f"`{name}` is not of the kind of `{default}`.")
                else:
                    right[name] = chosen
            yield rule, right

    def _policy(self, rule: str, path: Path) -> Policy | None:
        policy = self._policies.get(rule)
        if policy is None and rule not in self._unread:
            self._wrong(path, f"There is no policy `{rule}`.")
        return policy

    def _wrong(self, path: Path, message: str) -> None:
        self._problems.append(
            Finding(
                rule=_PROBLEM,
                severity=Severity.ERROR,
                file=self._document.file,
                line=self._document.line(path),
                message=message,
                fix=f"Write parameters, severities and waivers as {_PAGE} shows them.",
            )
        )
