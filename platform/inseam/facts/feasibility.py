"""Which promises of all contracts can be kept, as rows: from the facts of all products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict

from inseam.facts.rows import Rows
from inseam.facts.schema import (
    EXTERNAL,
    OUTPUT_PORT,
    ContractRow,
    FeasibilityRow,
    ModelDependencyRow,
    ModelRow,
    OutputPortInputRow,
    OutputPortRow,
    SlaRow,
)
from inseam.facts.tables import Row
from inseam.promises.feasibility import (
    Chain,
    Feasibility,
    Link,
    Reading,
    feasibilities,
    shown,
)
from inseam.promises.promise import Level, Promise, promise_of

# What it is made of.
TABLES: tuple[type[Row], ...] = (
    ContractRow,
    SlaRow,
    OutputPortRow,
    OutputPortInputRow,
    ModelRow,
    ModelDependencyRow,
)
_READ_WITH_THEIR_READER = frozenset({"view", "ephemeral"})
_KEEPING = frozenset({"incremental", "snapshot"})


def promises(rows: Rows) -> dict[str, Promise]:
    """Of ports and systems outside, by contract. Of two files with one id, the first counts."""
    levels: dict[str, list[Level]] = defaultdict(list)
    for row in rows.of(SlaRow):
        levels[row.file].append(Level.of_row(asdict(row)))
    return {id_: promise_of(id_, levels[row.file]) for id_, row in _live(rows).items()}


def chain_of(rows: Rows) -> Chain:
    """What each contract is made of.

    A port's inputs are those that its product's ODPS file names, else those that its models read.
    A port without models, or whose dbt project was not read, is taken to keep its history.
    """
    declared: dict[str, set[str]] = defaultdict(set)
    ports = {(row.product, row.port): row.contract_id for row in rows.of(OutputPortRow)}
    for row in rows.of(OutputPortInputRow):
        if contract := ports.get((row.product, row.port)):
            declared[contract].add(row.contract_id)
    read = readings(rows)
    chain = {}
    for id_, promise in promises(rows).items():
        found = read.get(id_, Reading())
        chain[id_] = Link(
            promise,
            tuple(sorted(declared.get(id_) or found.contracts)),
            frozenset(found.when_asked),
            found.keeps_history,
        )
    return chain


def feasibility_rows(rows: Rows) -> Iterator[FeasibilityRow]:
    """A row a service level, and one for each of which nobody can say whether it can be kept."""
    live, chain = _live(rows), chain_of(rows)
    for one in feasibilities(chain):
        yield _row(live[one.contract], chain[one.contract].promise, one)
    for id_, link in chain.items():
        for level in link.promise.not_compared:
            yield FeasibilityRow(
                product=live[id_].product,
                contract_id=id_,
                level=level.kind,
                promised=level.written,
                best=None,
                weakest=None,
                can_be_kept=None,
                because=f"Nobody can compare it: {level.reason}.",
                file=live[id_].file,
                line=level.line or 1,
            )


def _row(contract: ContractRow, promise: Promise, found: Feasibility) -> FeasibilityRow:
    return FeasibilityRow(
        product=contract.product,
        contract_id=found.contract,
        level=found.kind,
        promised=None if found.promised is None else shown(found.promised),
        best=None if found.best is None else shown(found.best),
        weakest=found.weakest,
        can_be_kept=found.can_be_kept,
        because=found.because,
        file=contract.file,
        line=promise.line(found.kind) or 1,
    )


def _live(rows: Rows) -> dict[str, ContractRow]:
    found: dict[str, ContractRow] = {}
    for row in sorted(rows.of(ContractRow), key=lambda row: row.file):
        if row.kind in (OUTPUT_PORT, EXTERNAL):
            found.setdefault(row.contract_id, row)
    return found


def readings(rows: Rows) -> dict[str, Reading]:
    """Of the ports' models, by contract."""
    models = {(row.product, row.model): row for row in rows.of(ModelRow)}
    behind: dict[tuple[str, str], list[ModelDependencyRow]] = defaultdict(list)
    for row in rows.of(ModelDependencyRow):
        if row.package is None:
            behind[row.product, row.model].append(row)
    of_port: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, model in models.items():
        if model.contract_id is not None:
            of_port[model.contract_id].append(key)
    found = {}
    for contract, starts in of_port.items():
        read = found[contract] = Reading(keeps_history=False)
        # A model is met once as what is behind a table, and once as what is read with its reader.
        left = [(key, True) for key in starts]
        seen = set(left)
        while left:
            key, is_asked = left.pop()
            materialized = models[key].materialized if key in models else None
            read.keeps_history |= key not in models or materialized in _KEEPING
            is_asked = is_asked and materialized in _READ_WITH_THEIR_READER
            for row in behind[key]:
                if row.source is None:
                    step = ((row.product, row.depends_on), is_asked)
                    left += [step] if step not in seen else []
                    seen.add(step)
                elif row.contract_id is not None:
                    read.contracts.add(row.contract_id)
                    read.when_asked.update({row.contract_id} if is_asked else ())
    return found
