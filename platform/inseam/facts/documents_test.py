"""What is read of a product's documents: a folder a case, with ``products/`` and the rows.

To accept what is read now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from inseam.facts.documents import read_documents
from inseam.facts.lines import read_rows, to_lines
from inseam.facts.schema import FindingRow, ProductRow
from inseam.facts.shown import shown

TESTDATA = Path(__file__).parent / "testdata" / "documents"
CASES = sorted(path for path in TESTDATA.iterdir() if path.is_dir())
PRODUCT = Path("products", "orders")


def lay_out(case: Path, root: Path) -> None:
    shutil.copytree(case, root)
    # Under their own name they would be BUILD files of this repository.
    for build in list(root.rglob("build_file.txt")):
        build.rename(build.with_name("BUILD"))


@pytest.fixture(params=CASES, ids=lambda path: str(path.name))
def case(request: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path: Path = request.param
    lay_out(path, tmp_path / "repository")
    monkeypatch.chdir(tmp_path / "repository")
    return path


def test_the_rows_are_those_of_the_case(case: Path) -> None:
    rows = shown(read_documents(PRODUCT).rows)
    expected = case / "expected.txt"
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        expected.write_text(rows)
    assert rows == expected.read_text()


def test_line_ends_make_no_difference(case: Path) -> None:
    expected = shown(read_documents(PRODUCT).rows)
    for file in filter(Path.is_file, Path().rglob("*")):
        file.write_bytes(file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    assert shown(read_documents(PRODUCT).rows) == expected


def test_the_rows_are_the_same_after_a_journey_as_lines(case: Path) -> None:
    text = to_lines(read_documents(PRODUCT).rows)
    assert to_lines(read_rows(text)) == text


def test_every_place_exists(case: Path) -> None:
    for row in read_documents(PRODUCT).rows:
        lines = Path(row.file).read_bytes().count(b"\n") + 1
        assert 1 <= row.line <= lines, row


def test_there_is_one_product_whatever_is_broken(case: Path) -> None:
    products = [row for row in read_documents(PRODUCT).rows if isinstance(row, ProductRow)]
    assert [row.product for row in products] == ["orders"]


def test_what_is_wrong_in_one_file_costs_no_row_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(TESTDATA / "complete", tmp_path / "repository")
    monkeypatch.chdir(tmp_path / "repository")
    whole = read_documents(PRODUCT).rows
    for broken in sorted(PRODUCT.rglob("*.yaml")):
        content = broken.read_bytes()
        broken.write_text("{")

        rows = read_documents(PRODUCT).rows

        elsewhere = [row for row in whole if row.file != str(broken)]
        assert set(elsewhere) <= set(rows)
        assert [r.file for r in rows if isinstance(r, FindingRow) and r.is_unread] == [str(broken)]
        broken.write_bytes(content)


def test_the_process_needs_neither_dbt_nor_duckdb(tmp_path: Path) -> None:
    """A cheap process: it starts in a tenth of what dbt's import takes."""
    program = (
        "import sys; sys.argv = ['documents', 'products/orders', sys.argv[1]];"
        "from inseam.facts.documents import main; main();"
        "print(*sorted({m.split('.')[0] for m in sys.modules} & {'dbt', 'duckdb', 'sqlglot'}))"
    )
    out = tmp_path / "out" / "facts.jsonl"
    done = subprocess.run(
        [sys.executable, "-c", program, str(out)],
        cwd=TESTDATA / "complete",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == []
    assert len(list(read_rows(out.read_bytes()))) > 50
