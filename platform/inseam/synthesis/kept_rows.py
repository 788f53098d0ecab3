"""Which rows stay once they are made, and which rules the rest does not keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from inseam.odcs.constraints import WrittenRule
from inseam.odcs.contract import Contract
from inseam.synthesis.arrow_rows import cast_or_null, comparable, is_among
from inseam.synthesis.contract_table import ContractTable
from inseam.synthesis.references import ForeignKey, Unresolved
from inseam.synthesis.row_rules import query_of, result_of, sql_rules
from inseam.synthesis.row_rules import without_bad_rows as without_rows
from inseam.synthesis.unsatisfiable import (
    UNSUPPORTED,
    AtElement,
    Conflict,
    Place,
    TableKey,
)


def without_bad_rows(
    engine: duckdb.DuckDBPyConnection, described: ContractTable, made: pa.Table
) -> pa.Table:
    """A condition that would leave no row, or is not SQL, is among what is not kept."""
    conditions = described.conditions()
    for tried in ([conditions] if conditions else []) + [[one] for one in conditions]:
        with suppress(duckdb.Error):
            left = without_rows(engine, made, described.object.physical_name, tried)
            if len(left) or not len(made):
                made = left
                if tried == conditions:
                    break
    return made


def without_orphans(
    made: dict[TableKey, pa.Table],
    described: Mapping[TableKey, ContractTable],
    keys: Sequence[ForeignKey],
) -> dict[TableKey, pa.Table]:
    """Without rows whose parents were left out later, as in tables that refer in a cycle."""
    if not any(described[table].leaves_out for table in made):
        return made
    changed = True
    while changed:
        changed = False
        for key in keys:
            if key.table not in made or key.target not in made:
                continue
            kept = _with_parents(made[key.table], made[key.target], key)
            if len(kept) < len(made[key.table]):
                made[key.table], changed = kept, True
    return made


def _with_parents(rows: pa.Table, parents: pa.Table, key: ForeignKey) -> pa.Table:
    children = [rows.column(number).combine_chunks() for number in key.columns]
    referred = [
        cast_or_null(parents.column(number).combine_chunks(), child.type)
        for child, number in zip(children, key.target_columns, strict=True)
    ]
    if len(children) == 1:
        (child,), (parent,) = children, referred
        return rows.filter(pa.array(is_among(child, parent) | np.asarray(child.is_null())))
    known = set(_combinations(referred))
    mask = [None in values or values in known for values in _combinations(children)]
    return rows.filter(pa.array(mask, pa.bool_()))


def _combinations(columns: Sequence[pa.Array]) -> Iterator[tuple[Any, ...]]:
    return zip(*(comparable(column).to_pylist() for column in columns), strict=True)


def not_kept(
    engine: duckdb.DuckDBPyConnection,
    made: Mapping[TableKey, pa.Table],
    described: Mapping[TableKey, ContractTable],
    unresolved: Iterable[Unresolved],
) -> Iterator[AtElement]:
    """Rules in SQL that the rows break, and relationships that lead nowhere."""
    for (_, name), rows in made.items():
        engine.register(name, rows)
    for table in made:
        contract = described[table].contract
        for rule, column in sql_rules(contract, described[table].object):
            query = query_of(rule, table[1], column)
            result = result_of(engine, query) if query else None
            if result is None or (rule.threshold and not rule.threshold.allows(result)):
                which = _named(rule, contract)
                yield from Conflict(
                    f"The rows made for `{table[1]}` break {which}, which is in SQL: a model"
                    " that relies on it may fail on them without a fault of its own.",
                    "If one does, write rows for this table.",
                    (Place(contract.file, rule.path),),
                    UNSUPPORTED,
                ).findings()
    for _, name in made:
        engine.unregister(name)
    for reference in unresolved:
        yield from Conflict(
            f"The relationship to {reference.reference} leads to no column known here.",
            "Correct it, or write rows for this table.",
            (reference.place,),
            UNSUPPORTED,
        ).findings()


def _named(rule: WrittenRule, contract: Contract) -> str:
    ids = (quality.id for quality in contract.quality if quality.path == rule.path)
    return f"the rule `{id_}`" if (id_ := next(ids, None)) else "this rule"
