"""What the gate has to say about contracts, as findings that can be waived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from inseam.gate.catalogue import BY_ID
from inseam.gate.change import Change
from inseam.gate.compare import Verdict
from inseam.gate.consumers import Consumers, part_at, readers_in_words
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.settings import Majors, Settings
from inseam.gate.versions import bump_between, needed_version, read_version
from inseam.report.finding import Finding, Related, Severity
from inseam.rules.fingerprint import fingerprint


@dataclass(frozen=True, slots=True)
class ContractFinding:
    """``element`` is the place in the contract by names, "" for the whole of it."""

    contract: str
    element: str
    finding: Finding


def tree_finding(
    rule: str,
    contract: str,
    reason: str,
    file: str,
    *,
    line: int | None = None,
    old: Related | None = None,
    severity: Severity | None = None,
    fix: str = "",
    readers: tuple[str, ...] = (),
) -> ContractFinding:
    """Of a rule that looks at all files of a repository."""
    finding = Finding(
        rule=rule,
        severity=severity or BY_ID[rule].grade.severity,
        file=file,
        line=line,
        message=reason,
        fix=fix or BY_ID[rule].fix,
        readers=readers,
        follows=BY_ID[rule].follows,
        related=(old,) if old else (),
        fingerprint=fingerprint(contract, rule, file, reason),
    )
    return ContractFinding(contract, "", finding)


def contract_findings(
    verdict: Verdict, settings: Settings, before: str, consumers: Consumers | None = None
) -> Iterable[ContractFinding]:
    """``before`` says for people what the old document is: a branch, a published version."""
    released = _is_released(verdict, settings)
    for change in verdict.changes:
        finding = _finding(verdict, change, before)
        if verdict.is_free:
            finding = replace(finding, severity=Severity.INFO)
        elif released and _goes_with_a_major(change):
            finding = replace(finding, severity=Severity.WARNING)
        if consumers is not None and change.grade is Grade.BREAKING and not change.follows:
            readers = readers_in_words(consumers.get(verdict.contract, ()), _part(verdict, change))
            finding = replace(finding, readers=readers)
        yield ContractFinding(verdict.contract, change.element, finding)


def _is_released(verdict: Verdict, settings: Settings) -> bool:
    """Whether a raised major version has warned readers of what breaks."""
    old, new = read_version(verdict.old_version), read_version(verdict.new_version)
    return (
        settings.majors is Majors.IN_PLACE
        and old is not None
        and new is not None
        and bump_between(old, new) is Bump.MAJOR
    )


def _goes_with_a_major(change: Change) -> bool:
    return change.grade is Grade.BREAKING and BY_ID[change.rule].category != Category.LIFECYCLE


def _finding(verdict: Verdict, change: Change, before: str) -> Finding:
    old, new = verdict.old, verdict.new
    related: tuple[Related, ...] = ()
    if change.old is not None:
        related = (Related(before, old.file, old.line(change.old)),)
    version = read_version(verdict.old_version)
    details: tuple[str, ...] = (change.grade.value,)
    if change.follows and verdict.worst is not None:
        details = (f"follows from a {verdict.worst.value} change",)
    elif version is not None and change.bump is not Bump.NONE and not verdict.is_free:
        details = (f"{change.grade.value}: {version} -> {needed_version(version, change.bump)}",)
    return Finding(
        rule=change.rule,
        severity=change.grade.severity,
        file=new.file,
        line=new.line(change.new or ()),
        message=f"{change.element}: {change.reason}",
        fix=change.fix,
        details=details,
        related=related,
        follows=change.follows,
        fingerprint=fingerprint(verdict.contract, change.rule, change.element, change.reason),
    )


def _part(verdict: Verdict, change: Change) -> tuple[str, ...]:
    """What readers typed, where they had something to type."""
    if change.old is not None:
        return part_at(verdict.old, change.old)
    return part_at(verdict.new, change.new or ())
