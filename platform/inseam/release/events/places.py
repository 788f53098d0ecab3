"""Where readers find the tables of contracts in an environment, and of which release they are."""

from __future__ import annotations

from collections.abc import Mapping

from inseam.contracts.odcs import Contract
from inseam.environments.loaded import loaded_contracts
from inseam.environments.names import Place, place_of
from inseam.environments.state import State
from inseam.release.history import Release, history


class Places:
    """By the environment's state; and by contracts, where it knows nothing of their tables.

    ``contracts`` are by id. ``database`` is the environment's, if it has one for all.
    """

    def __init__(
        self, state: State, contracts: Mapping[str, Contract], database: str | None
    ) -> None:
        self._history = history(state)
        self._loaded = loaded_contracts(state)
        self._contracts = contracts
        self._database = database
        self._providers: dict[str, str] = {}
        self._tables: dict[tuple[str, str], Place] = {}
        for place, contract in self._loaded.owners.items():
            self._tables[contract, (place.identifier or "").lower()] = place
        for release in self._history.all():
            for one in release.objects:
                if one.contract is not None and one.published is not None:
                    self._providers[one.contract] = release.product
                    name = (one.published.identifier or "").lower()
                    self._tables[one.contract, name] = one.published

    def of_object(self, contract: str, table: str) -> Place | None:
        """Where readers find a table of a contract; None if nobody knows."""
        if (known := self._tables.get((contract, table.lower()))) is not None:
            return known
        described = self._contracts.get(contract)
        if described is None or described.server is None:
            return None
        catalog, schema = described.server.catalog or "", described.server.schema or ""
        return place_of(self._database, catalog, schema).named(table)

    def read_from(self, contract: str, entry: int) -> tuple[Place, ...]:
        """The tables of a contract as they were before ``entry``, in order."""
        if (provider := self._seen(contract, entry)) is not None:
            found = {
                one.published
                for one in provider.objects
                if one.contract == contract and one.published is not None
            }
        elif not (found := self._loaded.tables_of(contract)):
            described = self._contracts.get(contract)
            tables = (one.physical_name for one in (described.objects if described else ()))
            found = {place for one in tables if (place := self.of_object(contract, one))}
        return tuple(sorted(found, key=str))

    def version(self, contract: str, entry: int) -> str | None:
        """The release of a contract's tables before ``entry``; None for systems outside."""
        provider = self._seen(contract, entry)
        return provider.id if provider else None

    def _seen(self, contract: str, entry: int) -> Release | None:
        provider = self._providers.get(contract)
        return self._history.seen_at(provider, entry) if provider else None
