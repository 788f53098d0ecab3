"""For tests: projects read and built by dbt-core and by a dbt 2, side by side.

``python -m testkit.two_dbts <folder> <dbt 2> <out.json>``: each folder of ``folder`` is a
repository with one project in ``products``, and may have a `_request.json` for its contracts (see
`inseam.facts.dbt_request`). With ``--build`` it is built too, into `local.duckdb` in the folders
``core`` and ``two`` beside its products.

What is written has, by the repository's name: ``facts``, of dbt-core and with the dbt 2, as JSON
lines; ``read_by``, the version of the dbt that then read the project; ``ids`` of nodes by both, and
``statuses`` of their nodes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from inseam.dbt_project.in_process import DbtInProcess
from inseam.dbt_project.invocation import Call, DbtFailed
from inseam.facts import dbt
from inseam.report.process import run_process
from testkit.dbt_fork import run_in_fork

PROFILES = Path(__file__).parents[1] / "dbt/profiles.yml"
AS_OF = "2026-01-31T06:00:00Z"
# The catalog that a project without ports is built in, for both; it is the file's stem.
_CATALOG = "local"


def driver(folder: Path) -> dict[str, str]:
    """The variables by which a dbt 2 finds the DuckDB of this Python, without fetching one.

    Its library is a module of Python, whose symbols are there only if Python's library is too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = find_spec("_duckdb")
    assert found is not None
    python = Path(sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("INSTSONAME"))
    machine = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
    (folder / "duckdb.toml").write_text(
        "manifest_version = 1\n"
        'name = "DuckDB"\n'
        'version = "0"\n'
        "[Driver]\n"
        'entrypoint = "duckdb_adbc_init"\n'
        "[Driver.shared]\n"
        f'linux_{machine} = "{found.origin}"\n'
    )
    return {"ADBC_DRIVER_PATH": str(folder), "LD_PRELOAD": str(python)}


def call_executable(
    executable: Path, command: str, options: tuple[str, ...], variables: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(executable, command, "--profile=inseam", "--target=local", "--threads=1"),
            *("--no-send-anonymous-usage-stats", "--no-version-check", *options),
        ],
        env={**os.environ, "TZ": "UTC", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _read(executable: str) -> None:
    """Facts into `_facts`, in the working folder."""
    request = json.loads(Path("_request.json").read_text(encoding="utf-8"))
    Path("_request.json").write_text(json.dumps({**request, "dbt": executable}), encoding="utf-8")
    Path("_manifest.json").unlink(missing_ok=True)
    sys.argv = ["dbt", "_request.json", "_facts", "_manifest.json"]
    os._exit(int(run_process(dbt.main)))


def _facts(executable: str) -> tuple[str, str]:
    """The rows, and the version of the dbt that read the project."""
    assert run_in_fork(_read, executable) == 0
    manifest = Path("_manifest.json")
    version = (
        json.loads(manifest.read_bytes())["metadata"]["dbt_version"] if manifest.is_file() else ""
    )
    return Path("_facts").read_text(encoding="utf-8"), version


def _call(project: Path, name: str) -> Call:
    database = Path(name, f"{_CATALOG}.duckdb").absolute()
    database.parent.mkdir(exist_ok=True)
    return Call(project, PROFILES, database, AS_OF, Path(f"_target_{name}").absolute())


def _build_in_process(project: Path) -> None:
    try:
        DbtInProcess(_call(project, "core"))("build")
    except DbtFailed as failure:
        print(failure)
    os._exit(0)


def _build(project: Path, executable: Path) -> dict[str, Any]:
    run_in_fork(_build_in_process, project)
    call = _call(project, "two")
    variables = driver(Path("_driver").absolute())
    call_executable(
        executable,
        "build",
        call.options("build"),
        {**variables, "INSEAM_DUCKDB_FILE": str(call.database)},
    )
    targets = [Path(f"_target_{name}") / "build" for name in ("core", "two")]
    manifests = [_json(target / "manifest.json") for target in targets]
    runs = [_json(target / "run_results.json") for target in targets]
    return {
        "ids": [sorted({*m.get("nodes", {}), *m.get("unit_tests", {})}) for m in manifests],
        "statuses": [
            {
                result["unique_id"]: result["status"]
                for result in run.get("results", [])
                # What is not built each of the two lists as it likes: ephemeral models, exposures.
                if result["status"] not in ("no-op", "skipped")
            }
            for run in runs
        ],
    }


def _json(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_bytes()) if file.is_file() else {}
    return read


def _without_contracts(project: Path) -> dict[str, Any]:
    return {
        "version": 1,
        "project": str(project),
        "profiles": str(PROFILES),
        "as_of": AS_OF,
        "engine": "duckdb",
        "output_ports": [],
        "input_ports": [],
    }


def side_by_side(root: Path, executable: Path, *, build: bool) -> dict[str, Any]:
    os.chdir(root)
    (project,) = Path("products").iterdir()
    if not Path("_request.json").is_file():
        Path("_request.json").write_text(json.dumps(_without_contracts(project)), encoding="utf-8")
    of_core, _ = _facts("")
    with_two, version = _facts(str(executable))
    built = _build(project, executable) if build else {}
    return {"facts": [of_core, with_two], "read_by": version, **built}


def main() -> None:
    *flags, folder, executable, out = sys.argv[1:]
    here = Path.cwd()
    found = {}
    for root in sorted(Path(folder).absolute().iterdir()):
        print(root.name, flush=True)
        found[root.name] = side_by_side(
            root, (here / executable).absolute(), build="--build" in flags
        )
        os.chdir(here)
        Path(out).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
