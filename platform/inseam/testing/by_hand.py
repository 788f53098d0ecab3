"""dbt by hand: ``python -m inseam.testing.by_hand <request.json> [argument of dbt ...]``.

Runs dbt in a product's folder, in the repository and not in a sandbox, on the input rows of its
test. The rows and the product's own tables lie in DuckDB files in the folder's `.inseam/`; beside
them `env` has the variables with which a plain `dbt`, or an editor that runs it, works on the same.
The rows are loaded again when they or a contract change.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TextIO

from inseam.dbt_project.packages import has_packages
from inseam.report.exit_code import ExitCode
from inseam.report.finding import InputError
from inseam.report.text import render_text
from inseam.testing.environment import databases, has_env, read_env
from inseam.testing.fingerprint import fingerprint
from inseam.testing.request import ProductRequest, read_product_request

FOLDER = ".inseam"
_FINGERPRINT = "fingerprint"
# As shells have it for a process that Ctrl-C ended.
_INTERRUPTED = 130
_LIBRARY = Path(__file__).resolve().parents[2]
_START = (
    f"import sys; sys.path.append({str(_LIBRARY)!r}); from inseam.testing.by_hand import dbt; dbt()"
)
# Without -P a file in the product's folder could stand for one of dbt's modules; so this library is
# the last place where one is looked for.
DBT = (
    sys.executable,
    "-P",
    "-c",
    _START,
)
# These read tables that dbt built earlier; the first one of them finds them there.
_READS_MODELS = frozenset({"show", "test", "docs", "compile", "run-operation", "source"})


def main() -> int:
    request_file, *arguments = sys.argv[1:]
    try:
        return run(read_product_request(Path(request_file)), arguments)
    except InputError as error:
        print(render_text(error.findings), file=sys.stderr)
        return ExitCode.BAD_INPUT
    except KeyboardInterrupt:
        return _INTERRUPTED


def run(request: ProductRequest, arguments: list[str]) -> int:
    """Gives dbt's exit code. Raises `InputError` if the inputs cannot be loaded."""
    folder = request.project / FOLDER
    if has_packages(request.project) and not (request.project / "dbt_packages").is_dir():
        code = _dbt(request.project, {}, ["deps", "--quiet"])
        if code != 0:
            return code
    current = fingerprint(request)
    if not _is_loaded(folder, current):
        # dbt and DuckDB take a second to import, which most calls need not spend here.
        from inseam.testing.loaded_inputs import load
        from inseam.testing.summary import describe_inputs

        loaded = load(request, folder, _say)
        _say(f"Loaded {describe_inputs(loaded.tables, request.synthesis)} into {folder}.")
        if not _READS_MODELS.isdisjoint(arguments):
            _say("Building the models once, as this command reads them.")
            _build_models(request.project, read_env(folder))
        elif loaded.tested_incremental:
            _say("Building incremental models once, as their unit tests read their tables.")
            selection = ("--select", *loaded.tested_incremental)
            _build_models(request.project, read_env(folder), *selection)
        (folder / _FINGERPRINT).write_text(current, "ascii")
    return _dbt(request.project, read_env(folder), arguments)


def dbt() -> None:
    """dbt itself, with the arguments of this process, holds models against their contracts as in a
    test.
    """
    # They take a second to import, which only this process needs to spend.
    from dbt.cli.main import cli

    from inseam.dbt_project.model_contracts import compare_as_databricks

    compare_as_databricks()
    cli(prog_name="dbt")


def _is_loaded(folder: Path, current: str) -> bool:
    marker = folder / _FINGERPRINT
    if not marker.is_file() or marker.read_text("ascii") != current or not has_env(folder):
        return False
    # To delete the databases is how people start again.
    return all(path.is_file() for path in databases(read_env(folder)))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _build_models(project: Path, env: dict[str, str], *selection: str) -> None:
    no_tests = [f"--exclude-resource-type={kind}" for kind in ("test", "unit_test")]
    # What dbt says of it is not part of what the command prints.
    if _dbt(project, env, ["build", *no_tests, *selection], sys.stderr):
        _say("Not all of them could be built; dbt's messages are above.")


def _dbt(
    project: Path, env: dict[str, str], arguments: list[str], out: TextIO | None = None
) -> int:
    command = [*DBT, *arguments]
    variables = {**os.environ, **env}
    done = subprocess.run(command, check=False, cwd=project, env=variables, stdout=out)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
