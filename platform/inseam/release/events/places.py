"""Where readers find the tables of contracts in an environment, and of which release they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inseam.environments.loaded import loaded_contracts
from inseam.environments.names import Place, place_of
from inseam.environments.state import State
from inseam.lineage.document import escaped, object_id
from inseam.odcs.contract import Contract
from inseam.release.history import Release, history


class Places:
    """By the environment's state; and by contracts, where it knows nothing of their tables.

    ``contracts`` are by id. ``database`` is the environment's, if it has one for all. Objects and
    contracts are asked for by their ids in a lineage.
    """

    def __init__(
        self, state: State, contracts: Mapping[str, Contract], database: str | None
    ) -> None:
        self._history = history(state)
        self._loaded = loaded_contracts(state)
        self._contracts = contracts
        self._providers: dict[str, str] = {}
        self._tables: dict[str, Place] = {}
        for id_, contract in contracts.items():
            for name, place in _named_in(contract, database):
                self._tables[object_id(id_, name)] = place
        for place, id_ in self._loaded.owners.items():
            self._tables[object_id(id_, place.identifier or "")] = place
        for release in self._history.all():
            for one in release.objects:
                if one.contract is not None and one.published is not None:
                    self._providers[escaped(one.contract)] = release.product
                    name = one.published.identifier or ""
                    self._tables[object_id(one.contract, name)] = one.published

    def of_object(self, object_: str) -> Place | None:
        """Where readers find it; None if nobody knows."""
        return self._tables.get(object_)

    def read_from(self, contract: str, entry: int) -> tuple[Place, ...]:
        """The tables of a contract, by its own id, as they were before ``entry``, in order."""
        if (provider := self._seen(escaped(contract), entry)) is not None:
            found = {
                one.published
                for one in provider.objects
                if one.contract == contract and one.published is not None
            }
        elif not (found := self._loaded.tables_of(contract)):
            described = self._contracts.get(contract)
            names = (one.physical_name for one in (described.objects if described else ()))
            tables = (self.of_object(object_id(contract, name)) for name in names)
            found = {place for place in tables if place is not None}
        return tuple(sorted(found, key=str))

    def version(self, contract: str, entry: int) -> str | None:
        """The release of a contract's tables before ``entry``; None for systems outside."""
        provider = self._seen(contract, entry)
        return provider.id if provider else None

    def _seen(self, contract: str, entry: int) -> Release | None:
        provider = self._providers.get(contract)
        return self._history.seen_at(provider, entry) if provider else None


def _named_in(contract: Contract, database: str | None) -> Iterator[tuple[str, Place]]:
    if contract.server is not None:
        catalog, schema = contract.server.catalog or "", contract.server.schema or ""
        place = place_of(database, catalog, schema)
        for one in contract.objects:
            yield one.physical_name, place.named(one.physical_name)
