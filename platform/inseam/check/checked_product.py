"""What the static check looks at: one product's facts, and the contracts of its output ports."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from inseam.documents.yaml_document import Document, read_file, read_yaml
from inseam.facts.lines import read_rows
from inseam.facts.schema import (
    ClockReadRow,
    ColumnReadRow,
    EngineDifferenceRow,
    FindingRow,
    ModelDependencyRow,
    ModelRow,
    OutputColumnRow,
    SourceTableRow,
    SqlProblemRow,
    WrittenRelationRow,
)
from inseam.facts.tables import Row
from inseam.odcs.contract import Contract, SchemaObject, read_contract
from inseam.odcs.places import PORT_CONTRACTS
from inseam.report.finding import Finding, InputError, Related, Severity
from inseam.rules.rule import Rule

_TABLES: tuple[type[Row], ...] = (
    ClockReadRow,
    ColumnReadRow,
    EngineDifferenceRow,
    FindingRow,
    ModelDependencyRow,
    ModelRow,
    OutputColumnRow,
    SourceTableRow,
    SqlProblemRow,
    WrittenRelationRow,
)
R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Port:
    """An output port's contract, with its lines."""

    contract: Contract
    document: Document
    version_folder: str


@dataclass(frozen=True, slots=True)
class CheckedProduct:
    """Rows are by the model's name where they belong to one, and in the order of their lines.

    ``texts`` are those of the models' files, by file. ``findings`` are those of the facts and of
    contracts that cannot be read.
    """

    name: str
    ports: tuple[Port, ...]
    models: Mapping[str, ModelRow]
    columns: Mapping[str, list[OutputColumnRow]]
    reads: Mapping[str, list[ColumnReadRow]]
    problems: Mapping[str, list[SqlProblemRow]]
    engine_differences: Mapping[str, list[EngineDifferenceRow]]
    dependencies: Mapping[str, list[ModelDependencyRow]]
    written_relations: Mapping[str, list[WrittenRelationRow]]
    source_tables: tuple[SourceTableRow, ...]
    clocks: tuple[ClockReadRow, ...]
    texts: Mapping[str, str]
    findings: tuple[Finding, ...]
    # dbt could not read the project: there are no models to check.
    is_unread: bool

    def key_of(self, model: ModelRow) -> list[str]:
        """The columns of its `unique_key`, whose parts may be expressions too."""
        key = json.loads(model.unique_key or "[]")
        return [part for part in ([key] if isinstance(key, str) else key) if part.isidentifier()]

    def is_sql_unknown(self, model: str) -> bool:
        return any(problem.is_unread for problem in self.problems.get(model, ()))

    @property
    def behind_mistakes(self) -> frozenset[str]:
        """Models whose SQL has a mistake that somebody has to correct, or which read one of those:
        what is not known of them has that cause, which is reported.
        """
        behind = {
            name
            for name, model in self.models.items()
            if (model.compiled is None and model.language == "sql" and model.kind != "seed")
            or any(_is_mistake(problem) for problem in self.problems.get(name, ()))
            or any(read.exists is False for read in self.reads.get(name, ()))
        }
        waiting = list(behind)
        readers: dict[str, list[str]] = defaultdict(list)
        for name, read in self.dependencies.items():
            for dependency in read:
                if dependency.source is None:
                    readers[dependency.depends_on].append(name)
        while waiting:
            for name in readers[waiting.pop()]:
                if name not in behind:
                    behind.add(name)
                    waiting.append(name)
        return frozenset(behind)

    def model_of(self, port: Port, described: SchemaObject) -> ModelRow | None:
        """The model that makes an object of a port."""
        found = [
            model
            for model in self.port_models()
            if model.port_folder == port.version_folder
            and model.alias.lower() == described.physical_name.lower()
            and (model.contract_id in (None, port.contract.id) or _names_file_of(model, port))
        ]
        return max(found, key=lambda model: model.contract_id is not None, default=None)

    def port_models(self) -> list[ModelRow]:
        return [model for model in self.models.values() if model.layer == "output_ports"]


def _is_mistake(problem: SqlProblemRow) -> bool:
    return problem.kind == "syntax" or problem.unknown_name is not None


def _names_file_of(model: ModelRow, port: Port) -> bool:
    """Whether a model's `meta` names this port's file; another id in it, lint reports."""
    named = model.contract_file
    return named is not None and port.contract.file.endswith(f"/{named}")


def read_product(folder: Path, facts: bytes) -> CheckedProduct:
    """``facts`` are those of `inseam.facts.dbt`; ``folder`` has the contracts of output ports and
    the models' files, which are shown at findings.

    Raises ValueError for facts of another version.
    """
    rows: dict[type[Row], list[Row]] = defaultdict(list)
    for row in read_rows(facts, _TABLES):
        rows[type(row)].append(row)

    def of(table: type[R]) -> list[R]:
        return [row for row in rows[table] if isinstance(row, table)]

    ports, unreadable = _ports(folder)
    noted = of(FindingRow)
    models = {model.model: model for model in of(ModelRow)}
    return CheckedProduct(
        name=folder.name,
        ports=ports,
        models=models,
        columns=_by_model(sorted(of(OutputColumnRow), key=lambda column: column.position)),
        reads=_by_model(of(ColumnReadRow)),
        problems=_by_model(of(SqlProblemRow)),
        engine_differences=_by_model(of(EngineDifferenceRow)),
        dependencies=_by_model(of(ModelDependencyRow)),
        written_relations=_by_model(of(WrittenRelationRow)),
        source_tables=tuple(of(SourceTableRow)),
        clocks=tuple(of(ClockReadRow)),
        texts=_texts(model.file for model in models.values() if model.kind != "seed"),
        findings=(*unreadable, *map(_finding, noted)),
        is_unread=any(finding.is_unread for finding in noted),
    )


M = TypeVar(
    "M",
    OutputColumnRow,
    ColumnReadRow,
    SqlProblemRow,
    EngineDifferenceRow,
    ModelDependencyRow,
    WrittenRelationRow,
)


def _by_model(rows: Iterable[M]) -> dict[str, list[M]]:
    found: dict[str, list[M]] = defaultdict(list)
    for row in rows:
        found[row.model].append(row)
    return found


def _texts(files: Iterable[str]) -> dict[str, str]:
    paths = sorted({path for path in map(Path, files) if path.is_file()})
    return {str(path): path.read_text("utf-8", "replace") for path in paths}


def _ports(folder: Path) -> tuple[tuple[Port, ...], list[Finding]]:
    ports: list[Port] = []
    findings: list[Finding] = []
    for path in sorted(folder.glob(PORT_CONTRACTS)):
        try:
            document = read_yaml(str(path), read_file(str(path)))
            ports.append(Port(read_contract(document), document, path.parent.name))
        except InputError as error:
            findings += error.findings
    return tuple(ports), findings


def _finding(row: FindingRow) -> Finding:
    message, *details = row.message.split("\n")
    return Finding(
        rule=row.rule,
        severity=Severity(row.severity),
        file=row.file,
        line=row.line,
        message=message,
        fix=row.fix,
        details=tuple(details),
    )


def broken(
    rule: Rule,
    file: str,
    line: int | None,
    message: str,
    *,
    fix: str | None = None,
    details: Iterable[str] = (),
    related: Iterable[Related] = (),
) -> Finding:
    """A finding of a rule."""
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        file=file,
        line=line,
        message=message,
        fix=fix or rule.fix,
        details=tuple(details),
        related=tuple(related),
    )
