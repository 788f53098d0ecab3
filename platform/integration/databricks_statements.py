"""Prints what operations of an environment send to Databricks, in order, without sending it.

With the tools of `platform/locks/databricks.txt`. From standard input it takes JSON: the folder of
the repository, the calls, and rows that the warehouse answers by what a statement starts with. Only
the edge is replaced, where dbt-databricks hands a statement to the network.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def described(statement: str) -> dict[str, Any]:
    """What it is as Databricks SQL, and the parts of each table's name."""
    import sqlglot
    from sqlglot import exp

    parsed = sqlglot.parse_one(statement, dialect="databricks")
    names = [[part.name for part in table.parts] for table in parsed.find_all(exp.Table)]
    return {"text": statement, "kind": type(parsed).__name__, "names": names}


def main() -> None:
    asked = json.load(sys.stdin)
    root = Path(asked["repository"])
    sys.path.insert(0, str(root / "platform"))
    from dbt.adapters.contracts.connection import AdapterResponse
    from dbt_common.clients.agate_helper import table_from_data_flat

    from inseam.dbt_project.offline import shut_off
    from inseam.environments.operations import Operations

    # By name, as the tools that look at this file have another adapter.
    adapter: Any = import_module("dbt.adapters.databricks.impl")
    sent: list[str] = []

    def execute(_: Any, sql: str, *__: Any, **___: Any) -> tuple[AdapterResponse, Any]:
        statement = sql.strip()
        sent.append(statement)
        starts = (start for start in asked["answers"] if statement.startswith(start))
        rows = asked["answers"].get(next(starts, ""), [])
        return AdapterResponse("OK"), table_from_data_flat(rows, list(rows[0]) if rows else [])

    shut_off("databricks")
    adapter.DatabricksAdapter.execute = execute
    operations = Operations(
        common=root / "shared/dbt_common",
        profiles=root / "platform/dbt/profiles.yml",
        target="databricks",
        variables=asked["variables"],
    )
    called = []
    for macro, arguments in asked["calls"]:
        operations.call(macro, **arguments)
        called.append([macro, [described(statement) for statement in sent]])
        sent.clear()
    json.dump(called, sys.stdout)


if __name__ == "__main__":
    main()
