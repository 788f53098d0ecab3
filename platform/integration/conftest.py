"""A copy of this repository, as a git repository of its own, to edit and to run ./pants in.

These tests start ./pants themselves, so they lie outside of `::`. Run them with `.ci/integration`.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest
from browser import Browser, chromium, file_url
from page_documents import shop, write_page

ROOT = Path(__file__).resolve().parents[2]
# A provider and its consumer: enough for these tests, which shall not grow with the mesh.
PRODUCTS = ("customer_activity", "entropydata_postgres")

# Faults of Pants 2.17 on a busy machine that the same call does not meet again: its daemon hears of
# a new file only a moment after it is there, and a script that it has just written into a sandbox
# is still open for writing in another process when it is started. If it never hears of it, another
# daemon reads all files.
_PASSING_FAULTS = (
    "Unmatched glob from CLI arguments",
    "Error launching process after 1 retry for ETXTBSY",
)
_TRIES = 5
_DAEMONS = 3
# What these modules find is in the cache of the user, which the copies of one run of tests share.
# A mark of the run in them keeps what an earlier one left there from being an answer to this one.
_RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
_ENTRY_MODULES = (
    "platform/inseam/facts/dbt.py",
    "platform/inseam/facts/documents.py",
    "platform/inseam/testing/__main__.py",
)
# "✓ products/orders#dbt succeeded in 3.10s (cached locally)."
_TESTED = re.compile(
    r"^[✓✕] (?P<target>\S+) (?P<status>succeeded|failed)"
    r"(?: in \S+s)?(?: \((?P<source>[a-z ]+)\))?\.$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Result:
    exit_code: int
    output: str
    """Of both streams; how one daemon's lines of the two follow one another is left to chance."""
    answer: str = ""
    """What went to stdout alone, where a test asked for the two apart."""

    @property
    def ran(self) -> set[str]:
        """The targets whose tests ran; those whose result came from a cache are not among them."""
        return {m["target"] for m in _TESTED.finditer(self.output) if m["source"] is None}

    @property
    def failed(self) -> set[str]:
        return {m["target"] for m in _TESTED.finditer(self.output) if m["status"] == "failed"}

    @property
    def tested(self) -> set[str]:
        return {m["target"] for m in _TESTED.finditer(self.output)}


@dataclass(frozen=True)
class Repository:
    root: Path

    def pants(self, *arguments: str, apart: bool = False) -> Result:
        command = ("./pants", "--no-colors", "--no-dynamic-ui", *arguments)
        for _ in range(_DAEMONS):
            for _ in range(_TRIES):
                result = self.run(*command, apart=apart)
                if not any(fault in result.output for fault in _PASSING_FAULTS):
                    return result
                time.sleep(1)
            self.stop_daemon()
        return result

    def run(self, *command: str, apart: bool = False, **variables: str) -> Result:
        """Runs a command in the copy, with these environment variables beside our own."""
        done = subprocess.run(
            command,
            cwd=self.root,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if apart else subprocess.STDOUT,
            text=True,
            stdin=subprocess.DEVNULL,
            # The terminal's settings shall not change what is printed.
            env={**os.environ, "TERM": "dumb", **variables},
        )
        if apart:
            return Result(done.returncode, done.stderr + done.stdout, done.stdout)
        return Result(done.returncode, done.stdout)

    def edit(self, path: str, change: Callable[[str], str]) -> None:
        """Fails if this changes nothing: the file is not what the test was written for."""
        file = self.root / path
        before = file.read_text(encoding="utf-8")
        after = change(before)
        assert after != before, f"{path} does not hold what this test edits"
        file.write_text(after, encoding="utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        self.edit(path, lambda text: text.replace(old, new, 1))

    def restore(self) -> None:
        self.git("reset", "--hard", "--quiet")
        self.git("clean", "-fdq")
        # What git ignores there, dbt reads: a catalog that a test left behind is in events.
        self.git("clean", "-fdxq", "products")
        # What one test released would be there for the next.
        shutil.rmtree(self.root / "dist" / "lake", ignore_errors=True)

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.root, check=True, stdout=subprocess.DEVNULL)

    def git_status(self) -> str:
        """What is changed or new, in git's short form."""
        status = ["git", "status", "--porcelain"]
        done = subprocess.run(status, cwd=self.root, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout

    def stop_daemon(self) -> None:
        for pid_file in self.root.glob(".pids/*/pantsd/pid"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid_file.read_text()), signal.SIGTERM)


def plain_dbt(dbt: Path, folder: Path, *arguments: str, **variables: str) -> str:
    """As a shell does after `set -a; . .inseam/env`, and with these variables beside that."""
    done = subprocess.run(
        ["/bin/sh", "-c", 'set -a; . ./.inseam/env; exec "$@"', "sh", dbt, *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "NO_COLOR": "1", **variables},
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def of_other_products(names: list[str], products: Container[str]) -> set[str]:
    """The files of products that are not copied, and of what they published."""
    paths = [PurePosixPath(name) for name in names]
    others = [
        path for path in paths if path.parts[0] == "products" and path.parts[1] not in products
    ]
    contracts = {path.name.split(".odcs.")[0] for path in others if "output_ports" in path.parts}
    published = [path for path in paths if path.parts[:2] == ("contracts", "published")]
    return {
        *map(str, others),
        *(str(path) for path in published if path.parts[2] in contracts),
    }


def copy_repository(root: Path, products: Container[str]) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    names = list(filter(None, listed.split("\0")))
    left_out = of_other_products(names, products)
    for name in names:
        if name not in left_out and (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, root / name)


def make_repository(
    root: Path, products: Container[str], prepare: Callable[[Repository], None] = lambda _: None
) -> Repository:
    """``prepare`` edits the copy before what is generated is made."""
    repository = Repository(root)
    copy_repository(root, products)
    prepare(repository)
    for module in _ENTRY_MODULES:
        repository.edit(module, lambda text: f"{text}# {_RUN}\n")
    repository.git("init", "--quiet", "--initial-branch=main")
    # CODEOWNERS names all products, those that are not copied too.
    generated = repository.pants("generate", "products::", "contracts::")
    assert generated.exit_code == 0, generated.output
    repository.git("config", "user.name", "Test")
    repository.git("config", "user.email", "test@example.com")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message=start")
    return repository


@pytest.fixture(scope="session")
def shared_repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    repository = make_repository(tmp_path_factory.mktemp("repository"), PRODUCTS)
    yield repository
    repository.stop_daemon()


@pytest.fixture(scope="session")
def shared_mesh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    repository = make_repository(
        tmp_path_factory.mktemp("mesh"), {path.name for path in (ROOT / "products").iterdir()}
    )
    yield repository
    repository.stop_daemon()


@pytest.fixture
def mesh(shared_mesh: Repository) -> Iterator[Repository]:
    """The copy with all products, unedited at the beginning of each test."""
    yield shared_mesh
    shared_mesh.restore()


def virtual_environment(folder: Path, lock: Path, python: Path | None = None) -> Path:
    """With what a lock names, for this Python or another; gives the folder of its programs."""
    subprocess.run([python or sys.executable, "-m", "venv", folder], check=True)
    subprocess.run(
        [
            *(folder / "bin/python", "-m", "pip", "install", "--quiet"),
            *("--disable-pip-version-check", "--no-deps", "--require-hashes", "-r", lock),
        ],
        check=True,
    )
    return folder / "bin"


@pytest.fixture(scope="session")
def dbt(tmp_path_factory: pytest.TempPathFactory, shared_repository: Repository) -> Path:
    """A person's own dbt, from the lock, in a virtual environment."""
    lock = shared_repository.root / "platform/locks/testing.txt"
    return virtual_environment(tmp_path_factory.mktemp("dbt"), lock) / "dbt"


@pytest.fixture
def repository(shared_repository: Repository) -> Iterator[Repository]:
    """The copy, unedited at the beginning of each test."""
    yield shared_repository
    shared_repository.restore()


@pytest.fixture(scope="module")
def any_browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def browser(any_browser: Browser) -> Iterator[Browser]:
    """Whatever a test does, the console stays silent and nothing is asked of a network."""
    any_browser.emulate(prefers_color_scheme="light")
    yield any_browser
    assert any_browser.complaints() == []
    # A browser draws the icon of a date's field from an address that has the picture in it.
    here = ("file:", "about:", "data:")
    asked = [url for url in any_browser.requests() if not url.startswith(here)]
    assert asked == []


@pytest.fixture(scope="module")
def shop_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return file_url(write_page(tmp_path_factory.mktemp("page"), shop()))
