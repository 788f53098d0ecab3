"""What is reported of a change: ``testdata/cases/<case>/``, each of ``testdata/repository``.

    shop-v1 -> orders -> orders-v1 -> invoices -> invoices-v1 -> reports

- ``change.yaml``: the edits, one after the other; what is ``given`` is there before them as well.
- ``expected.txt``: the report, and the exit code.

Documents are read as the facts' processes do. The models are so simple that what dbt would say of
them is read here.

To accept what the tests say now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from inseam.affected.__main__ import main
from inseam.affected.result import Affected, AffectedProduct, State
from inseam.affected.show import to_github_matrix
from inseam.documents.yaml_document import read_yaml
from inseam.facts.contracts import read_contracts
from inseam.facts.documents import read_documents
from inseam.facts.lines import to_lines
from inseam.facts.schema import (
    EXTERNAL,
    ColumnEdgeRow,
    ColumnReadRow,
    ExposureReadRow,
    ExposureRow,
    MacroRow,
    MacroUseRow,
    ModelDependencyRow,
    ModelRow,
    OutputColumnRow,
    SourceRow,
    SourceTableRow,
)
from inseam.facts.tables import Row
from inseam.report.process import run_process
from inseam.report.text import to_text
from testkit.sparse_row import row

TESTDATA = Path(__file__).parent / "testdata"
CASES = sorted(path for path in (TESTDATA / "cases").iterdir() if path.is_dir())
TOOLS = {
    "inseam.testing": ["platform/inseam/testing/engine.py"],
    "inseam.style.lint": [],
}

_READ = re.compile(r"\{\{ (?:ref\('(\w+)'\)|source\('(\w+)', '(\w+)'\)) \}\}")
_COLUMN = re.compile(r"(?:\{\{ common\.\w+\('(\w+)'\) \}\}|(\w+)).*?(?: as (\w+))?,?")


def model_rows(product: str, file: Path) -> Iterator[Row]:
    text = re.sub("--.*", "", file.read_text())
    common = {"product": product, "model": file.stem, "file": str(file)}
    contract = next((p.name.split(".")[0] for p in file.parent.glob("*.odcs.yaml")), None)
    yield row(
        ModelRow,
        **common,
        kind="model",
        alias=file.stem,
        contract_id=contract,
        code=" ".join(text.split()),
    )
    ref, source, table = _READ.findall(text)[0]
    read = {
        "depends_on": ref or table,
        "source": source or None,
        "contract_id": source.replace("_", "-") or None,
    }
    yield row(ModelDependencyRow, **common, **read, line=len(text.splitlines()))
    for place, line in enumerate(text.splitlines()[1:-1], 2):
        match = _COLUMN.fullmatch(line.strip())
        assert match, line
        name = match[1] or match[2]
        made = match[3] or name
        yield row(OutputColumnRow, **common, column_name=made, line=place)
        yield row(ColumnReadRow, **common, **read, column_name=name, line=place)
        yield row(
            ColumnEdgeRow,
            **common,
            **read,
            column_name=made,
            from_column=name,
            is_direct=True,
            line=place,
        )
        if "common." in line:
            yield row(
                MacroUseRow,
                product=product,
                kind="model",
                used_by=file.stem,
                package="common",
                macro="rounded",
                file=str(file),
                line=place,
            )


def dbt_rows(folder: Path) -> Iterator[Row]:
    product = folder.name
    for file in sorted(folder.glob("models/**/*.sql")):
        yield from model_rows(product, file)
    for file in sorted(folder.glob("models/input_ports/*.source.yaml")):
        for source in yaml.safe_load(file.read_text())["sources"]:
            common = {
                "product": product,
                "source": source["name"],
                "contract_id": source["config"]["meta"]["data_contract"]["id"],
                "file": str(file),
                "line": 3,
            }
            yield row(SourceRow, **common)
            for table in source["tables"]:
                name = table["name"]
                yield row(SourceTableRow, **common, table_name=name, identifier=name)
    yield from exposure_rows(folder)
    packages = folder / "packages.yml"
    if packages.is_file() and "common" in packages.read_text():
        macro = "shared/common/macros/rounded.sql"
        yield row(MacroRow, product=product, package="common", macro="rounded", file=macro)


def exposure_rows(folder: Path) -> Iterator[Row]:
    for file in sorted(folder.glob("models/exposures.yml")):
        document = read_yaml(str(file), file.read_bytes())
        for place, each in enumerate(document.value["exposures"]):
            common = {
                "product": folder.name,
                "exposure": each["name"],
                "file": str(file),
                "line": document.line(("exposures", place)),
            }
            yield row(ExposureRow, **common, type=each["type"], owner=each["owner"]["name"])
            for ref, source, table in _READ.findall("".join(each["depends_on"])):
                read = {"depends_on": ref or table, "source": source or None}
                contract = source.replace("_", "-") or None
                yield row(ExposureReadRow, **common, **read, contract_id=contract)


def read_facts(root: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """By the name of the file that they are written to."""
    monkeypatch.chdir(root)
    facts = {}
    for folder in product_folders(root):
        facts[f"{folder}.documents"] = to_lines(read_documents(Path(folder)).rows)
        facts[f"{folder}.dbt"] = to_lines(dbt_rows(Path(folder)))
    for file in sorted(Path("contracts/external").glob("*.odcs.yaml")):
        facts[str(file)] = to_lines(read_contracts(EXTERNAL, [file]).rows)
    return facts


def product_folders(root: Path) -> list[str]:
    return sorted(str(f.parent.relative_to(root)) for f in root.glob("products/*/dbt_project.yml"))


def edit(root: Path, edits: list[dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Yields the files that are renamed, from and to."""
    for change in edits:
        match change:
            case {"replace": path, "old": old, "new": new}:
                text = (root / path).read_text()
                assert old in text, f"{path} does not hold what this case edits"
                (root / path).write_text(text.replace(old, new, 1))
            case {"write": path, "text": text}:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text + "\n")
            case {"delete": path} if (root / path).is_dir():
                shutil.rmtree(root / path)
            case {"delete": path}:
                (root / path).unlink()
            case {"rename": path, "to": to}:
                moved = [f for f in sorted((root / path).rglob("*")) if f.is_file()]
                moved = moved or [root / path]
                names = [str(file.relative_to(root)) for file in moved]
                (root / path).rename(root / to)
                yield from ((name, name.replace(path, to, 1)) for name in names)


def contents(root: Path) -> dict[str, bytes]:
    files = (file for file in root.rglob("*") if file.is_file())
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files}


def changes(base: Path, head: Path, renamed: dict[str, str]) -> list[dict[str, str | None]]:
    old, new = contents(base), contents(head)
    found: list[tuple[str | None, str | None]] = [
        *renamed.items(),
        *((path, None) for path in sorted(old.keys() - new.keys() - renamed.keys())),
        *(
            (path if path in old else None, path)
            for path in sorted(new.keys() - set(renamed.values()))
            if old.get(path) != new[path]
        ),
    ]
    return [{"base": before, "head": after} for before, after in found]


def write(files: dict[str, bytes], folder: Path, suffix: str = "") -> None:
    for name, content in files.items():
        path = folder / f"{name}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def lay_out(case: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the process is given for a case, in ``folder``."""
    base, head = folder / "base", folder / "head"
    for side in (base, head):
        shutil.copytree(TESTDATA / "repository", side)
    edits = yaml.safe_load((case / "change.yaml").read_text())
    for given in (each for each in edits if "given" in each):
        for side in (base, head):
            (side / given["given"]).write_text(given["text"])
    renamed = dict(edit(head, edits))
    old, new = read_facts(base, monkeypatch), read_facts(head, monkeypatch)
    same = {name: facts for name, facts in new.items() if old.get(name) == facts}
    given = folder / "_given"
    write(same, given / "both", ".jsonl")
    write({n: f for n, f in old.items() if n not in same}, given / "base", ".jsonl")
    write({n: f for n, f in new.items() if n not in same}, given / "head", ".jsonl")
    write(contents(base), folder / "_files/base")
    write(contents(head), folder / "_files/head")
    request = {
        "version": 1,
        "base": "0123456789abcdef",
        "changes": changes(base, head, renamed),
        "folders": {"base": product_folders(base), "head": product_folders(head)},
        "tools": TOOLS,
        "asked": [change["ask"] for change in edits if "ask" in change],
        "today": "2026-11-01",
    }
    (folder / "_request.json").write_text(json.dumps(request))
    monkeypatch.chdir(folder)


def said(form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setattr(sys, "argv", ["affected", form, "_request.json", "out"])
    code = run_process(main, to_text)
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err, printed.err
    written = Path("out").read_text() if Path("out").exists() else ""
    return f"{written}{printed.out}exit code {code}\n"


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_what_is_affected_is_said_with_its_reasons(
    case: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lay_out(case, tmp_path, monkeypatch)

    text = said("text", monkeypatch, capsys)

    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        (case / "expected.txt").write_text(text)
    assert text == (case / "expected.txt").read_text()


def test_programs_get_the_same_with_the_number_of_all_reasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(TESTDATA / "cases/two_causes", tmp_path, monkeypatch)
    text = said("json", monkeypatch, capsys)
    document = json.loads(text.rpartition("exit code")[0])
    products = {product["product"]: product for product in document["products"]}
    assert products.keys() == {"invoices", "orders"}
    assert products["invoices"]["reasons_total"] == 2
    own, others = products["invoices"]["reasons"]
    assert own["kind"] == "own file"
    assert own["distance"] < others["distance"]
    assert others["path"][-1] == {
        "what": "column invoices.stg_orders.amount",
        "file": "products/invoices/models/staging/stg_orders.sql",
        "line": 3,
        "how": "has its value from it",
        "is_gone": False,
    }
    assert [r["product"] for r in document["reaches"]] == ["reports"]


def test_a_comment_and_a_matrix_have_a_row_for_each_product(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(TESTDATA / "cases/two_causes", tmp_path, monkeypatch)
    comment = said("markdown", monkeypatch, capsys)
    row = "| <code>invoices</code> | lint, check, test, facts | <code>file modified (products/inv"
    assert row in comment
    assert "- <code>reports</code> has nothing to run, but it is downstream" in comment
    line, _, exit_code = said("github-matrix", monkeypatch, capsys).partition("\n")
    assert exit_code == "exit code 0\n"
    first, second = json.loads(line)["include"]
    assert first == {
        "product": "invoices",
        "target": "products/invoices::",
        "goals": "lint check test facts",
    }
    assert second["product"] == "orders"


def test_a_matrix_has_no_more_jobs_than_github_starts() -> None:
    def product(number: int) -> AffectedProduct:
        goals = ("test", "facts") if number < 256 else ("lint",)
        name = f"p{number}"
        return AffectedProduct(name, f"products/{name}", State.CHANGED, goals, ())

    of_300 = tuple(map(product, range(300)))
    nothing = Affected("abc", (), (), (), (), (), (), 0, 300)

    jobs = json.loads(to_github_matrix(replace(nothing, products=of_300)))["include"]

    assert len(jobs) == 256
    assert sorted(p for job in jobs for p in job["product"].split()) == sorted(
        p.product for p in of_300
    )
    assert jobs[0] == {
        "product": "p0 p256",
        "target": "products/p0:: products/p256::",
        "goals": "lint test facts",
    }
    assert json.loads(to_github_matrix(nothing)) == {"include": []}


def test_a_file_of_a_size_that_no_test_is_given_in_canonical_form_is_tested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(TESTDATA / "cases/sql_laid_out_anew", tmp_path, monkeypatch)
    for side in ("base", "head"):
        for file in Path("_files", side).rglob("*.sql"):
            file.write_text(f"-- {side} {'x' * 1_000_000}\n")
    text = said("text", monkeypatch, capsys)
    assert "test" in text.partition("\n")[0]


def test_a_form_that_does_not_exist_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(TESTDATA / "cases/nothing", tmp_path, monkeypatch)
    text = said("sarif", monkeypatch, capsys)
    assert "`affected` has no format `sarif`" in text
    assert text.endswith("exit code 2\n")
