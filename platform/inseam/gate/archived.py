"""A contract beside the file that is published of its version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from inseam.documents.yaml_document import Document
from inseam.gate.compare import Verdict, compare
from inseam.gate.configuration import Configuration
from inseam.gate.findings import ContractFinding, tree_finding
from inseam.gate.grade import Bump
from inseam.gate.model import ComparedContract
from inseam.gate.settings import Settings
from inseam.gate.versions import read_version, version_to_set
from inseam.report.finding import Finding, Related
from inseam.rules.severity import with_severity

# Far enough from each other, and from the ends of the calendar, for every notice period.
_LONG_AGO, _FAR_AHEAD = date(1000, 1, 1), date(9000, 1, 1)


def version_reused(
    document: Document, published: Document, settings: Settings
) -> Iterator[ContractFinding]:
    """That the contract promises something else than what is published of its version."""
    contract = ComparedContract(document)
    version = read_version(contract.version)
    verdict = compare(published, document, settings)
    bump = max((change.bump for change in verdict.changes), default=Bump.NONE)
    if version is None or bump is Bump.NONE:
        return
    yield tree_finding(
        "version-reused",
        contract.id,
        f"The version {version} is already published with other content{_because(verdict)}.",
        document.file,
        line=document.line(("version",)),
        old=Related("published", published.file, published.line(("version",))),
        fix=version_to_set(version, bump, settings.majors),
    )


def _because(verdict: Verdict) -> str:
    worst = next((one for one in verdict.causes if one.grade is verdict.worst), None)
    return "" if worst is None else f" ({worst.rule}: {worst.grade.value})"


def reused_on_every_day(
    document: Document, published: Document, configuration: Configuration
) -> list[Finding]:
    """`version_reused`, for those who do not know the day: what depends on it is left out.

    So is what has a waiver: whether it has expired depends on the day as well.
    """
    settings = configuration.settings(Settings(today=_LONG_AGO))
    early = list(version_reused(document, published, settings))
    if early != list(version_reused(document, published, replace(settings, today=_FAR_AHEAD))):
        return []
    exceptions = configuration.exceptions
    found = ((one.contract, with_severity(one.finding, exceptions.severities)) for one in early)
    return [
        finding
        for contract, finding in found
        if not any(waiver.covers(finding, contract) for waiver in exceptions.waivers)
    ]
