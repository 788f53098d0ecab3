"""A small repository beside the real one, in which the product is parsed, built and tested.

dbt changes the process that it runs in, so each call has a process of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from inseam.codegen.project import generate
from inseam.codegen.published import published_file
from inseam.dbt_project.packages import named_packages
from inseam.documents.yaml_document import read_yaml
from inseam.facts.documents import GLOBS
from inseam.odcs.contract import read_contract
from inseam.report.finding import Finding, InputError

_T = TypeVar("_T")
PROFILES = Path("platform/dbt/profiles.yml")
# What a product of the repository is read with; of other products only what they offer.
_TAKEN = ("shared", "platform/dbt", "platform/policies", "contracts")
_FILES = ("platform/teams.yaml", "platform/environments.yaml")
_ARTIFACTS = ("_contracts", "_dbt_target", "_databases", "_facts", "_parsed", "_results")


@dataclass(frozen=True, slots=True)
class Bench:
    """``root`` is the folder of the small repository."""

    root: Path

    def run(self, work: Callable[..., _T], *arguments: Any) -> _T:
        """What ``work`` gives, called in the small repository by a process of its own.

        Raises `InputError` as ``work`` does. Anything else that it raises is a fault of ours.
        """
        context = multiprocessing.get_context("fork")
        here, there = context.Pipe(duplex=False)
        child = context.Process(target=_work, args=(there, self.root, work, arguments))
        child.start()
        there.close()
        try:
            kind, value = here.recv()
        except EOFError:
            kind, value = "fault", "the process that called dbt ended without an answer"
        child.join()
        if kind == "input":
            raise InputError(value)
        if kind == "fault":
            raise RuntimeError(value)
        found: _T = value
        return found

    def put(self, files: Mapping[str, bytes]) -> None:
        for path, content in files.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def take(self, folder: str) -> dict[str, bytes]:
        """The files below a folder, by their paths in the small repository."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted((self.root / folder).rglob("*"))
            if path.is_file() and "dbt_packages" not in path.parts
        }

    def replace_product(self, product: str, files: Mapping[str, bytes]) -> None:
        """The product is these files alone; what dbt wrote for the last ones is gone."""
        shutil.rmtree(self.root / "products" / product, ignore_errors=True)
        self.clean()
        self.put({f"products/{product}/{path}": content for path, content in files.items()})

    def clean(self) -> None:
        """Without what was written beside the files of the repository."""
        for artifact in _ARTIFACTS:
            shutil.rmtree(self.root / artifact, ignore_errors=True)

    def publish(self, contract: str) -> None:
        """The published file of a contract's version, for those that read it."""
        content = (self.root / contract).read_bytes()
        made = published_file(read_contract(read_yaml(contract, content)), content)
        if made is not None:
            self.put({made.path.as_posix(): made.content})

    def generate(self, product: str) -> list[Finding]:
        """What `./pants generate` writes for the product; with the packages where dbt looks."""
        return self.run(_generate, product)


def make_bench(repository: Path, scratch: Path) -> Bench:
    root = scratch / "repository"
    root.mkdir()
    for folder in _TAKEN:
        if (repository / folder).is_dir():
            shutil.copytree(
                repository / folder,
                root / folder,
                ignore=shutil.ignore_patterns(
                    "integration_tests", "target", "dbt_packages", "logs"
                ),
            )
    documents = [p for glob in GLOBS.values() for p in repository.glob(f"products/*/{glob}")]
    for file in (*documents, *(repository / name for name in _FILES)):
        if file.is_file():
            target = root / file.relative_to(repository)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    return Bench(root)


def _work(answer: Any, root: Path, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    os.chdir(root)
    try:
        with _quiet():
            said = "value", work(*arguments)
    except InputError as error:
        said = "input", error.findings
    except Exception:  # noqa: BLE001 - it is raised again in the process that asked
        said = "fault", traceback.format_exc()
    answer.send(said)
    answer.close()
    # What dbt registered to be done at the end is of no use any more.
    os._exit(0)


@contextmanager
def _quiet() -> Iterator[None]:
    """dbt and what it starts print to where nobody looks."""
    sys.stdout.flush()
    with Path(os.devnull).open("wb") as nowhere:
        for stream in (1, 2):
            os.dup2(nowhere.fileno(), stream)
        yield


def lay_packages(project: Path) -> None:
    """Copies the packages that the project names, and those that these name, where dbt looks."""
    waiting = [project]
    while waiting:
        asking = waiting.pop()
        for local in named_packages(asking):
            source = Path(os.path.normpath(_place(asking, project) / local))
            target = project / "dbt_packages" / source.name
            if source.is_dir() and not target.exists():
                shutil.copytree(source, target)
                waiting.append(target)


def _place(asking: Path, project: Path) -> Path:
    return asking if asking == project else Path("shared") / asking.name


def _generate(product: str) -> list[Finding]:
    project = Path("products", product)
    lay_packages(project)
    return [f for f in generate(project, Path()) if f.rule != "generated-file-stale"]
