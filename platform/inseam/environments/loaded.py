"""What an environment knows of the rows that were loaded into it: its tables `loads` and
`loaded_tables`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from inseam.environments.names import Place
from inseam.environments.state import State

# A load begins with a step of its own where the engine replaces one table after the other.
BEGUN, DONE = "begun", "done"
# The origin of rows that the system itself has, and nobody made.
INGESTED = "ingested"


@dataclass(frozen=True, slots=True)
class LoadedContracts:
    """``owners`` are the ids of the contracts whose rows are in a table, and ``digests`` those of
    the contracts whose last load was done and whose tables are still theirs. ``ingested`` are
    those of the contracts whose rows are the system's own.
    """

    owners: Mapping[Place, str] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    ingested: frozenset[str] = frozenset()

    def tables_of(self, contract_id: str) -> set[Place]:
        return {place for place, owner in self.owners.items() if owner == contract_id}


def loaded_contracts(state: State) -> LoadedContracts:
    """What follows from the rows in their order."""
    tables: dict[int, list[Place]] = defaultdict(list)
    from_system: set[int] = set()
    for row in state.rows("loaded_tables"):
        place = Place(row["database_name"], row["schema_name"], row["table_name"])
        tables[row["load"]].append(place)
        if row.get("origin") == INGESTED:
            from_system.add(row["load"])
    owners: dict[Place, str] = {}
    digests: dict[str, str] = {}
    ingested: set[str] = set()
    for row in state.rows("loads"):
        contract = row["contract"]
        replaced = tables[row["entry"]]
        for place in [p for p, owner in owners.items() if owner == contract]:
            del owners[place]
        for other in {owners[place] for place in replaced if place in owners}:
            digests.pop(other, None)
        if row["entry"] in from_system:
            ingested.add(contract)
        else:
            ingested.discard(contract)
        owners.update((place, contract) for place in replaced)
        if row["step"] == DONE:
            digests[contract] = row["digest"]
        else:
            digests.pop(contract, None)
    return LoadedContracts(owners, digests, frozenset(ingested & set(owners.values())))
