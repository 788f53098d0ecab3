"""What a process has to say: its findings, and what it checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from inseam.report.finding import Finding, in_order


@dataclass(frozen=True, slots=True)
class Report:
    """Findings in order, each once. ``summary`` are lines for people: what was checked.

    ``changed_files`` are those that a branch changed, where that is known: what has not room for
    everything shows theirs first. ``results`` are for programs: values of JSON.
    """

    findings: tuple[Finding, ...] = ()
    summary: tuple[str, ...] = ()
    changed_files: tuple[str, ...] = ()
    results: Mapping[str, Any] = field(default_factory=dict)


def report(findings: Iterable[Finding] = (), *summary: str) -> Report:
    return Report(in_order(findings), summary)
