"""Bringing a contract's rows in: compare, stage what changed, and replace it in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from inseam.documents.yaml_document import Document
from inseam.environments.definition import Environment
from inseam.environments.holder import holder, holding
from inseam.environments.ingested import IngestedTable, ingested_contracts
from inseam.environments.ingested import Month as KnownMonth
from inseam.environments.lake import EXTENSIONS
from inseam.environments.loaded import DONE, INGESTED, loaded_contracts
from inseam.environments.names import Place, place_of
from inseam.environments.operations import Operations
from inseam.environments.state import Row, State, make_state, read_state
from inseam.ingest import statements
from inseam.ingest.plan import Plan, TablePlan, groups, plan
from inseam.ingest.source import Address, LostValues, Month, Snapshot, catalog_of, snapshot
from inseam.ingest.staging import Staged, Staging, staging
from inseam.load.load import Caller
from inseam.odcs.contract import Contract
from inseam.report.finding import Finding, Severity

FOLDER = Path("dist", "ingest")
# As many as one file of Parquet has without much memory; months are never divided.
GROUP = 1_000_000
_SPOKEN = 500_000


@dataclass(frozen=True, slots=True)
class TableDone:
    """``rows`` are there now, ``read`` of them were brought in by this call."""

    place: Place
    rows: int
    read: int
    changed: bool


@dataclass(frozen=True, slots=True)
class Done:
    """``over_made`` says that rows which `load` had made were replaced."""

    contract: Contract
    data_as_of: datetime
    tables: tuple[TableDone, ...]
    over_made: bool


@dataclass(frozen=True, slots=True)
class _Compared:
    """A table, what the source has of it, and the months to read; None: all, whatever is there."""

    table: TablePlan
    months: Mapping[str, Month]
    known: IngestedTable | None
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return self.known is not None and not self.changed and not self.gone

    @property
    def rows(self) -> int:
        return sum(month.rows for month in self.months.values())


def ingest(
    document: Document,
    contract: Contract,
    address: Address,
    environment: Environment,
    repository: Path,
    operations: Operations,
    caller: Caller,
    wait: float = 0,
    group: int = GROUP,
) -> tuple[Done | None, list[Finding]]:
    """None if a finding is an error: then nothing was changed.

    Raises `InputError` if somebody else holds the environment, `OperationFailed`, `CannotRead`.
    """
    caller.notify(f"Comparing {contract.id} with the database {address.database} ...")
    planned, findings = plan(document, contract, catalog_of(address))
    if planned is None:
        return None, findings
    here = repository / FOLDER / environment.name / contract.id / planned.layout
    with staging(here) as staged:
        before = read_state(operations)
        with snapshot(address, repository / EXTENSIONS) as source:
            compared, lost = _compared(planned, source, before, operations, environment)
            findings += [_lost(contract, one) for one in lost]
            if lost:
                return None, findings
            files = {
                one.table.name: _staged(one, source, staged, caller, group)
                for one in compared
                if not one.is_same
            }
            data_as_of = source.data_as_of
        claim = holder(caller.who, "ingest", caller.now())
        with holding(operations, claim, wait_seconds=wait, now=caller.now, notify=caller.notify):
            state = make_state(operations)
            if _last(state, contract.id) != _last(before, contract.id):
                return None, [*findings, _overtaken(contract)]
            done = _replaced(
                planned, compared, files, data_as_of, state, environment, operations, caller
            )
        staged.clear()
    return done, findings


def _compared(
    planned: Plan, source: Snapshot, state: State, operations: Operations, environment: Environment
) -> tuple[list[_Compared], list[LostValues]]:
    known = ingested_contracts(state).get(planned.contract.id)
    tables = known.tables if known else {}
    there = _tables_there(planned, environment, operations)
    compared, lost = [], []
    for table in planned.tables:
        months, values = source.months(table)
        lost += values
        before = tables.get(table.name)
        if before and (before.layout != table.layout or table.name not in there):
            before = None
        had = {n: Month(m[0], m[1]) for n, m in before.months.items()} if before else {}
        changed = tuple(name for name in sorted(months) if had.get(name) != months[name])
        gone = tuple(sorted(had.keys() - months.keys()))
        compared.append(_Compared(table, months, before, changed, gone))
    return compared, lost


def _tables_there(planned: Plan, environment: Environment, operations: Operations) -> set[str]:
    """Somebody may have dropped one."""
    place = place_of(environment.database, planned.catalog, planned.schema)
    rows = operations.call("tables_in", schemas=[place.as_argument()])
    return {row["identifier"] for row in rows}


def _staged(
    one: _Compared, source: Snapshot, staged: Staging, caller: Caller, group: int
) -> list[Staged]:
    """The months that changed, as files."""
    wanted = {name: one.months[name] for name in one.changed}
    found = staged.staged(one.table.name, wanted)
    have = {name for part in found for name in part.months}
    missing = {name: month.rows for name, month in wanted.items() if name not in have}
    total, read = sum(missing.values()), 0
    for names in groups(missing, group):
        chosen = None if len(names) == len(one.months) else names
        batches = source.batches(one.table, chosen)
        first = next(batches, None)
        if first is None:
            continue
        parts = {name: wanted[name] for name in names}
        counted = _counted(first, batches, one.table.name, read, total, caller.notify)
        found.append(staged.stage(one.table.name, parts, first.schema, counted))
        read += sum(missing[name] for name in names)
    return found


def _counted(
    first: pa.RecordBatch,
    others: Iterator[pa.RecordBatch],
    table: str,
    before: int,
    total: int,
    notify: Callable[[str], None],
) -> Iterator[pa.RecordBatch]:
    read, spoken = before, before
    batch: pa.RecordBatch | None = first
    while batch is not None:
        yield batch
        read += batch.num_rows
        if read - spoken >= _SPOKEN:
            spoken = read
            notify(f"Reading {table}: {read:,} of {total:,} rows ...")
        batch = next(others, None)


def _replaced(
    planned: Plan,
    compared: Sequence[_Compared],
    files: Mapping[str, Sequence[Staged]],
    data_as_of: datetime,
    state: State,
    environment: Environment,
    operations: Operations,
    caller: Caller,
) -> Done:
    """All tables of the contract, and the rows of state that say so."""
    contract = planned.contract
    schema = place_of(environment.database, planned.catalog, planned.schema)
    known = loaded_contracts(state)
    places = {one.table.name: schema.named(one.table.name) for one in compared}
    done = tuple(
        TableDone(
            places[one.table.name],
            one.rows,
            sum(one.months[name].rows for name in one.changed),
            not one.is_same,
        )
        for one in compared
    )
    rows = _state_rows(planned, compared, files, data_as_of, state, places, caller)
    changing = [one for one in compared if not one.is_same]
    caller.notify(f"Writing {len(changing)} of {len(compared)} tables of {contract.id} ...")
    gone = known.tables_of(contract.id) - set(places.values())
    operations.call(
        "ingest_tables",
        tables=[
            {
                "table": places[one.table.name].as_argument(),
                "files": [f for part in files[one.table.name] for f in part.files],
                "columns": [[c.name, c.stored, ""] for c in one.table.columns],
                "kept": statements.kept_rows(one.table, (*one.changed, *one.gone))
                if one.known
                else None,
                "rows": one.rows,
            }
            for one in changing
        ],
        dropped=[place.as_argument() for place in sorted(gone, key=str)],
        begun={},
        rows=rows,
        message=f"ingest of {contract.id}",
    )
    over_made = contract.id in known.digests and contract.id not in known.ingested
    return Done(contract, data_as_of, done, over_made)


def _state_rows(
    planned: Plan,
    compared: Sequence[_Compared],
    files: Mapping[str, Sequence[Staged]],
    data_as_of: datetime,
    state: State,
    places: Mapping[str, Place],
    caller: Caller,
) -> dict[str, list[Row]]:
    entry = state.next_entry
    contents = [
        [one.table.name, one.table.layout, {n: [m.rows, m.digest] for n, m in one.months.items()}]
        for one in compared
    ]
    digest = hashlib.sha256(json.dumps(contents, sort_keys=True).encode()).hexdigest()
    load: Row = {
        "entry": entry,
        "contract": planned.contract.id,
        "version": planned.contract.version,
        "step": DONE,
        "digest": digest,
        "seed": "",
        "as_of": data_as_of.isoformat(),
        "at": caller.now().isoformat(timespec="seconds"),
        "who": caller.who,
        "made_rows": 0,
    }
    loaded: list[Row] = []
    ingested: list[Row] = []
    for number, one in enumerate(compared):
        place = places[one.table.name]
        loaded.append(
            {
                "entry": entry + 1 + 2 * number,
                "load": entry,
                "database_name": place.database,
                "schema_name": place.schema,
                "table_name": place.identifier,
                "origin": INGESTED,
                "made_rows": 0,
            }
        )
        months = _months(one, files.get(one.table.name, ()))
        table = IngestedTable(one.table.layout, months)
        ingested.append(
            {
                "entry": entry + 2 + 2 * number,
                "load": entry,
                "contract": planned.contract.id,
                "table_name": one.table.name,
                "layout": one.table.layout,
                "data_as_of": data_as_of.isoformat(),
                "cursor": table.cursor,
                "months": json.dumps(months, sort_keys=True),
                "table_rows": table.rows,
                "changed_rows": sum(one.months[name].rows for name in one.changed),
            }
        )
    return {"loads": [load], "loaded_tables": loaded, "ingested_tables": ingested}


def _months(one: _Compared, files: Sequence[Staged]) -> dict[str, KnownMonth]:
    """As state knows them, with the highest cursor of each."""
    cursors = {n: m[2] for n, m in one.known.months.items()} if one.known else {}
    names = [file for part in files for file in part.files]
    if one.table.cursor is not None and names:
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            for name, micros in connection.execute(
                statements.highest_cursors(one.table, names)
            ).fetchall():
                cursors[name] = "" if micros is None else _instant(micros)
    return {
        name: (month.rows, month.digest, cursors.get(name, ""))
        for name, month in sorted(one.months.items())
    }


def _instant(micros: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)).isoformat()


def _last(state: State, contract_id: str) -> int:
    """The entry of the contract's last load, of either kind."""
    return max((r["entry"] for r in state.rows("loads") if r["contract"] == contract_id), default=0)


def _overtaken(contract: Contract) -> Finding:
    return Finding(
        rule="ingest-overtaken",
        severity=Severity.ERROR,
        file=contract.file,
        message=f"Somebody else has loaded `{contract.id}` while its rows were read.",
        fix="Call this again. What was read is used again where it is still the same.",
    )


def _lost(contract: Contract, lost: LostValues) -> Finding:
    table, column = lost.table, lost.column
    values = f"{lost.count:,} row{'' if lost.count == 1 else 's'} of `{table.name}`"
    if column is None:
        what = f"{lost.count:,} keys ({', '.join(table.key)}) are in `{table.name}` repeatedly."
        fix = "Ask the database's owner, or describe the key that the view has."
    elif table.is_view and column.is_required and not column.kept.lost:
        what = f"In {values} `{column.name}` is NULL, and the contract says it never is."
        fix = "Ask the database's owner, or take `required` out of the contract."
    else:
        what = f"In {values} `{column.name}` is {column.kept.lost_are}, which no engine here holds."
        fix = "Ask the database's owner for other values, or for a view that casts them to text."
    return Finding(
        rule="ingest-value-not-kept" if column else "ingest-key-repeated",
        severity=Severity.ERROR,
        file=contract.file,
        line=column.line if column else table.line,
        message=what,
        fix=fix,
    )
