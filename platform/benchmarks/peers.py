"""Other tools, installed in the user's cache once, and a made mesh as they would have it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Done, timed
from benchmarks.mesh import ROOT

from testkit.pythons import find_python

# Exact: the figures are those of these releases.
_NODE_PACKAGES = ("nx@24.0.6", "turbo@2.11.11")
_QUIET = {"NX_NO_CLOUD": "true", "TURBO_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1"}


@dataclass(frozen=True, slots=True)
class Tool:
    """``variables`` keep it from the network and from asking."""

    command: Path
    variables: Mapping[str, str]


def sqlmesh() -> Tool:
    """In an environment of its own: it wants other releases than ours."""
    variables = {"SQLMESH__DISABLE_ANONYMIZED_ANALYTICS": "true"}
    return Tool(_locked_environment("benchmark-peers") / "bin/sqlmesh", variables)


def dbt_2() -> Path:
    """The executable."""
    return _locked_environment("dbt-2") / "bin/dbt"


def dagster() -> Path:
    """The executable, with what our code location imports."""
    return _locked_environment("dagster") / "bin/dagster"


def buildgrid() -> Path | None:
    """The folder of its programs; None where there is no CPython that it runs on."""
    python = find_python("3.13")
    return _locked_environment("buildgrid", python) / "bin" if python else None


def _locked_environment(name: str, python: Path = Path(sys.executable)) -> Path:
    """A virtual environment of `platform/locks/<name>.txt`, kept for the next time."""
    lock = ROOT / f"platform/locks/{name}.txt"
    which = f"{python} {sys.version}".encode()
    folder = _cache(f"{name}-{hashlib.sha256(lock.read_bytes() + which).hexdigest()[:16]}")
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _run(python, "-m", "venv", folder)
        install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        _run(folder / "bin/python", *install, "--no-deps", "--require-hashes", "-r", lock)
        (folder / "ready").touch()
    return folder


def build_tools() -> Path | None:
    """The folder `node_modules` with Nx and Turborepo; None where there is no npm."""
    if shutil.which("npm") is None:
        return None
    key = hashlib.sha256(" ".join(_NODE_PACKAGES).encode()).hexdigest()[:16]
    folder = _cache(f"benchmark-peers-node-{key}")
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "package.json").write_text("{}\n")
        options = ("--no-audit", "--no-fund", "--save-exact", "--loglevel=error")
        _run("npm", "install", *options, *_NODE_PACKAGES, folder=folder)
        (folder / "ready").touch()
    return folder / "node_modules"


@dataclass(frozen=True, slots=True)
class Workspace:
    """The products as packages of npm, for both tools. Their daemons run, as they do for people."""

    root: Path

    def run(self, *command: str) -> Done:
        program = self.root / "node_modules/.bin" / command[0]
        # Against what is committed, as `./pants affected` is asked.
        base = {"TURBO_SCM_BASE": "HEAD"}
        return timed((program, *command[1:]), self.root, {**_QUIET, **base})


def npm_packages(repository: Path) -> Iterator[tuple[str, str]]:
    """The name of each product and its package.json: it depends on its providers."""
    products = sorted((repository / "products").iterdir())
    providers = {
        contract.name: product.name
        for product in products
        for contract in product.glob("models/output_ports/*/*.odcs.yaml")
    }
    for product in products:
        reads = sorted(pinned.name for pinned in product.glob("models/input_ports/*.odcs.yaml"))
        package = {
            "name": product.name,
            "version": "1.0.0",
            "scripts": {"test": "true"},
            "dependencies": {providers[name]: "*" for name in reads if name in providers},
        }
        yield product.name, json.dumps(package, indent=1)


def write_workspace(repository: Path, folder: Path, node_modules: Path) -> None:
    """The files of the products, each as a package of npm whose test does nothing.

    Committed, so that both tools can ask git what has changed.
    """
    shutil.copytree(repository / "products", folder / "products")
    for name, text in npm_packages(repository):
        (folder / "products" / name / "package.json").write_text(text, encoding="utf-8")
    root = {
        "name": "mesh",
        "private": True,
        "workspaces": ["products/*"],
        "packageManager": "npm@11.0.0",
    }
    _write_json(folder / "package.json", root)
    _write_json(folder / "nx.json", {"targetDefaults": {"test": {"cache": True}}})
    _write_json(folder / "turbo.json", {"tasks": {"test": {}}})
    (folder / ".gitignore").write_text("node_modules\n.nx\n.turbo\n")
    (folder / "node_modules").symlink_to(node_modules)
    author = ("-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.com")
    _run("git", "init", "--quiet", folder=folder)
    _run("git", "add", "--all", folder=folder)
    _run("git", *author, "commit", "--quiet", "--message=mesh", folder=folder)


def _write_json(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def _cache(name: str) -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache, "inseam", name)


def _run(*command: str | Path, folder: Path | None = None) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
