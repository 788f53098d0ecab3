"""The report on a repository: ``testdata/cases/<case>/``, each of ``testdata/repository``.

    shop-v1 -> orders -> orders-v1 -> invoices -> invoices-v1

- ``case.yaml``: ``edits`` of the repository, one after the other, and what to ``ask`` then; whether
  all ``edges`` are listed, and what the columns carry.
- ``expected.txt``: the report, and the answers.

To accept what the tests say now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from inseam.lineage.__main__ import main
from inseam.lineage.counts import counts_of
from inseam.lineage.document import all_rows, from_json, to_json
from inseam.lineage.page.from_lineage import view_of
from inseam.lineage.show import FORMS, Request, show, show_difference
from inseam.lineage.tree import edge_line
from inseam.report.finding import InputError
from inseam.report.report import report
from inseam.report.text import to_text
from testkit.lineage_facts import write_facts

TESTDATA = Path(__file__).parent / "testdata"
CASES = sorted(path for path in (TESTDATA / "cases").iterdir() if path.is_dir())


def edit(root: Path, edits: list[dict[str, str]]) -> None:
    for change in edits:
        match change:
            case {"replace": path, "old": old, "new": new}:
                text = (root / path).read_text()
                assert old in text, f"{path} does not hold what this case edits"
                (root / path).write_text(text.replace(old, new))
            case {"write": path, "text": text}:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
            case {"delete": path}:
                (root / path).unlink()
            case _:
                raise ValueError(change)


def lineage_of(root: Path, monkeypatch: pytest.MonkeyPatch, *products: str) -> tuple[str, str]:
    """The report as text, and `lineage.json`."""
    monkeypatch.chdir(root)
    write_facts(root, root / "_facts")
    monkeypatch.setattr(sys, "argv", ["lineage", "_facts", "lineage.json", *products])
    said = to_text(main())
    return said, (root / "lineage.json").read_text(encoding="utf-8")


def answers(asked: list[dict[str, Any]], document: str, base: str) -> Iterator[str]:
    lineage = from_json(document)
    for question in asked:
        yield f"\n# {', '.join(f'{key}: {value}' for key, value in question.items())}\n"
        form = question.get("format", "text")
        try:
            if "diff" in question:
                yield show_difference(form, from_json(base), lineage)
            else:
                sides = [tuple(question.get(key, ())) for key in ("upstream", "downstream")]
                yield show(Request(form, *sides), lineage)
        except InputError as error:
            yield to_text(report(error.findings))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_of_each_case_all_is_said(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = yaml.safe_load((case / "case.yaml").read_text())
    base, head = tmp_path / "base", tmp_path / "head"
    for root in (base, head):
        shutil.copytree(TESTDATA / "repository", root)
    edit(head, content.get("edits", []))
    _, before = lineage_of(base, monkeypatch)
    said, document = lineage_of(head, monkeypatch, *content.get("products", []))
    lineage = from_json(document)
    assert to_json(lineage) == document
    columns = {column.id for column in lineage.columns}
    datasets = {all_rows(each.id) for each in lineage.objects}
    datasets |= {all_rows(each.id) for each in lineage.models}
    assert {edge.source for edge in lineage.edges} <= columns
    assert {edge.target for edge in lineage.edges} <= columns | datasets
    # What the command counts is what the page draws.
    drawn = view_of(lineage)
    counted = counts_of(lineage)
    rows = {all_rows(table.id) for table in drawn.tables}
    assert counted.tables == len(drawn.tables)
    assert counted.columns == sum(id not in rows for id in drawn.columns)
    assert counted.direct_edges + counted.indirect_edges == len(drawn.edges)
    parts = [said.rstrip(), "\n"]
    if content.get("edges"):
        parts += ["\n# edges\n", *(f"{edge_line(edge)}\n" for edge in lineage.edges)]
    if content.get("carries"):
        parts += ["\n# carries\n"]
        parts += [f"{c.id}: {', '.join(c.carries)}\n" for c in lineage.columns if c.carries]
    parts += answers(content.get("ask", []), document, before)
    found = "".join(parts)
    expected = case / "expected.txt"
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        expected.write_text(found)
    assert found == expected.read_text()


def test_tags_are_those_of_the_contracts_and_products(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(TESTDATA / "repository", tmp_path / "a")
    contract = "contracts/external/shop-v1.odcs.yaml"
    edit(
        tmp_path / "a",
        [
            {
                "replace": contract,
                "old": "status: active\n",
                "new": "status: active\ntags: [b, a]\n",
            },
            {"replace": contract, "old": "SALES\n", "new": "SALES\n    tags: [sold]\n"},
        ],
    )
    lineage = from_json(lineage_of(tmp_path / "a", monkeypatch)[1])

    assert {one.id: one.tags for one in lineage.contracts if one.tags} == {"shop-v1": ("a", "b")}
    assert {one.id: one.tags for one in lineage.objects if one.tags} == {"shop-v1.sales": ("sold",)}
    columns = {column.id: column.tags for column in lineage.columns if column.tags}
    assert columns["shop-v1.sales.customer_email"] == ("pii",)
    assert "shop-v1.sales.amount" not in columns


def test_every_form_is_shown_of_some_case() -> None:
    asked = [
        question.get("format", "text")
        for case in CASES
        for question in yaml.safe_load((case / "case.yaml").read_text()).get("ask", [])
    ]
    assert set(asked) == set(FORMS)
