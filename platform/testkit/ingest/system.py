"""A table of a system outside in a Postgres, and the lake that its rows are brought into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import duckdb

from inseam.documents.yaml_document import read_yaml
from inseam.environments.extensions import extension_folder
from inseam.environments.ingested import Ingested, ingested_contracts
from inseam.environments.state import read_state
from inseam.ingest.ingest import Done, ingest
from inseam.ingest.source import Address
from inseam.load.load import Caller
from inseam.odcs.contract import read_contract
from inseam.report.finding import Finding
from inseam.testing.engine import literal
from testkit.lake import Lake

SHOP = """\
apiVersion: v3.1.0
kind: DataContract
id: shop-v1
version: 1.0.0
customProperties: [{property: ingestionCursor, value: changed_at}]
servers: [{server: production, type: postgres, host: h, database: shop, schema: public}]
schema:
  - name: orders
    physicalType: table
    properties:
      - {name: id, physicalType: bigint, primaryKey: true, primaryKeyPosition: 1}
      - {name: version, physicalType: integer, primaryKey: true, primaryKeyPosition: 2}
      - {name: Amount, logicalType: number, physicalType: "numeric(12,2)"}
      - {name: changed_at, logicalType: string, physicalType: text}
  - name: people
    physicalType: table
    properties:
      - {name: id, logicalType: integer, physicalType: bigint, primaryKey: true}
      - {name: name, logicalType: string, physicalType: text, required: true}
"""
TABLES = """\
create table orders (
    id bigint, version integer, "Amount" numeric(12,2), changed_at text, primary key (id, version)
);
create table people (id bigint primary key, name text not null);
insert into orders select g, 1, g / 100.0,
    to_char(timestamp '2025-01-01' + g * interval '20 minutes', 'YYYY-MM-DD"T"HH24:MI:SS')
        || (array['+01:00', 'Z', '-04:00'])[1 + g % 3]
    from generate_series(1, {rows}) g;
insert into people select g, 'person ' || g from generate_series(1, 50) g;
"""
PLACES = {"orders": "lake.shop__public.orders", "people": "lake.shop__public.people"}


def address(text: str) -> Address:
    """Of a connection string `host=... dbname=... user=...`, on a socket."""
    parts = dict(part.split("=", 1) for part in text.split())
    return Address(parts["host"], 5432, parts["dbname"], parts["user"])


@dataclass
class System:
    """``contract`` is its text. ``notes`` are what ingests said."""

    address: Address
    lake: Lake
    contract: str = SHOP
    notes: list[str] = field(default_factory=list)
    group: int = 5_000

    @contextmanager
    def _connected(self) -> Iterator[duckdb.DuckDBPyConnection]:
        extensions = extension_folder(self.lake.repository / "dist" / "duckdb_extensions")
        with duckdb.connect(config={"extension_directory": str(extensions)}) as connection:
            connection.execute("load postgres_scanner")
            connection.execute(f"attach {literal(self.address.text)} as outside (type postgres)")
            yield connection

    def execute(self, *statements: str) -> None:
        """In Postgres."""
        with self._connected() as connection:
            for statement in statements:
                connection.execute(f"call postgres_execute('outside', {literal(statement)})")

    @contextmanager
    def watched(self) -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
        """Asks Postgres over one connection, a new answer each time."""
        with self._connected() as connection:
            yield lambda query: connection.execute(
                f"from postgres_query('outside', {literal(query)})"
            ).fetchall()

    def asked(self, query: str) -> list[tuple[Any, ...]]:
        with self.watched() as ask:
            return ask(query)

    def ingest(
        self, heard: Callable[[str], None] | None = None
    ) -> tuple[Done | None, list[Finding]]:
        document = read_yaml("contracts/external/shop-v1.odcs.yaml", self.contract.encode())
        caller = Caller("somebody", lambda: datetime.now(UTC), heard or self.notes.append)
        return ingest(
            document,
            read_contract(document),
            self.address,
            self.lake.environment,
            self.lake.repository,
            self.lake.operations,
            caller,
            group=self.group,
        )

    @property
    def known(self) -> Ingested | None:
        return ingested_contracts(read_state(self.lake.operations)).get("shop-v1")

    def difference(self) -> tuple[int, int]:
        """How many rows the lake has lost, and how many it has doubled or kept too long."""
        lost = doubled = 0
        for table, columns in (("orders", 'id, version, "Amount", changed_at'), ("people", "*")):
            source = Counter(self.asked(f"select {columns} from {table}"))
            here = Counter(self.lake.read(f"select {columns} from {PLACES[table]}"))
            lost += (source - here).total()
            doubled += (here - source).total()
        return lost, doubled
