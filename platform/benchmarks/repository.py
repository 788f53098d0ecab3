"""A copy of this repository to spoil, and its Pants."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.measuring import Done, timed
from benchmarks.mesh import ROOT, remove_products, write_mesh

_AUTHOR = ("-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.com")
# Seconds that a daemon may take to end, and between two looks.
_END, _LOOK = 30.0, 0.05


@dataclass(frozen=True)
class Repository:
    """``variables`` are set for each call of Pants."""

    root: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def pants(self, *arguments: str, exit_codes: Collection[int] = (0,)) -> Done:
        # What a call prints shall not depend on where this one was started from.
        command = ("./pants", "--no-colors", "--no-dynamic-ui", *arguments)
        return timed(command, self.root, self.variables, exit_codes)

    def with_variables(self, **variables: str) -> Repository:
        return replace(self, variables={**self.variables, **variables})

    def edits(self, path: str, addition: str) -> Callable[[], None]:
        """Of the file as it is committed; see `edits`."""
        show = ["git", "show", f"HEAD:{path}"]
        done = subprocess.run(show, cwd=self.root, check=True, capture_output=True)
        return edits(self.root / path, done.stdout.decode(), addition)

    def stop_daemon(self) -> None:
        for file in self.root.glob(".pids/*/pantsd/pid"):
            pid = int(file.read_text())
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
            _wait_for_end(pid)

    def git(self, *arguments: str) -> None:
        subprocess.run(
            ["git", *_AUTHOR, *arguments], cwd=self.root, check=True, stdout=subprocess.DEVNULL
        )

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", f"--message={message}")


@dataclass(frozen=True)
class ForgetfulRepository(Repository):
    """One whose results can be forgotten, while the tools that make them stay built."""

    @property
    def _store(self) -> Path:
        return self.root.with_name(f"{self.root.name}.store")

    @property
    def _kept(self) -> Path:
        return self.root.with_name(f"{self.root.name}.kept")

    def with_own_store(self) -> ForgetfulRepository:
        return replace(
            self, variables={**self.variables, "PANTS_LOCAL_STORE_DIR": str(self._store)}
        )

    def keep_results(self) -> None:
        """Those of now are what it knows after `forget_results`."""
        self.stop_daemon()
        shutil.rmtree(self._kept, ignore_errors=True)
        shutil.copytree(self._store / "cache", self._kept)

    def forget_results(self) -> None:
        self.stop_daemon()
        shutil.rmtree(self._store / "cache")
        shutil.copytree(self._kept, self._store / "cache")


def _wait_for_end(pid: int) -> None:
    """As the parent of orphans (`adopt_orphans`), this process is the one that waits for it."""
    until = time.monotonic() + _END
    while time.monotonic() < until:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        if not Path("/proc", str(pid)).exists():
            return
        time.sleep(_LOOK)
    raise RuntimeError(f"The daemon {pid} does not end.")


def clone(folder: Path, commit: str = "HEAD") -> Path:
    """This repository as it was committed."""
    subprocess.run(["git", "clone", "--quiet", "--no-checkout", ROOT, folder], check=True)
    subprocess.run(
        ["git", "-c", "advice.detachedHead=false", "checkout", "--quiet", commit],
        cwd=folder,
        check=True,
    )
    return folder


def with_mesh(folder: Path, products: int, commit: str = "HEAD") -> Path:
    """The platform of a commit, with made products in place of its own, committed."""
    clone(folder, commit)
    remove_products(folder)
    write_mesh(folder, products)
    Repository(folder).commit("mesh")
    return folder


def edits(file: Path, before: str, addition: str) -> Callable[[], None]:
    """Each call writes another text, never one that a cache might know.

    ``addition`` follows the text ``before``, with ``{}`` for a number above 0.
    """

    def edit() -> None:
        file.write_text(before + addition.format(time.time_ns()), encoding="utf-8")

    return edit
