"""Loading: making the rows of each contract, and handing them to the environment's engine."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from inseam.environments.definition import FILE, Environment
from inseam.environments.holder import holder, holding
from inseam.environments.loaded import loaded_contracts
from inseam.environments.names import Place, place_of
from inseam.environments.operations import OperationFailed, Operations
from inseam.environments.state import State, make_state, read_state
from inseam.load.loaded import Doing, load_rows
from inseam.load.made_rows import MadeRows, make_rows
from inseam.load.request import LoadRequest
from inseam.load.whose_rows import unknown_writers
from inseam.report.finding import Finding, InputError, Related, Severity


@dataclass(frozen=True, slots=True)
class Caller:
    """``now`` is the clock, in UTC; ``notify`` hears of what takes time, before it begins."""

    who: str
    now: Callable[[], datetime]
    notify: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ContractLoad:
    """The rows of a contract, and where its tables are, in the order of ``made.tables``.

    ``changed`` is false if the environment had them already.
    """

    made: MadeRows
    places: tuple[Place, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Loaded:
    """In order of the contracts' ids; ``findings`` say why others were not loaded."""

    contracts: tuple[ContractLoad, ...]
    findings: tuple[Finding, ...]


def check_environment(environment: Environment) -> None:
    """Raises `InputError` where catalogs are as in contracts: the real systems are in them."""
    if environment.database is not None:
        return
    finding = Finding(
        rule="load-into-source-systems",
        severity=Severity.ERROR,
        file=FILE.as_posix(),
        line=environment.line,
        message=(
            f"The environment `{environment.name}` has no `database` of its own: its catalogs are"
            " those of the contracts, and the source systems are in them."
        ),
        fix="Load into an environment with a `database`, such as the lake.",
    )
    raise InputError([finding])


def load(
    request: LoadRequest, environment: Environment, operations: Operations, caller: Caller
) -> Loaded:
    """Loads each contract that can be loaded. The environment is one for that.

    Raises `InputError` if the request makes no sense, `OperationFailed` if the environment cannot
    be reached.
    """
    if wrong := unknown_writers(request.written_by, request.readers):
        raise InputError(wrong)
    # The environment's own time is that of the systems outside, too.
    request = replace(request, clock=environment.as_of or request.clock)
    findings = list(request.unreadable)
    with tempfile.TemporaryDirectory(prefix="inseam-load-") as scratch:
        made = list(_made(request, environment, Path(scratch), caller, findings))
        state = read_state(operations)
        made = list(_not_of_systems(made, state, request, findings))
        loads = _compared(made, operations, state)
        if any(one.changed for one in loads):
            claim = holder(caller.who, "load", caller.now())
            with holding(
                operations,
                claim,
                wait_seconds=request.wait,
                now=caller.now,
                notify=caller.notify,
            ):
                # Somebody else may have loaded meanwhile.
                state = make_state(operations)
                loads = _compared(made, operations, state)
                loads = list(_replaced(loads, state, request, operations, caller, findings))
    return Loaded(tuple(loads), tuple(findings))


def _made(
    request: LoadRequest,
    environment: Environment,
    scratch: Path,
    caller: Caller,
    findings: list[Finding],
) -> Iterator[tuple[MadeRows, tuple[Place, ...]]]:
    made = []
    for number, found in enumerate(sorted(request.contracts, key=lambda one: one.contract.id)):
        caller.notify(f"Preparing the rows of {found.contract.id} ...")
        rows, said = make_rows(found, request, scratch / str(number))
        findings += said
        if rows is not None:
            place = place_of(environment.database, rows.catalog, rows.schema)
            made.append((rows, tuple(place.named(table.name) for table in rows.tables)))
    claims: dict[Place, list[MadeRows]] = defaultdict(list)
    for rows, places in made:
        for place in places:
            claims[place].append(rows)
    for rows, places in made:
        shared = [place for place in places if len(claims[place]) > 1]
        if not shared:
            yield rows, places
        elif rows is claims[shared[0]][0]:
            findings.append(_claimed_twice(shared[0], claims[shared[0]]))


def _not_of_systems(
    made: Iterable[tuple[MadeRows, tuple[Place, ...]]],
    state: State,
    request: LoadRequest,
    findings: list[Finding],
) -> Iterator[tuple[MadeRows, tuple[Place, ...]]]:
    """Those whose tables have no rows that a system itself has, unless they may be replaced."""
    ingested = loaded_contracts(state).ingested
    for rows, places in made:
        if rows.contract.id in ingested and not request.over_ingested:
            findings.append(_over_ingested(rows))
        else:
            yield rows, places


def _compared(
    made: Iterable[tuple[MadeRows, tuple[Place, ...]]], operations: Operations, state: State
) -> list[ContractLoad]:
    """What changes. Tables that somebody dropped are loaded again."""
    known = loaded_contracts(state)
    same = {
        rows.contract.id: places
        for rows, places in made
        if known.digests.get(rows.contract.id) == rows.digest
    }
    there = _tables_in(operations, {place for places in same.values() for place in places})
    return [
        ContractLoad(rows, places, changed=not there.issuperset(same.get(rows.contract.id, {None})))
        for rows, places in made
    ]


def _tables_in(operations: Operations, wanted: set[Place]) -> set[Place]:
    """Those of the wanted tables that are there."""
    if not wanted:
        return set()
    schemas = sorted({(place.database, place.schema) for place in wanted})
    rows = operations.call(
        "tables_in", schemas=[Place(database, schema).as_argument() for database, schema in schemas]
    )
    return {place for place in (Place(**row) for row in rows) if place in wanted}


def _replaced(
    loads: Sequence[ContractLoad],
    state: State,
    request: LoadRequest,
    operations: Operations,
    caller: Caller,
    findings: list[Finding],
) -> Iterator[ContractLoad]:
    for one in loads:
        if one.changed:
            caller.notify(f"Loading {one.made.contract.id} ...")
            try:
                state = _replace(one, state, request, operations, caller)
            except OperationFailed as failure:
                findings.append(_refused(one.made, str(failure)))
                # Without transactions it says by now that the load has begun.
                state = read_state(operations)
                continue
        yield one


def _replace(
    one: ContractLoad,
    state: State,
    request: LoadRequest,
    operations: Operations,
    caller: Caller,
) -> State:
    """All tables of the contract, and the rows of state that say so. Gives the state after it."""
    doing = Doing(
        caller.who,
        caller.now().isoformat(timespec="seconds"),
        request.synthesis.seed,
        request.as_of or request.clock,
    )
    before, after = load_rows(one.made, one.places, doing, state.next_entry)
    gone = loaded_contracts(state).tables_of(one.made.contract.id) - set(one.places)
    operations.call(
        "load_tables",
        tables=[
            {
                "table": place.as_argument(),
                "file": str(table.file),
                "columns": [[c.name, c.stored_as, c.databricks] for c in table.columns],
            }
            for place, table in zip(one.places, one.made.tables, strict=True)
        ],
        dropped=[place.as_argument() for place in sorted(gone, key=str)],
        begun=before,
        rows=after,
        message=f"load of {one.made.contract.id}",
    )
    return state.with_rows(after)


def _claimed_twice(place: Place, claims: Sequence[MadeRows]) -> Finding:
    first, *others = (rows.contract for rows in claims)
    ids = " and ".join(f"`{contract.id}`" for contract in (first, *others))
    return Finding(
        rule="load-table-of-several",
        severity=Severity.ERROR,
        file=first.file,
        message=f"The contracts {ids} describe one table, {place}, which has the rows of one.",
        fix=f"Load one of them: ./pants load {first.file}",
        related=tuple(Related("described too", contract.file) for contract in others),
    )


def _over_ingested(made: MadeRows) -> Finding:
    return Finding(
        rule="load-over-ingested",
        severity=Severity.ERROR,
        file=made.contract.file,
        message=(
            f"The tables of `{made.contract.id}` have the system's own rows, which an ingest"
            " brought in. They are as they were."
        ),
        fix="Load into another environment, or replace them by made ones: --load-over-ingested",
    )


def _refused(made: MadeRows, why: str) -> Finding:
    return Finding(
        rule="load-failed",
        severity=Severity.ERROR,
        file=made.contract.file,
        message=(
            f"The engine refused the rows of `{made.contract.id}`; its tables are as they were"
            f" before: {why.strip()}"
        ),
        fix="Correct what it names, and load again.",
    )
