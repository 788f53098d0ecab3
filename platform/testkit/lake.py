"""Contracts of systems outside, products that read them, and a lake to load their rows into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from inseam.documents.yaml_document import read_yaml
from inseam.environments.definition import Environment
from inseam.environments.lake import attach_statement, variables
from inseam.environments.operations import Operations
from inseam.load.load import Caller, Loaded, load
from inseam.load.request import LoadRequest
from inseam.odcs.contract import read_contract
from inseam.testing.request import ContractInput, Synthesis

ROOT = Path(__file__).parents[2]
CLOCK = "2026-01-31T06:00:00Z"
LAKE = Environment("lake", "lake", database="lake", location=Path("dist/lake"), as_of=CLOCK)
SHOP = """\
apiVersion: v3.1.0
kind: DataContract
id: shop-v1
version: 1.0.0
servers: [{server: production, type: postgres, database: shop, schema: public}]
schema:
  - name: customers
    properties:
      - {name: customer_id, logicalType: integer, physicalType: bigint, primaryKey: true}
      - {name: since, logicalType: date, physicalType: date, required: true}
  - name: orders
    properties:
      - {name: order_id, logicalType: integer, physicalType: bigint, primaryKey: true}
      - name: customer_id
        logicalType: integer
        physicalType: bigint
        relationships: [{to: customers.customer_id}]
      - {name: placed_at, logicalType: timestamp, physicalType: timestamp, required: true}
"""
CUSTOMERS = "customer_id,since\n1,2025-01-05\n2,2025-03-01\n3,2025-06-10\n"
ORDERS = """\
order_id,customer_id,placed_at
10,1,2025-01-06T08:00:00Z
11,2,2025-03-02T09:30:00+02:00
12,3,2025-06-11T10:00:00Z
"""
WRITTEN = {"customers": CUSTOMERS, "orders": ORDERS}


def contract(folder: Path, text: str = SHOP) -> ContractInput:
    """The contract in a file named after its id, below ``folder``."""
    read = read_contract(read_yaml("contract.yaml", text.encode()))
    file = folder / "contracts" / "external" / f"{read.id}.odcs.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return ContractInput(replace(read, file=str(file)), file)


def product(folder: Path, name: str, rows: Mapping[str, str], contract_id: str = "shop-v1") -> Path:
    """A product whose team wrote rows of tables."""
    made = folder / "products" / name
    for table, text in rows.items():
        file = made / "tests" / "inputs" / contract_id / f"{table}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return made


def request(*contracts: ContractInput, readers: tuple[Path, ...] = (), **how: Any) -> LoadRequest:
    """For contracts that all ``readers`` read."""
    asked: dict[str, Any] = {
        "environment": "",
        "contracts": contracts,
        "unreadable": (),
        "readers": {found.contract.id: readers for found in contracts},
        "asked": (),
        "written_by": (),
        "synthesis": Synthesis(rows=20, seed=1),
        "clock": CLOCK,
    }
    return LoadRequest(**{**asked, **how})


@dataclass
class Lake:
    """A lake in a folder. ``notes`` are what loads said."""

    repository: Path
    environment: Environment = LAKE
    notes: list[str] = field(default_factory=list)

    # dbt reads its macros once.
    @cached_property
    def operations(self) -> Operations:
        return Operations(
            common=ROOT / "shared/dbt_common",
            profiles=ROOT / "platform/dbt/profiles.yml",
            target=self.environment.target,
            variables=variables(self.environment, self.repository),
        )

    def load(self, asked: LoadRequest) -> Loaded:
        caller = Caller("somebody", lambda: datetime.now(UTC), self.notes.append)
        return load(asked, self.environment, self.operations, caller)

    def read(self, query: str) -> list[tuple[Any, ...]]:
        """As any client of DuckDB reads it."""
        statement = attach_statement(self.environment, self.repository)
        assert statement is not None
        given = variables(self.environment, self.repository)
        with duckdb.connect() as reader:
            reader.execute("set TimeZone = 'UTC'")
            reader.execute(f"set extension_directory = '{given['INSEAM_DUCKDB_EXTENSIONS']}'")
            reader.execute(statement)
            return reader.execute(query).fetchall()
