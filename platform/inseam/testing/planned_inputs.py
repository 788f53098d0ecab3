"""Where the rows of each source table of a product come from in a test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inseam.odcs.contract import Contract, SchemaObject
from inseam.odcs.names import file_stem
from inseam.report.finding import Finding, Severity
from inseam.testing.engine import is_identifier
from inseam.testing.outcomes import InputTable, Origin
from inseam.testing.request import ContractInput


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One table of a dbt source. ``file`` and ``line`` are where the project names it.

    ``source_line`` is where its source names the contract, or begins.
    """

    catalog: str
    schema: str
    name: str
    source: str
    contract_id: str | None
    file: str
    line: int | None
    source_line: int | None


@dataclass(frozen=True, slots=True)
class DescribedTable:
    """A source table and the contract's object that describes it."""

    table: SourceTable
    contract: Contract
    object: SchemaObject


@dataclass(frozen=True, slots=True)
class PlannedInput:
    """A table and the file with its rows."""

    described: DescribedTable
    rows: Path
    origin: Origin

    @property
    def outcome(self) -> InputTable:
        return InputTable(self.described.table.name, self.origin)


@dataclass(frozen=True, slots=True)
class InputPlan:
    """``without_rows`` are the tables whose rows must be made from their contracts."""

    with_rows: list[PlannedInput] = field(default_factory=list)
    without_rows: list[DescribedTable] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def plan_inputs(
    project: Path,
    tables: Iterable[SourceTable],
    contracts: Mapping[str, ContractInput],
    claimed_twice: Mapping[str, tuple[str, ...]],
    *,
    only_made: bool = False,
) -> InputPlan:
    """Finds the contract of every source table, and its rows where there are some.

    With ``only_made`` the rows of all of them are to be made, whatever there is.
    """
    plan = InputPlan()
    for table in tables:
        match _plan(project, table, contracts, claimed_twice, only_made):
            case Finding() as finding:
                plan.findings.append(finding)
            case DescribedTable() as described:
                plan.without_rows.append(described)
            case PlannedInput() as planned:
                plan.with_rows.append(planned)
    return plan


def _plan(
    project: Path,
    table: SourceTable,
    contracts: Mapping[str, ContractInput],
    claimed_twice: Mapping[str, tuple[str, ...]],
    only_made: bool,
) -> PlannedInput | DescribedTable | Finding:
    def finding(rule: str, message: str, fix: str, line: int | None = table.line) -> Finding:
        return Finding(
            rule=rule,
            severity=Severity.ERROR,
            file=table.file,
            line=line,
            message=message,
            fix=fix,
        )

    # What is wrong with a source is reported once, and not for each of its tables.
    source = f"source `{table.source}`"
    label = f"source table `{table.source}.{table.name}`"
    for name in (table.catalog, table.schema, table.name):
        if not is_identifier(name):
            return finding(
                "source-name-invalid",
                f"The {label} has the name {name!r}, which is not a plain identifier.",
                "Use letters, digits and underscores in database, schema and table names.",
            )
    if table.contract_id is None:
        return finding(
            "source-without-contract",
            f"The {source} names no data contract.",
            "Add `config: {meta: {data_contract: {id: <contract-id>}}}` to the source.",
            table.source_line,
        )
    if table.contract_id in claimed_twice:
        files = " and ".join(claimed_twice[table.contract_id])
        return finding(
            "contract-id-claimed-twice",
            f"The {source} names the data contract `{table.contract_id}`,"
            f" which {files} both claim.",
            "Give one of the contracts an id of its own.",
            table.source_line,
        )
    if (found := contracts.get(table.contract_id)) is None:
        return finding(
            "contract-unknown",
            f"The {source} names the data contract `{table.contract_id}`, which no file in "
            "this repository has.",
            "Correct the id, or add the contract to contracts/external/.",
            table.source_line,
        )
    if (described := found.contract.object_named(table.name)) is None:
        offered = ", ".join(sorted(o.physical_name for o in found.contract.objects)) or "none"
        return finding(
            "source-table-not-in-contract",
            f"The {label} is not an object of the contract `{table.contract_id}`, which has: "
            f"{offered}.",
            f"Name one of them, or ask for the table to be added to {found.contract.file}.",
        )
    entry = DescribedTable(table, found.contract, described)
    if only_made:
        return entry
    file = f"{described.physical_name}.parquet"
    if found.upstream is not None:
        if (upstream := found.upstream / file).is_file():
            return PlannedInput(entry, upstream, Origin.UPSTREAM)
        return finding(
            "upstream-rows-missing",
            f"The {label} has no rows: the provider's build yields no rows of "
            f"`{described.physical_name}` under the contract `{table.contract_id}`.",
            f"See what its own test says: ./pants test {_product(found.contract.file)}::",
        )
    candidates = [
        written_inputs(project, entry).with_suffix(suffix) for suffix in (".csv", ".parquet")
    ]
    existing = [path for path in candidates if path.is_file()]
    if len(existing) == 2:
        return finding(
            "input-written-twice",
            f"The {label} has its rows in both {existing[0]} and {existing[1]}.",
            "Delete one of them.",
        )
    if existing:
        return PlannedInput(entry, existing[0], Origin.WRITTEN)
    if found.generated is not None and (generated := found.generated / file).is_file():
        return PlannedInput(entry, generated, Origin.GENERATED)
    return entry


def _product(contract_file: str) -> str:
    return contract_file.partition("/models/")[0]


def written_inputs(project: Path, entry: DescribedTable) -> Path:
    """Where a team writes rows of the table: this file, or its like for Parquet."""
    return project / "tests" / "inputs" / file_stem(entry.contract.id) / f"{entry.table.name}.csv"
