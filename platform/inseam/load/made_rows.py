"""The rows of one contract's tables, as Parquet files that an environment's engine reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from inseam.documents.yaml_document import Path as ElementPath
from inseam.documents.yaml_document import read_yaml
from inseam.load.request import LoadRequest
from inseam.load.stored_types import stored_type
from inseam.load.whose_rows import writer_of
from inseam.odcs.contract import Contract, Property
from inseam.odcs.names import file_stem
from inseam.odcs.types import databricks_type, dialect_of, duckdb_type
from inseam.report.finding import Finding, Severity
from inseam.testing.engine import literal, quoted
from inseam.testing.inputs import LoadedInputs, load_planned
from inseam.testing.later_rows import inputs_as_of
from inseam.testing.leftover_inputs import FOLDER, leftover_inputs
from inseam.testing.located import at_element, locate
from inseam.testing.outcomes import Origin
from inseam.testing.planned_inputs import plan_inputs
from inseam.testing.request import ContractInput, ProductRequest
from inseam.testing.source_table import DescribedTable, SourceTable

# Has no rows; a message may name it as the folder to write some in.
_SOME_PRODUCT = Path("products", "<product>")


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """``stored_as`` is the type in DuckDB, ``databricks`` the one on Spark and Databricks."""

    name: str
    stored_as: str
    databricks: str


@dataclass(frozen=True, slots=True)
class MadeTable:
    """``file`` has the rows, in Parquet and in their order."""

    name: str
    origin: Origin
    file: Path
    rows: int
    columns: tuple[StoredColumn, ...]


@dataclass(frozen=True, slots=True)
class MadeRows:
    """``writer`` is the product whose written rows are among them.

    ``later`` counts the rows that were not there yet at the instant that is loaded, and
    ``left_out`` those of which nobody knows what they were then.
    """

    contract: Contract
    catalog: str
    schema: str
    tables: tuple[MadeTable, ...]
    digest: str
    later: int = 0
    left_out: int = 0
    writer: Path | None = None

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def make_rows(
    found: ContractInput, request: LoadRequest, folder: Path
) -> tuple[MadeRows | None, list[Finding]]:
    """Writes the rows into ``folder``; None if the findings say why there are none."""
    contract = found.contract
    described, findings = _tables(found)
    types = {table.name: _columns(contract, table.name) for table in described}
    findings += [fault for table in described for fault in _not_stored(contract, table)]
    if findings:
        return None, findings
    writer = _writer(contract, request)
    if isinstance(writer, Finding):
        return None, [writer]
    if writer and (findings := _leftovers(writer, contract, described)):
        return None, findings
    if request.synthesise:
        found = replace(found, generated=None)
    asked = _product_request(found, writer, request)
    plan = plan_inputs(asked.project, described, asked.input_ports, {})
    if plan.findings:
        return None, plan.findings
    folder.mkdir(parents=True)
    inputs = load_planned(plan, asked, folder)
    said = [locate(one) for one in inputs.findings]
    if not inputs.complete:
        return None, said
    with _as_loaded(inputs, request, folder) as (databases, later, left_out):
        tables, faults = _exported(inputs, databases, types, contract, folder)
    if faults:
        return None, [*said, *faults]
    catalog, schema = described[0].catalog, described[0].schema
    digest = _digest(catalog, schema, tables)
    made = MadeRows(contract, catalog, schema, tables, digest, later, left_out, writer)
    return made, said


def _tables(found: ContractInput) -> tuple[list[SourceTable], list[Finding]]:
    contract = found.contract
    document = read_yaml(contract.file, found.canonical.read_bytes())

    def fault(rule: str, path: ElementPath, message: str, fix: str) -> Finding:
        line = document.line(path)
        return Finding(
            rule=rule,
            severity=Severity.ERROR,
            file=contract.file,
            line=line,
            message=message,
            fix=fix,
        )

    findings = []
    if not contract.objects:
        what = f"The contract `{contract.id}` describes no table."
        fix = "Describe the system's tables below `schema:`."
        findings.append(fault("load-without-tables", ("schema",), what, fix))
    for described in contract.objects:
        if not described.properties:
            what = f"The contract `{contract.id}` gives `{described.physical_name}` no column."
            fix = "Describe its columns below `properties:`."
            findings.append(fault("load-without-columns", described.path, what, fix))
    server = contract.server
    if server is None or server.catalog is None or server.schema is None:
        what = (
            f"No server of the contract `{contract.id}` has a database and a schema, so nobody"
            " knows where its tables are."
        )
        fix = "Write `database:` (or `catalog:`) and `schema:` at one of its `servers`."
        findings.append(fault("load-without-place", ("servers",), what, fix))
        return [], findings
    # A name that differs in case alone is the same table.
    one_each = {o.physical_name.lower(): o for o in contract.objects}
    tables = [
        SourceTable(
            server.catalog,
            server.schema,
            described.physical_name,
            contract.id,
            contract.id,
            contract.file,
            document.line(described.path),
            document.line(("id",)),
        )
        for described in one_each.values()
    ]
    return tables, findings


def _writer(contract: Contract, request: LoadRequest) -> Path | Finding | None:
    if request.synthesise:
        return None
    readers = request.readers.get(contract.id, ())
    return writer_of(contract, readers, request.written_by, request.asked)


def _product_request(
    found: ContractInput, writer: Path | None, request: LoadRequest
) -> ProductRequest:
    """As if the writer, or some product, were tested on this contract alone."""
    readers = request.readers.get(found.contract.id, ())
    # A reader without rows of its own; with `synthesise` a product that is none.
    nobody = readers[0] if readers and not request.synthesise else _SOME_PRODUCT
    return ProductRequest(
        project=writer or nobody,
        profiles=Path(),
        as_of=request.instant.isoformat(),
        output_ports={},
        input_ports={found.contract.id: found},
        claimed_twice={},
        cycle=(),
        synthesis=request.synthesis,
    )


def _leftovers(writer: Path, contract: Contract, tables: Sequence[SourceTable]) -> list[Finding]:
    folder = writer / FOLDER / file_stem(contract.id)
    return [
        finding
        for finding in leftover_inputs(writer, tables)
        if Path(finding.file).is_relative_to(folder)
    ]


def _properties(contract: Contract, table: str) -> tuple[Property, ...]:
    described = contract.object_named(table)
    assert described is not None
    return described.properties


def _columns(contract: Contract, table: str) -> tuple[StoredColumn, ...]:
    dialect = dialect_of(contract)
    return tuple(
        StoredColumn(
            column.physical_name,
            stored_type(duckdb_type(column, dialect)) or "",
            databricks_type(column, dialect),
        )
        for column in _properties(contract, table)
    )


def _not_stored(contract: Contract, table: SourceTable) -> Iterator[Finding]:
    dialect = dialect_of(contract)
    for column in _properties(contract, table.name):
        type_ = duckdb_type(column, dialect)
        if stored_type(type_) is None:
            yield locate(
                at_element(
                    Finding(
                        rule="load-type-not-stored",
                        severity=Severity.ERROR,
                        file=contract.file,
                        message=(
                            f"The column `{table.name}.{column.physical_name}` is {type_}, which no"
                            " lake stores."
                        ),
                        fix=(
                            "Write the type that readers see of it, such as `physicalType: text`,"
                            " or take the column out of the contract."
                        ),
                    ),
                    (*column.path, "physicalType"),
                )
            )


@contextmanager
def _as_loaded(
    inputs: LoadedInputs, request: LoadRequest, folder: Path
) -> Iterator[tuple[Mapping[str, Path], int, int]]:
    """The databases with the rows of the instant that is loaded, and how many were not there."""
    as_of = request.loaded_instant
    if as_of is None:
        yield inputs.databases, 0, 0
        return
    with inputs_as_of(inputs.databases, inputs.described, request.instant, as_of) as split:
        files = split.write(folder / "as_of", later=False)
        later, left_out = split.later, split.left_out
    yield files, later, left_out


def _exported(
    inputs: LoadedInputs,
    databases: Mapping[str, Path],
    types: Mapping[str, tuple[StoredColumn, ...]],
    contract: Contract,
    folder: Path,
) -> tuple[tuple[MadeTable, ...], list[Finding]]:
    tables: list[MadeTable] = []
    faults: list[Finding] = []
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        # One thread: the same rows are the same bytes.
        connection.execute("set threads = 1")
        for catalog, file in databases.items():
            connection.execute(
                f"attach {literal(str(file))} as {quoted(f'made_{catalog}')} (read_only)"
            )
        for described, outcome in zip(inputs.described, inputs.tables, strict=True):
            columns = types[described.table.name]
            file = folder / f"{described.table.name}.parquet"
            try:
                rows = _export(connection, described, columns, file)
            except duckdb.ConversionException as error:
                faults.append(_too_large(contract, described, error))
            else:
                tables.append(MadeTable(described.table.name, outcome.origin, file, rows, columns))
    return tuple(sorted(tables, key=lambda table: table.name)), faults


def _export(
    connection: duckdb.DuckDBPyConnection,
    described: DescribedTable,
    columns: Sequence[StoredColumn],
    file: Path,
) -> int:
    table = described.table
    selected = ", ".join(
        f"cast({quoted(column.name)} as {column.stored_as}) as {quoted(column.name)}"
        for column in columns
    )
    relation = quoted(f"made_{table.catalog}", table.schema, table.name)
    row = connection.execute(
        f"copy (select {selected} from {relation}) to {literal(str(file))}"
        " (format parquet, compression zstd)"
    ).fetchone()
    assert row is not None
    return int(row[0])


def _too_large(
    contract: Contract, described: DescribedTable, error: duckdb.ConversionException
) -> Finding:
    return Finding(
        rule="load-value-not-stored",
        severity=Severity.ERROR,
        file=contract.file,
        line=described.table.line,
        message=(
            f"A value of `{described.table.name}` does not fit the type that stores it:"
            f" {str(error).splitlines()[0]}"
        ),
        fix="Correct the row, or write the type that readers see in the contract.",
    )


def _digest(catalog: str, schema: str, tables: Sequence[MadeTable]) -> str:
    """Of all that the environment gets: other rows, types or names are another digest."""
    digest = hashlib.sha256(f"{catalog}\0{schema}\0".encode())
    for table in tables:
        described = "\0".join(f"{c.name} {c.stored_as} {c.databricks}" for c in table.columns)
        digest.update(f"{table.name}\0{described}\0".encode())
        digest.update(hashlib.sha256(table.file.read_bytes()).digest())
    return digest.hexdigest()
