"""`inseam` for other repositories: a wheel, in an environment with nothing else in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: orders-v1
version: 1.0.0
status: active
schema:
  - name: orders
    properties:
      - name: order_id
        logicalType: string
"""
AMOUNT = "      - name: amount\n        logicalType: integer\n"
# Where it is built.
WORK = ".wheel"
# What Python has on POSIX systems only.
_POSIX_ONLY = ("fcntl", "grp", "posix_spawn", "pty", "pwd", "resource", "syslog", "termios")
_IMPORTED = """\
import sys
# What `lint` needs beside the wheel, as far as it is imported before it is used.
from types import ModuleType
for name in ("jsonschema", "jsonschema._utils", "datacontract", "dataproduct", "duckdb"):
    module = sys.modules[name] = ModuleType(name)
    module.Draft201909Validator = module.ValidationError = module.validators = None
    module.find_evaluated_property_keys_by_schema = None
from inseam.cli import WORDS
for word in WORDS.values():
    word.command()
ours = [m.__file__ for n, m in sys.modules.items() if n.partition(".")[0] == "inseam"]
print(*sorted(ours), sep="\\n")
"""


@dataclass(frozen=True)
class Installed:
    sources: Path
    wheel: Path
    bin: Path

    def run(self, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
        # Git is all that the command needs of the system.
        git = Path(shutil.which("git") or "").parent
        return subprocess.run(
            command,
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
            env={"PATH": f"{self.bin}{os.pathsep}{git}", "HOME": str(folder)},
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    # Building writes beside the sources.
    shutil.copytree(
        ROOT / "platform",
        folder / "platform",
        ignore=shutil.ignore_patterns("__pycache__", WORK),
    )
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv/bin/python"
    pip = (str(python), "-m", "pip", "--quiet", "--disable-pip-version-check")
    wheels = folder / "wheels"
    subprocess.run(
        [*pip, "wheel", "--no-deps", f"--wheel-dir={wheels}", folder / "platform"], check=True
    )
    (wheel,) = wheels.iterdir()
    subprocess.run([*pip, "install", wheel], check=True)
    return Installed(folder / "platform", wheel, folder / "venv/bin")


def test_it_has_what_the_command_imports_and_nothing_else(installed: Installed) -> None:
    done = installed.run(installed.bin, "python", "-c", _IMPORTED)
    assert done.returncode == 0, done.stderr
    imported = {
        Path(line).relative_to(installed.bin.parent).as_posix().partition("/site-packages/")[2]
        for line in done.stdout.splitlines()
    }

    names = zipfile.ZipFile(installed.wheel).namelist()

    code = {name for name in names if ".dist-info/" not in name}
    assert code == {*imported, "inseam/py.typed"}
    assert len(imported) > 50


def test_building_it_leaves_one_folder_that_git_ignores(installed: Installed) -> None:
    before = {path.name for path in (ROOT / "platform").iterdir()} - {WORK}
    (left,) = {path.name for path in installed.sources.iterdir()} - before

    # Some disks take both cases for one.
    assert left.lower() not in {name.lower() for name in before}
    ignored = ("git", "check-ignore", "--quiet", f"platform/{left}/")
    assert subprocess.run(ignored, cwd=ROOT, check=False).returncode == 0


def test_it_comes_with_three_packages(installed: Installed) -> None:
    done = installed.run(installed.bin, "python", "-m", "pip", "list", "--format=freeze")
    packages = {line.partition("==")[0].lower() for line in done.stdout.splitlines()}
    assert packages - {"pip", "setuptools"} == {"cronsim", "inseam", "pyyaml", "sqlglot"}


@pytest.fixture
def repository(installed: Installed, tmp_path: Path) -> Path:
    contract = tmp_path / "data/orders.odcs.yaml"
    contract.parent.mkdir()
    contract.write_text(CONTRACT + AMOUNT, encoding="utf-8")
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for command in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-qm", "start")):
        done = installed.run(tmp_path, "git", *identity, *command)
        assert done.returncode == 0, done.stderr
    contract.write_text(CONTRACT, encoding="utf-8")
    return tmp_path


def test_it_compares_with_a_branch(installed: Installed, repository: Path) -> None:
    done = installed.run(repository, "inseam", "gate", "--against", "main", "data")

    assert done.returncode == 1
    assert "data/orders.odcs.yaml:7: error[column-removed] orders.amount" in done.stdout
    assert done.stdout.endswith("needs 2.0.0\n1 contract compared\n")
    assert done.stderr == ""


def test_nothing_of_it_is_for_posix_systems_only(installed: Installed, repository: Path) -> None:
    blocked = f"""\
import sys
sys.modules.update(dict.fromkeys({_POSIX_ONLY!r}))
from inseam.cli import main
sys.argv = ["inseam", "gate", "--against", "data/orders.odcs.yaml", "data/orders.odcs.yaml"]
sys.exit(main())
"""
    done = installed.run(repository, "python", "-c", blocked)

    assert (done.returncode, done.stdout) == (0, "1 contract compared\n"), done.stderr


def test_it_verifies_bundles(installed: Installed, tmp_path: Path) -> None:
    wrote = (
        "import pathlib; from inseam.bundle.folder import write;"
        " write(pathlib.Path('orders'), 'orders', 'r1', {'README.md': b'# Orders'})"
    )
    assert installed.run(tmp_path, "python", "-c", wrote).returncode == 0
    command = ("inseam", "bundle", "verify", "orders")
    whole = installed.run(tmp_path, *command)
    (tmp_path / "orders/README.md").unlink()
    lacking = installed.run(tmp_path, *command)

    assert (whole.returncode, whole.stdout) == (0, "1 bundle verified\n")
    assert lacking.returncode == 1
    assert "error[bundle-file-missing]" in lacking.stdout


def test_without_its_word_it_says_how_it_is_called(installed: Installed, tmp_path: Path) -> None:
    done = installed.run(tmp_path, "inseam")

    assert done.returncode == 2
    assert done.stderr.startswith("usage: inseam ")


def test_its_version_is_that_of_the_code(installed: Installed, tmp_path: Path) -> None:
    version = installed.wheel.name.split("-")[1]

    assert installed.run(tmp_path, "inseam", "--version").stdout == f"inseam {version}\n"


def test_it_shows_lineage(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "lineage.json").write_text('{"lineage": 1}')
    done = installed.run(tmp_path, "inseam", "lineage", "--format", "json", ".")

    assert (done.returncode, json.loads(done.stdout)["lineage"]) == (0, 1)


def test_lint_says_what_it_needs(installed: Installed, repository: Path) -> None:
    done = installed.run(repository, "inseam", "lint", "data")

    assert (done.returncode, done.stdout) == (2, "")
    assert 'run `pip install "inseam[lint]"`' in done.stderr
