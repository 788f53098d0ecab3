"""Prints which host dbt-databricks looks up first for an environment, and ends before it connects.

With the tools of `platform/locks/databricks.txt`: ``databricks_connection.py <repository>``. Prints
`refused` and why where the environment's hosts forbid it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any


def _end_at_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.getaddrinfo", "socket.connect"):
        print("asked", *arguments[:2], flush=True)
        os._exit(0)


def main() -> None:
    root = Path(sys.argv[1])
    sys.path.insert(0, str(root / "platform"))
    from inseam.environments.definition import named, read_environments
    from inseam.environments.hosts import variables_of_host
    from inseam.environments.operations import Operations
    from inseam.report.finding import InputError

    environments = read_environments(root / "platform/environments.yaml")
    sys.addaudithook(_end_at_the_network)
    try:
        given = variables_of_host(named(environments, "databricks"), os.environ)
    except InputError as error:
        print("refused", *(finding.message for finding in error.findings))
        return
    operations = Operations(
        common=root / "shared/dbt_common",
        profiles=root / "platform/dbt/profiles.yml",
        target="databricks",
        variables={"INSEAM_DATABASE": "", **given},
    )
    operations.call("run_statements", statements=["select 1"])


if __name__ == "__main__":
    main()
