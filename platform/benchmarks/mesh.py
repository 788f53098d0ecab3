"""A repository with as many made-up data products as one likes, to measure with.

    PYTHONPATH=platform python platform/benchmarks/mesh.py <folder> [--products 200] [--seed 1]

Makes ``folder`` a copy of this repository whose products and contracts are replaced: a few systems
outside, products that read them, and products that read one to three of those before. They are
complete, and `./pants lint check test` accepts them. The same numbers give the same files.

Needs the environment of platform/locks/testing.txt.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import yaml
from benchmarks.mesh_files import files
from benchmarks.mesh_plan import Mesh, plan

from inseam.codegen.dbt_models import models_files
from inseam.codegen.fixed_files import fixed_files

ROOT = Path(__file__).resolve().parents[2]
_REPLACED = ("products", "contracts")


def remove_products(repository: Path) -> None:
    for name in _REPLACED:
        shutil.rmtree(repository / name)


def write_mesh(folder: Path, products: int, seed: int = 1) -> Mesh:
    """Adds a mesh to a repository that has neither products nor contracts.

    It has the teams of the repository's registry.
    """
    registry = yaml.safe_load((folder / "platform" / "teams.yaml").read_text(encoding="utf-8"))
    mesh = plan(products, seed, [team["id"] for team in registry if team["type"] == "Team"])
    domains = {team["id"]: team["domain"] for team in registry if "domain" in team}
    for path, text in files(mesh, domains):
        _write(folder / path, text.encode())
    with chdir(folder):
        for product in mesh.products:
            project = Path("products", product.name)
            for made in models_files(project):
                _write(made.path, made.text.encode())
            for fixed in fixed_files(project)[0]:
                _write(fixed.path, fixed.content)
    _write_codeowners(folder)
    return mesh


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_codeowners(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "inseam.codegen.codeowners", "."],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "platform")},
        check=False,
        capture_output=True,
        text=True,
    )
    # It exits with 1, as it has something to write.
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stdout + done.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--products", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    subprocess.run(["git", "clone", "--quiet", ROOT, options.folder], check=True)
    remove_products(options.folder)
    mesh = write_mesh(options.folder, options.products, options.seed)
    reads = sum(len(product.reads) for product in mesh.products)
    print(f"{len(mesh.products)} products that read {reads} ports, in {options.folder}")


if __name__ == "__main__":
    main()
