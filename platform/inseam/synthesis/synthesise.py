"""Rows for the tables of contracts: the same for the same contracts, seed and instant."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from inseam.odcs.contract import Contract
from inseam.synthesis.limits import Unsatisfied
from inseam.synthesis.plan import Plan
from inseam.synthesis.tables import Tables
from inseam.synthesis.unsatisfiable import AtElement, CannotSynthesise, TableKey

# How many rows are made for each that is wanted, where rules leave rows out.
_ABUNDANCE = (4, 40)


@dataclass(frozen=True, slots=True)
class Synthesised:
    """``types`` are DuckDB's, in the order of a table's columns. ``not_kept`` are statements that
    the rows may break, such as a rule in SQL that says more than which rows are bad.
    """

    tables: Mapping[TableKey, pa.Table]
    types: Mapping[TableKey, tuple[str, ...]]
    not_kept: tuple[AtElement, ...] = ()


def synthesise(
    contracts: Sequence[Contract],
    *,
    rows: int,
    seed: int,
    as_of: datetime,
    wanted: Collection[TableKey] | None = None,
    given: Mapping[TableKey, pa.Table] | None = None,
    fewer: bool = False,
    hard: bool = False,
) -> Synthesised:
    """Rows for the ``wanted`` tables, by contract id and table name; for all if it is None.

    ``given`` tables have rows already: theirs are the keys that others refer to. They are not
    among the result. With ``fewer``, a table whose key has too few values gets fewer than
    ``rows``; a rule on the number of rows goes before ``rows`` in any case.

    ``hard`` rows keep the contract too, and hold what engines are likely to treat in two ways:
    amounts whose halves end in half a cent, zeros, borders of days, weeks and months, clocks that
    are put forward, texts with offsets and backslashes, a third of them repeated so that rows tie;
    and one parent has many children.

    Raises `CannotSynthesise` with everything that stands against it.
    """
    given = dict(given or {})
    all_tables = [(c.id, o.physical_name) for c in contracts for o in c.objects]
    chosen = [t for t in all_tables if t not in given and (wanted is None or t in wanted)]
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        # Rules in SQL are another team's: they shall read nothing but the rows.
        engine.execute("set TimeZone = 'UTC'")
        engine.execute("set enable_external_access = false")
        plan = Plan(contracts, rows, seed, as_of, engine, hard=hard)
        for abundance in _ABUNDANCE:
            tables = Tables(plan, given, fewer, engine, abundance)
            made, conflicts = {}, {}
            for table in chosen:
                try:
                    made[table] = tables.table(table)
                except Unsatisfied as unsatisfied:
                    conflicts[table] = unsatisfied.conflict
            if conflicts:
                raise CannotSynthesise(conflicts)
            if not tables.short:
                break
        made = tables.without_orphans(made)
        return Synthesised(
            tables=made,
            types={table: plan.types(table) for table in chosen},
            not_kept=tuple(tables.not_kept(made)),
        )
