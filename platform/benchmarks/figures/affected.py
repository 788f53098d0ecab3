"""Which products an edit of SQL affects, against one dbt project of all models and other tools."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.bench import Bench, Contender, Values, in_turn, in_turn_once_called, seconds
from benchmarks.figure import Figure, Ratio
from benchmarks.measuring import timed
from benchmarks.one_project import (
    dbt_file,
    most_read,
    sqlmesh_file,
    write_dbt_project,
    write_sqlmesh_project,
)
from benchmarks.peers import dbt_2, sqlmesh
from benchmarks.repository import Repository, edits
from benchmarks.results import Series

SIZES = (10, 100, 1_000)
# To parse more takes dbt more than ten minutes and more memory than a laptop has.
_MOST_FOR_DBT = 1_000
# Its first plan makes every view twice.
_MOST_FOR_SQLMESH = 100
_OPTIONS = ("--profiles-dir=.", "--quiet", "--no-version-check")
_SELECT = ("--select", "state:modified+", "--state", "state", "--resource-type=model")
_LS = "dbt ls --select state:modified+ --state state --resource-type=model"
_ADDITION = "having {} > 0\n"
_AFFECTED = ("--affected-base=HEAD", "affected")


def measure(bench: Bench) -> list[Series]:
    found: list[Series] = []
    for size in bench.sizes or SIZES:
        repository = bench.mesh(size)
        product = most_read(repository.root)
        contenders = [
            *_ours(bench, repository, product, size),
            *(_dbt(bench, repository, product, size) if size <= _MOST_FOR_DBT else ()),
            *(_sqlmesh(bench, repository, product, size) if size <= _MOST_FOR_SQLMESH else ()),
            *_build_tools(bench, repository, product, size),
        ]
        of = f": {size:,} products, {product.name} is edited"
        found += in_turn_once_called(bench, contenders, of)
        found += _without_daemon(bench, repository, product, size)
        repository.stop_daemon()
    return found


def _model(product: Path) -> Path:
    return min(product.glob("models/output_ports/v1/*.sql"))


def _edits(repository: Repository, product: Path) -> Callable[[], None]:
    path = _model(product).relative_to(repository.root)
    return repository.edits(str(path), _ADDITION)


def _ours(bench: Bench, repository: Repository, product: Path, size: int) -> Iterator[Contender]:
    edit = _edits(repository, product)

    def run(*arguments: str) -> Values:
        edit()
        return seconds(repository.pants(*arguments).used)

    target = f"products/{product.name}::"
    yield Contender(
        "affected", "./pants --affected-base=HEAD affected", partial(run, *_AFFECTED), size
    )
    yield Contender("check", "./pants check <the product>", partial(run, "check", target), size)
    dbt, option = f"--data-products-dbt={dbt_2()}", "--data-products-dbt=<dbt 2>"
    yield Contender(
        "affected, with dbt 2",
        f"./pants {option} --affected-base=HEAD affected",
        partial(run, dbt, *_AFFECTED),
        size,
    )
    yield Contender(
        "check, with dbt 2",
        f"./pants {option} check <the product>",
        partial(run, dbt, "check", target),
        size,
    )


def _without_daemon(bench: Bench, repository: Repository, product: Path, size: int) -> list[Series]:
    """As in CI, where the facts of all others are in a cache."""
    edit = _edits(repository, product)

    def run() -> Values:
        repository.stop_daemon()
        edit()
        return seconds(repository.pants(*_AFFECTED).used)

    command = "./pants --affected-base=HEAD affected"
    return in_turn(bench, [Contender("affected, no daemon", command, run, size)])


def _dbt(bench: Bench, repository: Repository, product: Path, size: int) -> Iterator[Contender]:
    name = f"{product.name}__{_model(product).stem}"
    engines = {"dbt ls": bench.tool("dbt"), "dbt ls, dbt 2": dbt_2()}
    for shown, dbt in engines.items():
        folder = bench.folder / f"one-project-{size}-{len(shown)}"
        if not folder.exists():
            write_dbt_project(repository.root, folder)
        bench.say(f"{shown}: parsing once")
        timed([dbt, "parse", *_OPTIONS], folder)
        shutil.rmtree(folder / "state", ignore_errors=True)
        shutil.copytree(folder / "target", folder / "state")
        file = dbt_file(folder, name)
        edit = edits(file, file.read_text(encoding="utf-8"), _ADDITION)
        yield Contender(shown, _LS, partial(_ls, dbt, folder, edit, name), size)


def _sqlmesh(bench: Bench, repository: Repository, product: Path, size: int) -> Iterator[Contender]:
    tool = sqlmesh()
    name = f"{product.name}__{_model(product).stem}"
    folder = bench.folder / f"sqlmesh-{size}"
    if not folder.exists():
        bench.say("SQLMesh: its first plan")
        write_sqlmesh_project(repository.root, folder)
        first = (tool.command, "plan", "--auto-apply", "--no-prompts", "--skip-tests")
        timed(first, folder, tool.variables)
    file = sqlmesh_file(folder, name)
    edit = edits(file, file.read_text(encoding="utf-8"), _ADDITION)

    def plan() -> Values:
        edit()
        words = ("plan", "dev", "--explain", "--no-prompts", "--skip-tests")
        done = timed((tool.command, *words), folder, tool.variables)
        assert name in done.output, done.output[-1000:]
        return seconds(done.used)

    yield Contender("SQLMesh plan", "sqlmesh plan dev --explain", plan, size)


def _build_tools(
    bench: Bench, repository: Repository, product: Path, size: int
) -> Iterator[Contender]:
    workspace = bench.workspace(repository, size)
    if workspace is None:
        bench.say("There is no npm here, so Nx and Turborepo are left out.")
        return
    path = _model(product).relative_to(repository.root)
    file = workspace.root / path
    edit = edits(file, file.read_text(encoding="utf-8"), _ADDITION)

    def run(*command: str) -> Values:
        edit()
        done = workspace.run(*command)
        assert product.name in done.output, done.output[-1000:]
        return seconds(done.used)

    nx = ("nx", "show", "projects", "--affected", "--base=HEAD")
    turbo = ("turbo", "ls", "--affected")
    yield Contender("Nx", " ".join(nx), partial(run, *nx), size)
    yield Contender("Turborepo", " ".join(turbo), partial(run, *turbo), size)


def _ls(dbt: Path, folder: Path, edit: Callable[[], None], name: str) -> Values:
    edit()
    done = timed([dbt, "ls", *_SELECT, *_OPTIONS], folder)
    assert name in done.output, done.output[-1000:]
    return seconds(done.used)


FIGURE = Figure(
    name="affected",
    title="Which products an edit of SQL affects",
    question="""\
A condition is added to an output port's SQL of the product that most others read. `./pants
affected` says which products that affects and why, `./pants check` what it means for the
contract; the daemon runs. dbt is asked for the models downstream in one project of all models,
which it has parsed before, without their tests and descriptions. Without a daemon is what CI
does: the facts of all other products are in a cache. SQLMesh explains the plan of the same models
as views. Nx and Turborepo have each product as a package that depends on its providers: they name
all that depend on it, whatever changed.""",
    measure=measure,
    minutes=15,
    ratios=(
        Ratio("affected", "dbt ls", 0.35, 1_000),
        Ratio("check", "dbt ls", 0.35, 1_000),
        Ratio("affected, with dbt 2", "dbt ls", 0.15, 1_000),
        Ratio("check, with dbt 2", "dbt ls", 0.15, 1_000),
        Ratio("affected", "dbt ls, dbt 2"),
        Ratio("affected", "SQLMesh plan"),
        Ratio("affected", "Nx"),
        Ratio("affected", "Turborepo"),
    ),
)
