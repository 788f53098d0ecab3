"""dbt 2 is held to dbt-core: every product, and made projects of one awkward thing each.

Facts have to be the same, to the byte, whichever dbt a person names. Where the two would read a
project in two ways dbt-core has to be the one that reads it, and docs/dbt-2.md has to say why.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import ROOT, Repository, virtual_environment
from two_dbts_projects import ALIKE, BASE, LAXER, OTHERWISE, REFUSED, Files

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="of the locked dbt 2 there is no other library of DuckDB"
)
DBT_2 = "2.0.0-alpha.4"
PAGE = ROOT / "docs/dbt-2.md"
PRODUCTS = sorted(path.parent.name for path in ROOT.glob("products/*/dbt_project.yml"))
# By day; by night all of them.
SAMPLE = {
    *("ephemeral", "incremental_by_macro", "snapshot_in_yaml", "custom_generic_test", "macros"),
    *("round_half", "words_of_yaml_1_1", "macro_twice", "asks_rows", "unknown_model"),
}
SAMPLE_PRODUCTS = {"customer_activity"}

Projects = Mapping[str, Any]


def chosen(names: Collection[str], sample: Collection[str]) -> list[Any]:
    return [
        pytest.param(name, marks=[] if name in sample else pytest.mark.nightly) for name in names
    ]


@pytest.fixture(scope="session")
def dbt_2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dbt-2")
    return virtual_environment(folder, ROOT / "platform/locks/dbt-2.txt") / "dbt"


@pytest.fixture(scope="session")
def python(dbt: Path) -> Path:
    """With dbt-core and DuckDB of the lock."""
    return dbt.parent / "python"


class SideBySide:
    """Projects by both. Each is read when a test first asks for it."""

    def __init__(self, folder: Path, python: Path, dbt_2: Path) -> None:
        self.folder = folder
        self._python, self._dbt_2 = python, dbt_2
        self._found: dict[str, Any] = {}

    def of(self, name: str, lay_out: Any, *flags: str) -> Any:
        if name not in self._found:
            lay_out(self.folder / name / name)
            out = self.folder / f"{name}.json"
            subprocess.run(
                [
                    *(str(self._python), "-m", "testkit.two_dbts", *flags),
                    *(str(self.folder / name), str(self._dbt_2), str(out)),
                ],
                env={**os.environ, "PYTHONPATH": str(ROOT / "platform")},
                check=True,
                stdout=subprocess.DEVNULL,
            )
            self._found[name] = json.loads(out.read_bytes())[name]
        return self._found[name]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, python: Path, dbt_2: Path) -> SideBySide:
    return SideBySide(tmp_path_factory.mktemp("both"), python, dbt_2)


def made(files: Files) -> Any:
    def lay_out(root: Path) -> None:
        for name, text in {**BASE, **files}.items():
            path = root / "products/shop" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())

    return lay_out


def product(name: str) -> Any:
    """As `./pants facts` lays it out, but for its contracts: what dbt reads."""

    def lay_out(root: Path) -> None:
        folder = root / "products" / name
        written = shutil.ignore_patterns(".inseam", "dbt_packages", "logs", "target")
        shutil.copytree(ROOT / "products" / name, folder, ignore=written)
        shutil.copytree(ROOT / "shared/dbt_common", folder / "dbt_packages/dbt_common")

    return lay_out


def rows(database: Path) -> dict[str, Any]:
    """Of every table and view, in whatever order, but for the time at which a dbt ran."""
    with duckdb.connect(str(database), read_only=True) as connection:
        names = connection.execute(
            "select table_schema, table_name from information_schema.tables order by all"
        ).fetchall()
        found = {}
        for schema, table in names:
            relation = connection.sql(f'from "{schema}"."{table}"')
            kept = [f'"{c}"' for c in relation.columns if not c.startswith("dbt_")]
            read = relation.project(", ".join(kept)).order("all")
            found[f"{schema}.{table}"] = (read.types, read.fetchall())
        return found


@pytest.mark.parametrize("name", chosen(PRODUCTS, SAMPLE_PRODUCTS))
def test_facts_of_a_product_are_the_same(both: SideBySide, name: str) -> None:
    found = both.of(name, product(name))
    of_core, with_two = found["facts"]
    assert with_two == of_core
    assert found["read_by"] == DBT_2


@pytest.mark.parametrize("name", chosen(ALIKE, SAMPLE))
def test_a_project_that_both_read_alike(both: SideBySide, name: str) -> None:
    found = both.of(name, made(ALIKE[name]), "--build")
    of_core, with_two = found["facts"]
    assert with_two == of_core
    assert found["read_by"] == DBT_2
    assert found["ids"][0] == found["ids"][1] != []
    assert found["statuses"][0] == found["statuses"][1] != {}
    core, two = (rows(both.folder / name / name / who / "local.duckdb") for who in ("core", "two"))
    assert core == two != {}


@pytest.mark.parametrize("name", chosen(OTHERWISE, SAMPLE))
def test_a_project_with_two_meanings_is_read_by_dbt_core(both: SideBySide, name: str) -> None:
    files, why = OTHERWISE[name]
    found = both.of(name, made(files), "--build")
    of_core, with_two = found["facts"]
    assert with_two == of_core
    assert found["read_by"].startswith("1.11.")
    # It has two: else dbt 2 could read it.
    folder = both.folder / name / name
    core, two = (rows(folder / who / "local.duckdb") for who in ("core", "two"))
    assert found["ids"][0] != found["ids"][1] or core != two
    assert why in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", chosen([*LAXER, *REFUSED], SAMPLE))
def test_what_one_of_the_two_refuses_is_read_by_dbt_core(both: SideBySide, name: str) -> None:
    files, why = {**LAXER, **REFUSED}[name]
    found = both.of(name, made(files))
    of_core, with_two = found["facts"]
    assert with_two == of_core
    assert not found["read_by"].startswith("2.")
    assert why in PAGE.read_text(encoding="utf-8")


def test_the_page_lists_nothing_else() -> None:
    listed = [
        line.split("|")[1].strip()
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith("| What dbt 2 ")
    ]
    reasons = {why for _, why in (*OTHERWISE.values(), *LAXER.values(), *REFUSED.values())}
    assert set(listed) == reasons
    number = len(ALIKE) + len(OTHERWISE) + len(LAXER) + len(REFUSED)
    assert f"{number} small projects" in PAGE.read_text(encoding="utf-8")


def test_facts_and_check_by_a_named_dbt(repository: Repository, dbt_2: Path) -> None:
    """Through Pants: the same tables, and the dbt counts by its content."""
    target = "products/customer_activity::"
    tables = []
    for options in ((), (f"--data-products-dbt={dbt_2}",)):
        result = repository.pants(*options, "facts", target)
        assert result.exit_code == 0, result.output
        with duckdb.connect(str(repository.root / "dist/facts.duckdb"), read_only=True) as facts:
            names = [
                row[0] for row in facts.execute("select table_name from duckdb_tables()").fetchall()
            ]
            tables.append({name: facts.table(name).order("all").fetchall() for name in names})
    assert tables[0] == tables[1]
    assert any(tables[0].values())

    checked = repository.pants(f"--data-products-dbt={dbt_2}", "check", target)
    assert checked.exit_code == 0, checked.output


def test_what_is_no_dbt_2_is_refused_in_one_sentence(
    repository: Repository, tmp_path: Path
) -> None:
    program = tmp_path / "dbt"
    program.write_text("#!/bin/sh\necho dbt 1.11.16\n")
    program.chmod(0o755)
    result = repository.pants(
        f"--data-products-dbt={program}", "facts", "products/customer_activity::"
    )
    assert result.exit_code != 0
    assert f"{program} is dbt 1.11.16" in result.output
    assert "Traceback" not in result.output
