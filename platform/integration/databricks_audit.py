"""Prints what the audit of a release asks a Databricks warehouse, and what it finds.

With the tools of `platform/locks/databricks-release.txt`, in the root of the repository, and with
the library on the path. From standard input it takes JSON: the contract, the rows that the release
has built, whether rules of production block, and maybe a part of the
audit that is to connect in earnest. Then it prints which host that looks up first, and ends before
it connects.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from databricks_statements import described
from databricks_warehouse import Warehouse

from inseam.documents.yaml_document import read_yaml
from inseam.environments.definition import named, read_environments
from inseam.environments.names import Place
from inseam.environments.warehouse import warehouse_of
from inseam.odcs.contract import read_contract
from inseam.release.audit import audit_ports
from inseam.release.history import BuiltObject
from inseam.release.port_rows import RowsInWarehouse
from inseam.report.finding import InputError
from inseam.testing.request import ContractInput

RELEASE = "7_3f2a9c01"
NOW = datetime.fromisoformat("2026-01-31T06:00:00")
# In the release the table is one that readers do not see yet.
TABLES = {
    "orders": {
        "order_id": "bigint",
        "customer": "string",
        "amount": "decimal(10,2)",
        "placed_at": "timestamp",
    }
}


def main() -> None:
    asked = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "orders-v1.odcs.yaml")
        file.write_text(asked["contract"])
        contract = read_contract(read_yaml(str(file), file.read_bytes()))
        schema = f"{contract.schema}__{RELEASE}"
        place = Place(contract.catalog or "", schema, "orders")
        readers_know = Place(place.database, contract.schema or "", "orders")
        objects = [BuiltObject("table", place, contract.id, readers_know)]
        standing_in = Warehouse(place.database, schema, TABLES)
        for row in asked["rows"]:
            standing_in.run(f"insert into `{place.database}`.`{schema}`.orders values ({row})")
        request: Any = SimpleNamespace(output_ports={contract.id: ContractInput(contract, file)})
        try:
            environment = named(read_environments(), "databricks")
            warehouse = warehouse_of(environment, os.environ)
            assert warehouse is not None
            rows = RowsInWarehouse(warehouse, objects)
            if part := asked.get("connect"):
                sys.addaudithook(_end_at_the_network)
                if part == "datacontract-cli":
                    rows.checked(ContractInput(contract, file), objects, NOW)
                else:
                    rows.warehouse.connected(place, {}).__enter__()
            connector: Any = import_module("databricks.sql")
            connector.connect = standing_in.connect
            audit = audit_ports(
                request,
                objects,
                rows,
                now=NOW,
                production_rules_block=asked["production_rules_block"],
            )
        except InputError as error:
            print(json.dumps({"refused": [f.rule + " " + f.message for f in error.findings]}))
            return
        print(
            json.dumps(
                {
                    "sent": [described(statement) for statement in standing_in.sent],
                    "connected": standing_in.connected,
                    "checks": audit.checks,
                    "passed": audit.passed,
                    "findings": [
                        [f.rule, f.severity.value, f.line, f.message] for f in audit.findings
                    ],
                }
            )
        )


def _end_at_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.getaddrinfo", "socket.connect"):
        print(json.dumps({"asked": arguments[:2]}), flush=True)
        os._exit(0)


if __name__ == "__main__":
    main()
