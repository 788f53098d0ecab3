"""What is to be read: of the contract, and of what the system's catalog says today.

Pure. A difference between the two is a finding before anything is read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inseam.authoring.drafted_tables import DraftColumn, DraftTable
from inseam.documents.yaml_document import Document, Path
from inseam.ingest.kept_types import KeptType, RefusedType, kept_type, postgres_type
from inseam.load.stored_types import stored_type
from inseam.odcs.contract import Contract, Property, SchemaObject
from inseam.odcs.lenient import entries, text
from inseam.odcs.types import duckdb_type
from inseam.report.finding import Finding, Severity
from inseam.report.near_names import did_you_mean

DIALECT = "postgres"
# A custom property of a contract, or of one of its tables: docs/ingestion.md.
CURSOR = "ingestionCursor"


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """``kept`` says how it is read; ``stored`` is its type in a lake, as tests have it."""

    name: str
    line: int
    kept: KeptType
    stored: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class TablePlan:
    """``cursor`` is the column whose months are compared; None: the table is compared as a whole.

    ``is_view`` says that the source's catalog has neither its key nor its NOT NULL, so rows do.
    """

    schema: str
    name: str
    line: int
    columns: tuple[ColumnPlan, ...]
    key: tuple[str, ...]
    cursor: ColumnPlan | None
    is_view: bool

    @property
    def layout(self) -> str:
        """Changes when rows that were read before are not what would be read now."""
        columns = [[c.name, c.kept.read, c.kept.stored, c.stored] for c in self.columns]
        return _digest([self.schema, self.name, self.cursor and self.cursor.name, columns])


@dataclass(frozen=True, slots=True)
class Plan:
    contract: Contract
    catalog: str
    schema: str
    tables: tuple[TablePlan, ...]

    @property
    def layout(self) -> str:
        return _digest([table.layout for table in self.tables])


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]


def plan(
    document: Document, contract: Contract, found: Sequence[DraftTable]
) -> tuple[Plan | None, list[Finding]]:
    """None if a finding is an error. ``found`` are the tables of the system's catalog."""
    reader = _Planner(document, contract, {(t.schema, t.name): t for t in found})
    server = contract.server
    assert server is not None
    assert server.catalog is not None
    assert server.schema is not None
    tables = [reader.table(described, server.schema) for described in contract.objects]
    findings = reader.findings
    if any(one.severity is Severity.ERROR for one in findings):
        return None, findings
    planned = tuple(table for table in tables if table is not None)
    return Plan(contract, server.catalog, server.schema, planned), findings


class _Planner:
    def __init__(
        self,
        document: Document,
        contract: Contract,
        found: Mapping[tuple[str | None, str], DraftTable],
    ) -> None:
        self._document = document
        self._contract = contract
        self._found = found
        self.findings: list[Finding] = []

    def table(self, described: SchemaObject, schema: str) -> TablePlan | None:
        name = described.physical_name
        table = self._found.get((schema, name))
        if table is None:
            known = [n for s, n in self._found if s == schema]
            what = f"The database has no table or view `{schema}.{name}`."
            otherwise = "Ask its owner; until it is back, nothing is brought in."
            self._error(
                "ingest-table-gone", described.path, what, did_you_mean(name, known, otherwise)
            )
            return None
        is_view = described.physical_type == "view"
        columns = {column.name: column for column in table.columns}
        planned = [
            self._column(described, column, columns, is_view) for column in described.properties
        ]
        key = tuple(column.physical_name for column in described.primary_key)
        if not is_view:
            self._key(described, key, table)
        self._new(described, table)
        cursor = self._cursor(described)
        kept = tuple(column for column in planned if column is not None)
        chosen = next((c for c in kept if c.name == cursor and c.kept.month), None)
        line = self._document.line(described.path)
        return TablePlan(schema, name, line, kept, key, chosen, is_view)

    def _column(
        self,
        described: SchemaObject,
        column: Property,
        found: Mapping[str, DraftColumn],
        is_view: bool,
    ) -> ColumnPlan | None:
        name = column.physical_name
        where = f"{described.physical_name}.{name}"
        there = found.get(name)
        if there is None or there.type_text is None:
            what = f"The database has no column `{where}`."
            otherwise = "Ask its owner; until it is back, nothing is brought in."
            self._error(
                "ingest-column-gone", column.path, what, did_you_mean(name, found, otherwise)
            )
            return None
        type_path = (*column.path, "physicalType" if column.physical_type else "name")
        if postgres_type(column.physical_type or "") != there.type_text:
            says = f"`{column.physical_type}`" if column.physical_type else "no `physicalType`"
            self._error(
                "ingest-type-changed",
                type_path,
                f"The column `{where}` is `{there.type_text}` in the database; the contract has"
                f" {says}.",
                f"Write `physicalType: {there.type_text}` if that is right, and raise the"
                " contract's version; else ask the database's owner.",
            )
            return None
        if column.required and not there.is_required and not is_view:
            self._error(
                "ingest-null-allowed",
                (*column.path, "required"),
                f"The contract says that `{where}` is never NULL, and the database lets it be.",
                "Ask the database's owner for NOT NULL, or take `required` out of the contract.",
            )
        kept = kept_type(there.type_text)
        stored = stored_type(duckdb_type(column, DIALECT))
        if isinstance(kept, RefusedType) or stored is None:
            why, instead = (
                (kept.why, kept.instead)
                if isinstance(kept, RefusedType)
                else ("which no lake stores", "Offer it as text in a view at the source.")
            )
            self._error(
                "ingest-type-not-kept",
                type_path,
                f"The column `{where}` is `{there.type_text}`, {why}.",
                instead,
            )
            return None
        return ColumnPlan(name, self._document.line(column.path), kept, stored, column.required)

    def _key(self, described: SchemaObject, key: tuple[str, ...], table: DraftTable) -> None:
        keyed = [column for column in table.columns if column.key is not None]
        found = tuple(c.name for c in sorted(keyed, key=lambda c: c.key or 0))
        single = {(c.name,) for c in table.columns if c.is_unique and c.is_required}
        if key and set(key) != set(found) and key not in single:
            has = f"({', '.join(found)})" if found else "none"
            self._error(
                "ingest-key-gone",
                described.path,
                f"The contract's key of `{described.physical_name}` is ({', '.join(key)}); the"
                f" primary key in the database is {has}.",
                "Ask the database's owner for the key, or describe the one that it has.",
            )

    def _new(self, described: SchemaObject, table: DraftTable) -> None:
        known = {column.physical_name for column in described.properties}
        for column in table.columns:
            if column.name not in known:
                self._say(
                    Severity.WARNING,
                    "ingest-column-new",
                    described.path,
                    f"The database has a column `{described.physical_name}.{column.name}`"
                    f" ({column.type_text}) that the contract does not have. It is not brought in.",
                    "Describe it in the contract, in a version with a higher minor number.",
                )

    def _cursor(self, described: SchemaObject) -> str | None:
        """Of the table itself, else of the contract where the table has such a column."""
        own = self._custom(described.path)
        names = [column.physical_name for column in described.properties]
        if own is None:
            shared = self._custom(())
            return None if shared is None or shared[0] not in names else shared[0]
        if own[0] not in names:
            self._error(
                "ingest-cursor-unknown",
                own[1],
                f"`{CURSOR}` is `{own[0]}`, and `{described.physical_name}` has no such column.",
                did_you_mean(own[0], names, "Name one of the table's columns."),
            )
        return own[0]

    def _custom(self, path: Path) -> tuple[str, Path] | None:
        value = self._document.value
        for part in path:
            value = value[part]
        for entry, where in entries(value, "customProperties", path):
            name = text(entry, "value")
            if entry.get("property") == CURSOR and name is not None:
                return name, where
        return None

    def _error(self, rule: str, path: Path, message: str, fix: str) -> None:
        self._say(Severity.ERROR, rule, path, message, fix)

    def _say(self, severity: Severity, rule: str, path: Path, message: str, fix: str) -> None:
        self.findings.append(
            Finding(
                rule=rule,
                severity=severity,
                file=self._contract.file,
                line=self._document.line(path),
                message=message,
                fix=fix,
            )
        )


def groups(rows: Mapping[str, int], most: int) -> Iterator[tuple[str, ...]]:
    """Months in their order, as many at a time as have about ``most`` rows together."""
    group: list[str] = []
    counted = 0
    for month in sorted(rows):
        if group and counted + rows[month] > most:
            yield tuple(group)
            group, counted = [], 0
        group.append(month)
        counted += rows[month]
    if group:
        yield tuple(group)
