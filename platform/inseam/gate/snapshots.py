"""Snapshots: a provider's contract as its consumer last accepted it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from inseam.documents.yaml_document import Document, read_yaml
from inseam.gate.compare import compare
from inseam.gate.findings import ContractFinding, tree_finding
from inseam.gate.grade import Bump, Grade
from inseam.gate.model import ComparedContract
from inseam.gate.settings import Settings
from inseam.odcs.places import is_snapshot
from inseam.report.finding import InputError, Related


def snapshot_findings(
    beside: Mapping[str, bytes],
    live: Mapping[str, Document],
    changed: Collection[str],
    settings: Settings,
    only: Callable[[str], bool] | None,
) -> Iterator[ContractFinding]:
    """The snapshots that are older than what breaks their readers, or may.

    Those of contracts that are ``changed``; of others, those that are asked for, so that nobody
    hears of other people's snapshots on each of his branches.
    """
    for path in filter(is_snapshot, sorted(beside)):
        is_asked = only is not None and only(path)
        try:
            snapshot = read_yaml(path, beside[path])
        except InputError:
            continue  # lint says what is wrong with it
        contract = live.get(ComparedContract(snapshot).id)
        if contract is None or not (is_asked or ComparedContract(contract).id in changed):
            continue
        verdict = compare(snapshot, contract, settings)
        # Rules about the version's own number ask for no step of it.
        grades = [change.grade for change in verdict.changes if change.bump is not Bump.NONE]
        counts = [
            f"{number} {grade.value}"
            for grade in (Grade.BREAKING, Grade.RISKY)
            if (number := grades.count(grade))
        ]
        if counts and not verdict.is_free:
            was = verdict.old_version or "an unknown version"
            many = "change" if counts in (["1 breaking"], ["1 risky"]) else "changes"
            reason = (
                f"The snapshot is of {was}, and the contract has {' and '.join(counts)} {many}."
            )
            yield tree_finding(
                "snapshot-outdated",
                verdict.contract,
                reason,
                path,
                line=snapshot.line(("version",)),
                old=Related("contract", contract.file, contract.line(("version",))),
            )
