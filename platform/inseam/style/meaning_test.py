"""Formatting changes how SQL looks, and nothing else.

The SQL is that of ``testdata/corpus``. Where the whole repository is at hand, as it is not for a
test that Pants runs, it is all SQL of the products and of shared packages too:

    PYTHONPATH=platform python -m pytest platform/inseam/style/meaning_test.py
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from inseam.style.lint import lint_files
from inseam.style.reformat import RULES, reformatted
from inseam.style.rendering import Engine
from testkit.mangling import comments_of, mangle
from testkit.style_repository import HERE, REPOSITORY, lay_out

CORPUS = sorted((HERE / "testdata" / "corpus").glob("*.sql"))
OF_THE_REPOSITORY = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for top in ("products", "shared")
    for path in (REPOSITORY / top).rglob("*.sql")
)
MODEL = Path("products/orders/models/model.sql")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a small repository, with packages and products where they are at hand."""
    root = lay_out(tmp_path, HERE / "testdata" / "base")
    for top in ("products", "shared"):
        if (REPOSITORY / top).is_dir():
            shutil.copytree(REPOSITORY / top, root / top, dirs_exist_ok=True)
    monkeypatch.chdir(root)
    return root


def meaning(file: Path, sql: str) -> tuple[str, list[str]]:
    """The parsed SQL without its layout and the case of its names, and its literals with theirs."""
    (rendered, *_) = Engine.of_configuration().render(file, sql).templated_variants
    trees = [tree for tree in sqlglot.parse(rendered.templated_str, dialect="duckdb") if tree]
    names = "; ".join(tree.sql(dialect="duckdb", comments=False) for tree in trees).lower()
    return names, [literal.this for tree in trees for literal in tree.find_all(exp.Literal)]


def test_a_comparison_of_meanings_sees_a_change(root: Path) -> None:
    before = meaning(MODEL, "select a, b as c from {{ ref('t') }} where a <> 1\n")
    assert before == meaning(MODEL, "SELECT A\n,B as C from {{ref('t')}} where A!=1\n")
    assert before != meaning(MODEL, "select b as c, a from {{ ref('t') }} where a <> 1\n")
    assert before != meaning(MODEL, "select a, b as c from {{ ref('t') }} where a = 1\n")
    assert meaning(MODEL, "select 'a'\n") != meaning(MODEL, "select 'A'\n")


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_mangled_sql_comes_back(path: Path, seed: int, root: Path) -> None:
    comes_back(MODEL, path.read_text(), seed)


@pytest.mark.parametrize("file", OF_THE_REPOSITORY)
def test_mangled_sql_of_the_repository_comes_back(file: str, root: Path) -> None:
    comes_back(Path(file), (REPOSITORY / file).read_text(), seed=1)


def comes_back(file: Path, sql: str, seed: int) -> None:
    engine = Engine.of_configuration(RULES["fmt"])
    mangled = mangle(sql, seed)
    formatted = reformatted(file, mangled, engine)

    expected = meaning(file, sql)
    assert meaning(file, mangled) == expected
    assert meaning(file, formatted) == expected
    assert comments_of(formatted) == comments_of(sql)
    assert reformatted(file, formatted, engine) == formatted
    # A formatter does not know where to break a long comment.
    file.parent.mkdir(parents=True, exist_ok=True)
    assert rules_broken(file, formatted) <= rules_broken(file, sql) | {"sqlfluff-LT05"}


def rules_broken(file: Path, sql: str) -> set[str]:
    file.write_text(sql)
    return {finding.rule for finding in lint_files([file], "products/orders").findings}
