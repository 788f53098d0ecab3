"""The two processes that make a bundle, on files as a sandbox has them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import duckdb
import pytest

from inseam.bundle import collect, write_manifest
from inseam.bundle.folder import read, verify
from inseam.bundle.parquet_rows import read_rows
from testkit.bundle import COLUMNS, FILES, event, tested

ROWS = """\
select * from (values
  (1, date '2026-01-31', timestamptz '2026-01-31 06:00:00+02', 12.50::decimal(9, 2), [1, 2]),
  (2, null, null, null, null)
) as rows(order_id, placed_on, placed_at, amount, weights)
"""


def parquet(file: Path, query: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"copy ({query}) to '{file}' (format parquet)")


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    of_test = tested()
    texts = {
        "_request.json": {
            "version": 1,
            "product": "products/orders",
            "time": "2026-01-31T08+02:00",
        },
        "_results/checks.json": of_test.checks,
        "_results/profile.json": {"orders-v1": {"orders": {"rows": 2, "columns": COLUMNS}}},
        "_results/run_results.build.json": {"results": of_test.nodes},
        "_manifests/products/orders.json": {},
        "lineage.json": {"columns": []},
        "openlineage/run.jsonl": event("orders"),
    }
    contents = {f"products/orders/{path}": content for path, content in FILES.items()}
    contents |= {path: json.dumps(value).encode() for path, value in texts.items()}
    contents["contracts/published/orders-v1/1.1.0.odcs.yaml"] = b"version: 1.1.0\n"
    contents["_facts/products/orders.dbt.jsonl"] = b"{}\n"
    for path, content in contents.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    parquet(tmp_path / "_results/rows/orders-v1/orders.parquet", ROWS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def start(monkeypatch: pytest.MonkeyPatch, module: object, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["module", *arguments])
    module.main()  # type: ignore[attr-defined]


def test_what_is_collected_and_sealed_is_a_bundle(
    sandbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(monkeypatch, collect, "_request.json", "_bundle")
    start(monkeypatch, write_manifest, "_bundle", "orders", "4f1d0c6", "_bundle/bundle.json")

    assert verify(sandbox / "_bundle") == []
    found, files = read(sandbox / "_bundle")
    assert (found.product, found.source_revision) == ("orders", "4f1d0c6")
    assert {"facts/dbt.jsonl", "manifest.json", "lineage/_.json"} <= files.keys()
    assert json.loads(files["sample/orders-v1/orders.json"])[0]["order_id"] == 1
    assert b'"2026-01-31T06:00:00Z"' in files["test-results/orders-v1.json"]
    assert os.fsencode(sandbox) not in b"".join(files.values())


def test_rows_are_read_in_their_order_as_json_has_them(sandbox: Path) -> None:
    file = sandbox / "_results/rows/orders-v1/orders.parquet"

    assert read_rows(file) == [
        {
            "order_id": 1,
            "placed_on": "2026-01-31",
            "placed_at": "2026-01-31 04:00:00+00",
            "amount": 12.5,
            "weights": [1, 2],
        },
        {"order_id": 2, "placed_on": None, "placed_at": None, "amount": None, "weights": None},
    ]
    assert len(read_rows(file, max_rows=1)) == 1


def test_a_number_that_json_has_not_is_its_name(tmp_path: Path) -> None:
    parquet(tmp_path / "x.parquet", "select 'nan'::double as a, '-infinity'::double as b")
    assert read_rows(tmp_path / "x.parquet") == [{"a": "NaN", "b": "-Infinity"}]
