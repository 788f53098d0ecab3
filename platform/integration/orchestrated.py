"""What Dagster makes of a repository's facts, and does at an instant, without its daemon.

Run in the repository by the Python of platform/locks/dagster.txt: ``python orchestrated.py loaded``
or ``due <instant> [run]``; prints JSON. What Dagster knows is in `DAGSTER_HOME`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import dagster as dg

from inseam.orchestration.code_location import defs


def counted(keys: Iterable[dg.AssetKey]) -> dict[str, int]:
    """Assets by their product, or by `outside` for tables of systems."""
    return dict(sorted(Counter(key.path[0] for key in keys).items()))


def loaded() -> dict[str, Any]:
    dg.Definitions.validate_loadable(defs)
    graph = defs.get_repository_def().asset_graph
    keys = graph.get_all_asset_keys()
    return {
        "assets": counted(keys),
        "made": counted(key for key in keys if graph.get(key).is_materializable),
        "checks": len(graph.asset_check_keys),
    }


def due(at: datetime, does_run: bool) -> dict[str, Any]:
    """What is requested at that instant, and what became of it if it is run."""
    graph = defs.get_repository_def().asset_graph
    with dg.DagsterInstance.get() as instance:
        found = dg.evaluate_automation_conditions(defs, instance, evaluation_time=at)
        keys = [key for key in graph.get_all_asset_keys() if found.get_num_requested(key)]
        said: dict[str, Any] = {"requested": counted(keys)}
        if does_run:
            job = defs.get_implicit_global_asset_job_def()
            done = job.execute_in_process(
                asset_selection=keys, instance=instance, raise_on_error=False
            )
            made = [event.asset_key for event in done.get_asset_materialization_events()]
            checks = done.get_asset_check_evaluations()
            said["made"] = counted(key for key in made if key)
            said["checks"] = {
                "passed": sum(one.passed for one in checks),
                "failed": sorted(
                    f"{one.asset_key.to_user_string()}:{one.check_name}"
                    for one in checks
                    if not one.passed
                ),
            }
            said["success"] = done.success
    return said


def main() -> int:
    what, *of = sys.argv[1:]
    said = loaded() if what == "loaded" else due(datetime.fromisoformat(of[0]), of[1:] == ["run"])
    print(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(main())
