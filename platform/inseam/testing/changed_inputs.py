"""How the contracts that a product reads differ from the snapshots of them that it accepted.

Said when a test fails: a provider's new type is then the likely reason, and the models' own errors
do not name it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from inseam.documents.yaml_document import Document, read_yaml
from inseam.documents.yaml_document import Path as ElementPath
from inseam.odcs.contract import Contract, Property, read_contract
from inseam.odcs.places import SNAPSHOTS
from inseam.odcs.types import dialect_of, duckdb_type
from inseam.report.finding import Finding, InputError, Severity


def changed_inputs(project: Path, contract_files: Sequence[Path]) -> list[Finding]:
    """Columns whose type is another now, and those that are gone, by snapshot."""
    current = {contract.id: (contract, document) for contract, document in _read(contract_files)}
    return [
        finding
        for snapshot, _ in _read(sorted(project.glob(SNAPSHOTS)))
        if snapshot.id in current
        for finding in _differences(project, snapshot, *current[snapshot.id])
    ]


def _read(files: Sequence[Path]) -> Iterator[tuple[Contract, Document]]:
    """Those that can be read; what is wrong with the others is reported elsewhere."""
    for file in files:
        try:
            document = read_yaml(str(file), file.read_bytes())
            yield read_contract(document), document
        except (InputError, FileNotFoundError):
            continue


def _differences(
    project: Path, snapshot: Contract, contract: Contract, document: Document
) -> Iterator[Finding]:
    def finding(rule: str, path: ElementPath, message: str) -> Finding:
        return Finding(
            rule=rule,
            severity=Severity.WARNING,
            file=contract.file,
            line=document.line(path),
            message=message,
            fix="Adapt the models that read it, then accept the contract: ./pants generate"
            f" --generate-accept={contract.id} {project}::",
        )

    accepted = f"version {snapshot.version}, which {project.name} accepted,"
    for known in snapshot.objects:
        described = contract.object_named(known.physical_name)
        if described is None:
            message = (
                f"The contract `{contract.id}` no longer has the object `{known.physical_name}`"
                f" that {accepted} has."
            )
            yield finding("input-object-gone", ("schema",), message)
            continue
        columns = {column.physical_name.lower(): column for column in described.properties}
        for column in known.properties:
            name = f"{known.physical_name}.{column.physical_name}"
            now = columns.get(column.physical_name.lower())
            if now is None:
                message = (
                    f"The contract `{contract.id}` no longer has the column `{name}` that"
                    f" {accepted} has."
                )
                yield finding("input-column-gone", described.path, message)
                continue
            before, after = _type(column, snapshot), _type(now, contract)
            if before != after:
                message = (
                    f"The contract `{contract.id}` has `{name}` as {after}; {accepted} has it as"
                    f" {before}."
                )
                yield finding("input-type-changed", (*now.path, "physicalType"), message)


def _type(column: Property, contract: Contract) -> str:
    return duckdb_type(column, dialect_of(contract))
