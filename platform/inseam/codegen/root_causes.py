"""Which faults of the files that generated ones are made from another check of `lint` reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatch

from inseam.contract_lint.rules import names
from inseam.documents.yaml_document import YAML_UNREADABLE
from inseam.odcs.contract import CONTRACT_UNREADABLE
from inseam.report.finding import Finding

# Pinned contracts are not linted: they are as they were published.
_LINTED = ("contracts/external/*", "*/models/output_ports/*.odcs.yaml", "*.odps.yaml")
_CONTRACT_LINT = frozenset(
    {YAML_UNREADABLE, CONTRACT_UNREADABLE, *(rule.id for rule in names.RULES)}
)


def with_reporters(findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield replace(finding, reported_by=_reporter(finding))


def _reporter(finding: Finding) -> str:
    if finding.rule == "team-unknown":
        return "policies"
    is_linted = any(fnmatch(finding.file, glob) for glob in _LINTED)
    return "contract-lint" if is_linted and finding.rule in _CONTRACT_LINT else ""
