"""How long Pants takes to begin, against a backend that does nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from benchmarks.bench import Bench, Contender, Values, in_turn, seconds
from benchmarks.figure import Figure, Limit, Ratio
from benchmarks.measuring import daemon_memory
from benchmarks.repository import Repository
from benchmarks.results import DAEMON, WALL, Series

SIZES = (10, 100, 1_000)
_COMMAND = "./pants list ::"
_BACKENDS = (
    "pants.backend.python",
    "pants.backend.python.typecheck.mypy",
    "pants.backend.experimental.visibility",
)
# Target types by the names that BUILD files use, with the same files, and no rule.
_EMPTY_BACKEND = """\
from pants.engine.target import COMMON_TARGET_FIELDS, Target
from pants.engine.target import MultipleSourcesField, SingleSourceField


class Files(MultipleSourcesField):
    default = ("**/*",)
    uses_source_roots = False


class File(SingleSourceField):
    uses_source_roots = False


class DataProduct(Target):
    alias = "data_product"
    core_fields = (*COMMON_TARGET_FIELDS, Files)


class DbtProject(Target):
    alias = "dbt_project"
    core_fields = (*COMMON_TARGET_FIELDS, Files)


class DbtPackage(Target):
    alias = "dbt_package"
    core_fields = (*COMMON_TARGET_FIELDS, Files)


class DataContract(Target):
    alias = "data_contract"
    core_fields = (*COMMON_TARGET_FIELDS, File)


def target_types():
    return (DataProduct, DbtProject, DbtPackage, DataContract)
"""


def measure(bench: Bench) -> list[Series]:
    found: list[Series] = []
    for size in bench.sizes or SIZES:
        repository = bench.mesh(size)
        empty = _with_empty_backend(repository, bench.folder)
        found += in_turn(
            bench,
            [
                Contender("Inseam, no daemon", _COMMAND, partial(_cold, repository), size),
                Contender("empty backend, no daemon", _COMMAND, partial(_cold, empty), size),
            ],
        )
        _cold(repository)
        found += in_turn(bench, [Contender("Inseam", _COMMAND, partial(_warm, repository), size)])
        repository.stop_daemon()
    return found


def _cold(repository: Repository) -> Values:
    repository.stop_daemon()
    return _warm(repository)


def _warm(repository: Repository) -> Values:
    used = repository.pants("list", "::").used
    return {**seconds(used), DAEMON: daemon_memory()}


def _with_empty_backend(repository: Repository, folder: Path) -> Repository:
    package = folder / "empty-backend" / "empty_backend"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").touch()
    (package / "register.py").write_text(_EMPTY_BACKEND, encoding="utf-8")
    return repository.with_variables(
        PANTS_PYTHONPATH=str([str(package.parent)]),
        PANTS_BACKEND_PACKAGES=str([*_BACKENDS, package.name]),
        # The settings of ours are in pants.toml all the same.
        PANTS_VERIFY_CONFIG="false",
    )


FIGURE = Figure(
    name="list",
    title="How Pants begins",
    question="""\
`./pants list ::` without a daemon reads all settings, solves the graph of rules, and finds all
targets. The same files with a backend in place of ours that has the names of our target types and
no rule is what Pants takes itself. Then with a daemon, and how much memory that has.""",
    measure=measure,
    minutes=6,
    ratios=(Ratio("Inseam, no daemon", "empty backend, no daemon", 1.3, 1_000),),
    limits=(Limit("Inseam", WALL, 1.0, 1_000),),
)
