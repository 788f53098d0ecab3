"""Replaces one table of a lake again and again: ``contending_writer.py <repository> <times>``.

With the tools of `platform/locks/testing.txt`; the connection string is in `INSEAM_LAKE_POSTGRES`.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    root, times = Path(sys.argv[1]), int(sys.argv[2])
    sys.path.insert(0, str(root / "platform"))
    from inseam.environments.definition import named, read_environments
    from inseam.environments.lake import variables
    from inseam.environments.operations import Operations

    environments = read_environments(root / "platform/environments.yaml")
    operations = Operations(
        common=root / "shared/dbt_common",
        profiles=root / "platform/dbt/profiles.yml",
        target="lake",
        variables=variables(named(environments, "team"), root),
    )
    replace = "create or replace table lake.main.counter as select "
    for number in range(times):
        operations.call("run_statements", statements=[f"{replace}{number} as number"])
    print("done")


if __name__ == "__main__":
    main()
