"""What an environment knows of the rows that were loaded into it: its tables `loads` and
`loaded_tables`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from inseam.environments.names import Place
from inseam.environments.state import Row, State
from inseam.load.made_rows import MadeRows, MadeTable

# A load begins with a step of its own where the engine replaces one table after the other.
BEGUN, DONE = "begun", "done"


@dataclass(frozen=True, slots=True)
class LoadedContracts:
    """``owners`` are the ids of the contracts whose rows are in a table, and ``digests`` those of
    the contracts whose last load was done and whose tables are still theirs.
    """

    owners: Mapping[Place, str] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)

    def tables_of(self, contract_id: str) -> set[Place]:
        return {place for place, owner in self.owners.items() if owner == contract_id}


def loaded_contracts(state: State) -> LoadedContracts:
    """What follows from the rows in their order."""
    tables: dict[int, list[Place]] = defaultdict(list)
    for row in state.rows("loaded_tables"):
        place = Place(row["database_name"], row["schema_name"], row["table_name"])
        tables[row["load"]].append(place)
    owners: dict[Place, str] = {}
    digests: dict[str, str] = {}
    for row in state.rows("loads"):
        contract = row["contract"]
        replaced = tables[row["entry"]]
        for place in [p for p, owner in owners.items() if owner == contract]:
            del owners[place]
        for other in {owners[place] for place in replaced if place in owners}:
            digests.pop(other, None)
        owners.update((place, contract) for place in replaced)
        if row["step"] == DONE:
            digests[contract] = row["digest"]
        else:
            digests.pop(contract, None)
    return LoadedContracts(owners, digests)


@dataclass(frozen=True, slots=True)
class Doing:
    """Who loads, when (an instant in ISO 8601, UTC), with which seed and for which instant."""

    who: str
    at: str
    seed: int
    as_of: str


def load_rows(
    made: MadeRows, places: Iterable[Place], doing: Doing, entry: int
) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """The rows of state before and after the tables are replaced. ``entry`` is the next one.

    ``places`` are those of the tables, in their order.
    """
    named = list(zip(places, made.tables, strict=True))
    before = _rows(made, named, doing, BEGUN, entry)
    return before, _rows(made, named, doing, DONE, entry + len(named) + 1)


def with_rows(state: State, rows: Mapping[str, Iterable[Row]]) -> State:
    """The state once these are added, for whoever holds the environment: nobody else adds any."""
    tables = {table: (*state.rows(table), *added) for table, added in rows.items()}
    return replace(state, tables={**state.tables, **tables})


def _rows(
    made: MadeRows, named: list[tuple[Place, MadeTable]], doing: Doing, step: str, entry: int
) -> dict[str, list[Row]]:
    load: Row = {
        "entry": entry,
        "contract": made.contract.id,
        "version": made.contract.version,
        "step": step,
        "digest": made.digest,
        "seed": str(doing.seed),
        "as_of": doing.as_of,
        "at": doing.at,
        "who": doing.who,
        "made_rows": made.rows,
    }
    tables: list[Row] = [
        {
            "entry": entry + 1 + number,
            "load": entry,
            "database_name": place.database,
            "schema_name": place.schema,
            "table_name": place.identifier,
            "origin": table.origin.value,
            "made_rows": table.rows,
        }
        for number, (place, table) in enumerate(named)
    ]
    return {"loads": [load], "loaded_tables": tables}
