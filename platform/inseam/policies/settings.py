"""What a repository decides about its policies: `platform/policies/policies.yaml`.

    parameters:
      product-purpose-missing: {minimum_words: 8}
    severities:
      - rule: product-purpose-missing
        path: products/sandbox/*
        severity: info
    waivers:
      - rule: product-team-unknown
        target: products/sandbox/*
        reason: The team registers next month.
        owner: jane
        expires: "2026-12-31"

``path`` and ``target`` are of the file that a finding is in, and may have `*`. Of several
severities the last one that fits holds. A waiver may name the ``fingerprint`` of the one finding
that it is for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inseam.contracts.day import read_day
from inseam.contracts.yaml_document import Document, Path
from inseam.policies.policy import Policy, Value
from inseam.report.finding import Finding, Severity
from inseam.report.severity_of_rule import SeverityOfRule

FILE = "platform/policies/policies.yaml"
_KEYS = ("parameters", "severities", "waivers")


@dataclass(frozen=True, slots=True)
class Waiver:
    line: int
    rule: str
    target: str
    fingerprint: str
    reason: str
    owner: str
    expires: date


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
            self._wrong((), f"The file is no mapping with {', '.join(_KEYS)}.")
            value = {}
        for key in value:
            if key not in _KEYS:
                self._wrong((key,), f"`{key}` is none of {', '.join(_KEYS)}.")
        settings = Settings(
            parameters=dict(self._parameters(value.get("parameters"))),
            severities=tuple(self._severities(value)),
            waivers=tuple(self._waivers(value)),
        )
        return settings, self._problems

    def _parameters(self, value: Any) -> Iterator[tuple[str, Mapping[str, Value]]]:
        if not isinstance(value, dict | None):
            self._wrong(("parameters",), "`parameters` is no mapping of policies.")
            return
        for rule, given in (value or {}).items():
            path = ("parameters", rule)
            policy = self._policy(rule, path)
            if policy is None:
                continue
            if not isinstance(given, dict):
                self._wrong(path, f"The parameters of `{rule}` are no mapping.")
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

    def _severities(self, value: dict[str, Any]) -> Iterator[SeverityOfRule]:
        for texts, path in self._entries(value, "severities", ("rule", "severity"), ("path",)):
            if texts["severity"] not in list(Severity):
                self._wrong((*path, "severity"), f"`{texts['severity']}` is no severity.")
                continue
            severity = Severity(texts["severity"])
            yield SeverityOfRule(texts["rule"], texts.get("path", "*"), severity)

    def _waivers(self, value: dict[str, Any]) -> Iterator[Waiver]:
        needed = ("rule", "target", "reason", "owner", "expires")
        for texts, path in self._entries(value, "waivers", needed, ("fingerprint",)):
            expires = read_day(texts["expires"])
            if expires is None:
                self._wrong((*path, "expires"), f"`{texts['expires']}` is no day.")
                continue
            yield Waiver(
                line=self._document.line(path),
                rule=texts["rule"],
                target=texts["target"],
                fingerprint=texts.get("fingerprint", ""),
                reason=texts["reason"],
                owner=texts["owner"],
                expires=expires,
            )

    def _entries(
        self,
        value: dict[str, Any],
        key: str,
        needed: Collection[str],
        optional: Collection[str],
    ) -> Iterator[tuple[dict[str, str], Path]]:
        listed = value.get(key)
        if not isinstance(listed, list | None):
            self._wrong((key,), f"`{key}` is no list.")
            return
        for number, entry in enumerate(listed or ()):
            path = (key, number)
            if not isinstance(entry, dict):
                self._wrong(path, f"An entry of `{key}` is no mapping.")
                continue
            before = len(self._problems)
            for name in needed:
                if name not in entry:
                    self._wrong(path, f"An entry of `{key}` has no `{name}`.")
            for name, text in entry.items():
                if name not in (*needed, *optional):
                    self._wrong((*path, name), f"An entry of `{key}` has `{name}`, unknown.")
                elif not isinstance(text, str) or not text.strip():
                    self._wrong((*path, name), f"`{name}` is no text.")
            if len(self._problems) == before and self._policy(entry["rule"], (*path, "rule")):
                yield entry, path

    def _policy(self, rule: str, path: Path) -> Policy | None:
        policy = self._policies.get(rule)
        if policy is None and rule not in self._unread:
            self._wrong(path, f"There is no policy `{rule}`.")
        return policy

    def _wrong(self, path: Path, message: str) -> None:
        self._problems.append(
            Finding(
                rule="policy-settings-invalid",
                severity=Severity.ERROR,
                file=self._document.file,
                line=self._document.line(path),
                message=message,
                fix="Write parameters, severities and waivers as docs/policies.md shows them.",
            )
        )
