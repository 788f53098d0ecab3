"""The rows of a port that a release has built, where its contract is held against them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import duckdb

from inseam.documents.yaml_document import Document, read_yaml
from inseam.environments.operations import OperationFailed, Operations
from inseam.environments.warehouse import Warehouse
from inseam.evaluation.engine import DuckDB, Engine
from inseam.evaluation.evaluate import evaluate
from inseam.evaluation.service_levels import ServiceLevel, service_levels
from inseam.odcs.contract import Contract
from inseam.release.history import BuiltObject
from inseam.testing.contract_checks import contract_outcome, relations_of, test_contract
from inseam.testing.datacontract_cli import structural_checks, unreachable
from inseam.testing.engine import literal, quoted
from inseam.testing.outcomes import ContractOutcome, NotEvaluated
from inseam.testing.request import ContractInput


class PortRows(Protocol):
    def checked(
        self, port: ContractInput, built: Sequence[BuiltObject], now: datetime
    ) -> tuple[ContractOutcome, list[ServiceLevel]]:
        """What all of the contract says of the rows, with what only production keeps.

        Raises `OperationFailed`.
        """

    def opened(
        self, port: ContractInput, built: Sequence[BuiltObject]
    ) -> AbstractContextManager[tuple[Engine, Mapping[str, str]]]:
        """What answers SQL on the same rows, with the names of the objects there, as for
        `evaluate`. Raises `OperationFailed`.
        """


@dataclass(frozen=True, slots=True)
class CopiedRows:
    """datacontract-cli reads no lake and no Spark: it gets a DuckDB file with the port's rows.

    ``folder`` is not there yet. Each port is copied once.
    """

    operations: Operations
    folder: Path

    def checked(
        self, port: ContractInput, built: Sequence[BuiltObject], now: datetime
    ) -> tuple[ContractOutcome, list[ServiceLevel]]:
        contract = port.contract
        database = self._copied(contract, built, self.folder / contract.id)
        outcome = test_contract(port, database, {}, evaluated_in_production=True)
        with self.opened(port, built) as (engine, relations):
            levels = service_levels(as_written(contract), contract, engine, relations, now)
        return outcome, levels

    @contextmanager
    def opened(
        self, port: ContractInput, built: Sequence[BuiltObject]
    ) -> Iterator[tuple[Engine, Mapping[str, str]]]:
        database = self._copied(port.contract, built, self.folder / port.contract.id)
        with duckdb.connect(str(database), read_only=True) as connection:
            yield DuckDB(connection), relations_of(port.contract, connection)

    def _copied(self, contract: Contract, built: Iterable[BuiltObject], folder: Path) -> Path:
        """A DuckDB file with the port's schema as readers know it."""
        database = folder / f"{contract.catalog}.duckdb"
        if database.exists():
            return database
        folder.mkdir(parents=True)
        objects = list(built)
        files = [folder / f"{number}.parquet" for number in range(len(objects))]
        exports = [
            {"table": one.place.as_argument(), "file": str(file.absolute())}
            for one, file in zip(objects, files, strict=True)
        ]
        self.operations.call("export_tables", exports=exports)
        with duckdb.connect(str(database)) as connection:
            connection.execute("set TimeZone = 'UTC'")
            schema = quoted(contract.schema or "main")
            connection.execute(f"create schema if not exists {schema}")
            for one, file in zip(objects, files, strict=True):
                # Spark writes a folder of files.
                source = f"{file}/*.parquet" if file.is_dir() else str(file)
                connection.execute(
                    f"create table {schema}.{quoted(one.place.identifier or '')}"
                    f" as from read_parquet({literal(source)})"
                )
        return database


@dataclass(frozen=True, slots=True)
class RowsInWarehouse:
    """On Databricks datacontract-cli connects itself, and so does Inseam for what it leaves out.

    Both read the schemas of the release. ``objects`` are all that it has built.
    """

    warehouse: Warehouse = field(repr=False)
    objects: Sequence[BuiltObject]

    def checked(
        self, port: ContractInput, built: Sequence[BuiltObject], now: datetime
    ) -> tuple[ContractOutcome, list[ServiceLevel]]:
        contract = port.contract
        if not built:
            nothing = (NotEvaluated("all of it", "nothing was built"),)
            return ContractOutcome(contract, (), nothing), []
        place = built[0].place
        document = read_yaml(contract.file, port.canonical.read_bytes())
        structure = structural_checks(
            contract,
            document.value,
            self.warehouse.as_server(place),
            self.warehouse.as_configuration(place),
        )
        if reason := unreachable(structure):
            raise OperationFailed(f"datacontract-cli did not get to the rows: {reason}")
        with self.opened(port, built) as (engine, relations):
            results = evaluate(contract, engine, relations, evaluated_in_production=True)
            levels = service_levels(as_written(contract), contract, engine, relations, now)
        return contract_outcome(contract, document, structure, results), levels

    @contextmanager
    def opened(
        self, port: ContractInput, built: Sequence[BuiltObject]
    ) -> Iterator[tuple[Engine, Mapping[str, str]]]:
        with self.warehouse.connected(built[0].place, self._schemas()) as engine:
            yield engine, _relations(port.contract, built)

    def _schemas(self) -> dict[tuple[str, str], str]:
        return {
            (one.published.database.lower(), one.published.schema.lower()): one.place.schema
            for one in self.objects
            if one.published is not None
        }


def _relations(contract: Contract, built: Iterable[BuiltObject]) -> dict[str, str]:
    names = {(one.place.identifier or "").lower(): one.place for one in built}
    return {
        described.physical_name: quoted(place.database, place.schema, place.identifier or "")
        for described in contract.objects
        if (place := names.get(described.physical_name.lower())) is not None
    }


def as_written(contract: Contract) -> Document:
    """With the lines of the contract's file."""
    return read_yaml(contract.file, Path(contract.file).read_bytes())
