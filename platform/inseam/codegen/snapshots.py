"""Snapshots: the provider's contract as a consumer last accepted it, beside its source.

A missing one is the newest published version. One that is there changes only when the consumer
accepts a newer version; until then it must be some version that was published.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from inseam.codegen.archive import SUFFIX, PublishedVersion, published_versions
from inseam.codegen.expected_file import ExpectedFile
from inseam.codegen.input_ports import InputPort, snapshot_folder
from inseam.documents.yaml_document import read_yaml
from inseam.odcs.names import file_stem
from inseam.report.finding import Finding, InputError, Severity


def snapshots(
    project: Path, ports: list[InputPort], accepted: Collection[str]
) -> tuple[list[ExpectedFile], list[Finding]]:
    """The snapshots to write, and what is wrong with those that stay as they are.

    Raises `InputError` with both if a file cannot be read, or a contract has no published version.
    """
    wanted: list[ExpectedFile] = []
    findings: list[Finding] = []
    problems: list[Finding] = []
    folder = snapshot_folder(project)
    for port in ports:
        path = folder / f"{file_stem(port.contract_id)}{SUFFIX}"
        try:
            published = published_versions(port.contract_id)
            if not published:
                problems.append(_unpublished(port))
            elif port.contract_id in accepted or not path.is_file():
                newest = published[-1].path
                wanted.append(ExpectedFile(path, newest.read_bytes(), str(newest)))
            elif not _is_one_of(path, published):
                findings.append(_not_published(project, path, port.contract_id, published))
        except InputError as error:
            problems += error.findings
    if problems:
        raise InputError([*problems, *findings])
    return wanted, findings


def _is_one_of(snapshot: Path, published: list[PublishedVersion]) -> bool:
    """Whether they say the same: comments and the order of keys are the consumer's affair."""
    content = snapshot.read_bytes()
    if any(content == version.path.read_bytes() for version in published):
        return True
    value = read_yaml(str(snapshot), content).value
    # The newest first: it is the likeliest, and reading costs.
    return any(
        value == read_yaml(str(version.path), version.path.read_bytes()).value
        for version in reversed(published)
    )


def _not_published(
    project: Path, path: Path, contract_id: str, published: list[PublishedVersion]
) -> Finding:
    known = ", ".join(version.path.name.removesuffix(SUFFIX) for version in published)
    return Finding(
        rule="snapshot-not-published",
        severity=Severity.ERROR,
        file=str(path),
        message=f"The snapshot is not equal to a published version of `{contract_id}` ({known}).",
        fix="Accept the newest version:"
        f" ./pants generate --generate-accept={contract_id} {project}::",
    )


def _unpublished(port: InputPort) -> Finding:
    return Finding(
        rule="contract-not-published",
        severity=Severity.ERROR,
        file=port.file,
        line=port.line,
        message=f"No version of the contract `{port.contract_id}` is published, so none can be"
        " pinned here.",
        fix="Run ./pants generate contracts:: for a contract in contracts/external, or"
        " ./pants generate for the product that offers it, with `status: active` in the contract."
        " Else correct the id.",
    )
