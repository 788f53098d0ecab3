"""Where the rows of each source table of a product come from in a test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inseam.odcs.names import file_stem
from inseam.report.finding import Finding, Severity
from inseam.testing.engine import is_identifier
from inseam.testing.outcomes import InputTable, Origin
from inseam.testing.request import ContractInput
from inseam.testing.source_table import DescribedTable, SourceTable
from inseam.testing.uncontracted import described_by_rows, without_contract


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
    """``without_rows`` are the tables whose rows must be made from their contracts.

    ``unfilled`` are those that have no contract, and so no rows; ``notes`` say so.
    """

    with_rows: list[PlannedInput] = field(default_factory=list)
    without_rows: list[DescribedTable] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    unfilled: list[SourceTable] = field(default_factory=list)


def plan_inputs(
    project: Path,
    tables: Iterable[SourceTable],
    contracts: Mapping[str, ContractInput],
    claimed_twice: Mapping[str, tuple[str, ...]],
    *,
    only_made: bool = False,
    uncontracted: Severity = Severity.ERROR,
) -> InputPlan:
    """Finds the contract of every source table, and its rows where there are some.

    With ``only_made`` the rows of all of them are to be made, whatever there is; a table without a
    contract keeps what a person wrote. ``uncontracted`` is how bad it is that a source names none.
    """
    plan = InputPlan()
    by_source: dict[str, list[SourceTable]] = {}
    for table in tables:
        if table.contract_id is None and not _unplain_names(table):
            by_source.setdefault(table.source, []).append(table)
            continue
        match _plan(project, table, contracts, claimed_twice, only_made):
            case Finding() as finding:
                plan.findings.append(finding)
            case DescribedTable() as described:
                plan.without_rows.append(described)
            case PlannedInput() as planned:
                plan.with_rows.append(planned)
    for of_source in by_source.values():
        _plan_uncontracted(project, of_source, plan, uncontracted)
    return plan


def _plan_uncontracted(
    project: Path, tables: list[SourceTable], plan: InputPlan, severity: Severity
) -> None:
    """The tables of one source that names no contract."""
    unfilled: list[SourceTable] = []
    for table in tables:
        existing = [] if table.external_location else _existing(uncontracted_rows(project, table))
        if len(existing) == 2:
            plan.findings.append(_written_twice(table, existing))
        elif existing:
            described = described_by_rows(table, existing[0])
            plan.with_rows.append(PlannedInput(described, existing[0], Origin.WRITTEN))
        elif table.seed is None or table.external_location:
            unfilled.append(table)
    plan.unfilled.extend(unfilled)
    rows = uncontracted_rows(project, tables[0])
    found = without_contract(tables, unfilled, rows, severity)
    (plan.findings if severity is Severity.ERROR else plan.notes).append(found)


def _unplain_names(table: SourceTable) -> list[str]:
    names = (table.catalog, table.schema, table.name)
    return [name for name in names if not is_identifier(name)]


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
    for name in _unplain_names(table):
        return finding(
            "source-name-invalid",
            f"The {label} has the name {name!r}, which is not a plain identifier.",
            "Use letters, digits and underscores in database, schema and table names.",
        )
    assert table.contract_id is not None  # `_plan_uncontracted` has the others
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
    existing = _existing(written_inputs(project, entry))
    if len(existing) == 2:
        return _written_twice(table, existing)
    if existing:
        return PlannedInput(entry, existing[0], Origin.WRITTEN)
    if found.generated is not None and (generated := found.generated / file).is_file():
        return PlannedInput(entry, generated, Origin.GENERATED)
    return entry


def _existing(written: Path) -> list[Path]:
    paths = (written.with_suffix(suffix) for suffix in (".csv", ".parquet"))
    return [path for path in paths if path.is_file()]


def _written_twice(table: SourceTable, existing: list[Path]) -> Finding:
    return Finding(
        rule="input-written-twice",
        severity=Severity.ERROR,
        file=table.file,
        line=table.line,
        message=f"The source table `{table.source}.{table.name}` has its rows in both"
        f" {existing[0]} and {existing[1]}.",
        fix="Delete one of them.",
    )


def _product(contract_file: str) -> str:
    return contract_file.partition("/models/")[0]


def written_inputs(project: Path, entry: DescribedTable) -> Path:
    """Where a team writes rows of the table: this file, or its like for Parquet."""
    return project / "tests" / "inputs" / file_stem(entry.contract.id) / f"{entry.table.name}.csv"


def uncontracted_rows(project: Path, table: SourceTable) -> Path:
    """The same for a table whose source names no contract."""
    return project / "tests" / "inputs" / table.source / f"{table.name}.csv"
