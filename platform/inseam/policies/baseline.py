"""What broke a policy when it was adopted: one file a policy, and only what is new blocks.

A line is a finding's fingerprint, its file and its message; the first of them counts, the rest is
for people. A finding that is there twice has two lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from inseam.policies.violation import Violation
from inseam.report.finding import Finding, Severity

FOLDER = "platform/policies/baselines"
_HEAD = "# Findings that were there when the policy was adopted. Lines only ever go.\n"


@dataclass(frozen=True, slots=True)
class Entry:
    file: str
    line: int
    fingerprint: str
    words: str


def read_baseline(file: str, content: bytes) -> Iterator[Entry]:
    for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), 1):
        fingerprint, _, words = line.partition(" ")
        if fingerprint and not line.startswith("#"):
            yield Entry(file, number, fingerprint, words.strip())


def rule_of(file: str) -> str:
    return PurePosixPath(file).stem


def write_baseline(violations: Iterable[Violation]) -> str:
    """Of the violations of one policy."""
    lines = sorted((b.finding.file, b.finding.message, b.finding.fingerprint) for b in violations)
    return _HEAD + "".join(
        f"{fingerprint} {file}: {' '.join(message.split())}\n"
        for file, message, fingerprint in lines
    )


def with_baselines(
    violations: Iterable[Violation], baselines: Mapping[str, Sequence[Entry]]
) -> tuple[list[Violation], list[Finding]]:
    """The violations, those of a baseline as infos, and the entries that nothing violates now."""
    left = {rule: Counter(e.fingerprint for e in entries) for rule, entries in baselines.items()}
    known: list[Violation] = []
    for violation in violations:
        finding = violation.finding
        allowed = left.get(finding.rule, Counter())
        if allowed[finding.fingerprint] > 0:
            allowed[finding.fingerprint] -= 1
            words = "It was there when the policy was adopted: new ones only block."
            finding = replace(finding, severity=Severity.INFO, details=(*finding.details, words))
        known.append(replace(violation, finding=finding))
    return known, list(_gone(baselines, left))


def _gone(
    baselines: Mapping[str, Sequence[Entry]], left: Mapping[str, Counter[str]]
) -> Iterator[Finding]:
    for rule, entries in baselines.items():
        gone = (left[rule] & Counter(entry.fingerprint for entry in entries)).total()
        fix = f"Remove the line, or run `./pants policies --policies-baseline={rule}`."
        if gone == len(entries):
            # The goal writes no baseline of what nothing breaks.
            fix = "Remove the file: no entry of it breaks the policy any more."
        for entry in sorted(entries, key=lambda entry: entry.line, reverse=True):
            if left[rule][entry.fingerprint] > 0:
                left[rule][entry.fingerprint] -= 1
                yield Finding(
                    rule="policy-baseline-outdated",
                    severity=Severity.WARNING,
                    file=entry.file,
                    line=entry.line,
                    message=f"It no longer breaks `{rule}`: {entry.words or entry.fingerprint}",
                    fix=fix,
                )
