"""Lineages of which tests look at the page, and the page of one."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PLATFORM = Path(__file__).resolve().parents[1]
COLUMN = "customer-spend-v1.customer_spend.total"
HOSTILE = "</script><img src=x onerror=alert(1)>"
TEMPLATE = "{{ config(materialized='table') }} <!-- {% raw %}"
LONGEST = "x" * 300


def document(
    products: Sequence[tuple[str, str]] = (),
    contracts: Sequence[dict[str, Any]] = (),
    tables: Sequence[tuple[str, Sequence[str]]] = (),
    edges: Sequence[tuple[str, str]] = (),
    **more: Any,
) -> dict[str, Any]:
    """A `lineage.json`; of a table, by its id, the names of its columns."""
    named: dict[str, Any] = {
        "lineage": 1,
        "products": [
            {"id": p, "name": p.title(), "domain": d, "file": f"products/{p}"} for p, d in products
        ],
        "contracts": list(contracts),
        "objects": [],
        "models": [],
        "input_ports": [],
        "columns": [],
        "edges": [
            {
                "source": s,
                "target": t,
                "kind": "direct",
                "subtype": "IDENTITY",
                "file": "m.sql",
                "line": 3,
            }
            for s, t in edges
        ],
        "unresolved": [],
    }
    for id, columns in tables:
        if "/" in id:
            product, name = id.split("/")
            named["models"].append(
                {
                    "id": id,
                    "product": product,
                    "name": name,
                    "kind": "model",
                    "layer": "staging",
                    "file": f"products/{product}/{name}.sql",
                }
            )
        else:
            contract, name = id.rsplit(".", 1)
            named["objects"].append(
                {
                    "id": id,
                    "contract": contract,
                    "name": name,
                    "physical_name": name,
                    "file": f"{contract}.odcs.yaml",
                    "line": 9,
                }
            )
        for i, column in enumerate(columns):
            named["columns"].append(
                {
                    "id": f"{id}.{escaped(column)}",
                    "dataset": id,
                    "name": column,
                    "position": i + 1,
                    "type": "VARCHAR",
                    "line": i + 10,
                }
            )
    for key, entries in more.items():
        named[key] += entries
    return named


def escaped(name: str) -> str:
    """As the document writes names in ids."""
    if name == "*":
        return "%2A"
    return "".join(f"%{ord(c):02X}" if c in "%./ \n" else c for c in name.lower())


def contract(id: str, product: str | None, status: str = "active") -> dict[str, Any]:
    said = {"id": id, "status": status, "version": "1.0.0", "file": f"{id}.odcs.yaml"}
    return said if product is None else {**said, "product": product}


def reads(product: str, id: str) -> dict[str, Any]:
    return {"product": product, "contract": id, "file": f"{id}.source.yaml", "line": 4}


def shop(**changed: Any) -> dict[str, Any]:
    """A system outside, a product on it, and one on that one, which has hostile names."""
    given: dict[str, Any] = {
        "products": [("store_sales", "stores"), ("customer_spend", "marketing")],
        "contracts": [
            contract("tills-v1", None),
            contract("store-sales-v1", "store_sales", "deprecated"),
            contract("customer-spend-v1", "customer_spend"),
        ],
        "tables": [
            ("tills-v1.receipts", ["id", "amount", "deleted"]),
            ("store_sales/stg_receipts", ["id", "amount"]),
            ("store-sales-v1.receipts", ["id", "amount"]),
            ("customer_spend/stg_receipts", ["id", "amount", HOSTILE]),
            ("customer-spend-v1.customer_spend", ["id", "total", TEMPLATE]),
        ],
        "edges": [
            ("tills-v1.receipts.id", "store_sales/stg_receipts.id"),
            ("tills-v1.receipts.amount", "store_sales/stg_receipts.amount"),
            ("store_sales/stg_receipts.id", "store-sales-v1.receipts.id"),
            ("store_sales/stg_receipts.amount", "store-sales-v1.receipts.amount"),
            ("store-sales-v1.receipts.id", "customer_spend/stg_receipts.id"),
            ("store-sales-v1.receipts.amount", "customer_spend/stg_receipts.amount"),
            (
                f"customer_spend/stg_receipts.{escaped(HOSTILE)}",
                f"customer-spend-v1.customer_spend.{escaped(TEMPLATE)}",
            ),
            ("customer_spend/stg_receipts.id", "customer-spend-v1.customer_spend.id"),
            ("customer_spend/stg_receipts.amount", COLUMN),
        ],
        **changed,
    }
    made = document(
        **given,
        input_ports=[reads("store_sales", "tills-v1"), reads("customer_spend", "store-sales-v1")],
    )
    made["products"][1]["description"] = f"<b>Bold</b> {HOSTILE} \u2028 {TEMPLATE}"
    made["edges"].append(
        {
            "source": "tills-v1.receipts.deleted",
            "target": "store_sales/stg_receipts.*",
            "kind": "indirect",
            "subtype": "FILTER",
            "file": "stg.sql",
            "line": 8,
        }
    )
    return made


def known() -> dict[str, Any]:
    """The shop, with what contracts say of it: owners, descriptions, classes, two versions."""
    made = shop()
    made["products"][0] |= {"team_name": "Stores", "description": "What the tills register."}
    made["products"][1] |= {"team_name": "Loyalty"}
    for column in made["columns"]:
        if column["id"] == "tills-v1.receipts.amount":
            column |= {"classification": "confidential", "is_personal": True}
            column["description"] = "In euro, sent by e-mail or email."
            column["tags"] = ["finance", "month-end"]
        if column["id"] == "store_sales/stg_receipts.amount":
            column["carries"] = ["personal data"]
    second = document(
        contracts=[{**contract("store-sales-v2", "store_sales"), "version": "2.1.0"}],
        tables=[
            ("store-sales-v2.receipts", ["id", "receipts_total"]),
            ("store_sales/int_receipts", ["receipts_total", "*"]),
        ],
        edges=[
            ("store_sales/int_receipts.receipts_total", "store-sales-v2.receipts.receipts_total")
        ],
    )
    second["models"][0]["reads"] = ["store_sales/stg_receipts"]
    made["exposures"] = [
        {
            "id": "customer_spend/exposure.board",
            "product": "customer_spend",
            "name": "board",
            "type": "dashboard",
            "owner": "Loyalty",
            "reads": ["customer-spend-v1.customer_spend"],
            "file": "exposures.yml",
            "line": 7,
        }
    ]
    for name, entries in second.items():
        if name != "lineage":
            made[name] += entries
    return made


def long_names() -> dict[str, Any]:
    """Names, columns and files as long as real ones get, 60 edges apart; and longer than any."""
    port = "op_entropydata_customer_activity_of_all_channels_v1"
    owner = "customer_activity_of_all_channels"
    columns = [f"customer_contact_preference_number_{i:02}" for i in range(60)]
    made = document(
        products=[(owner, "customers"), ("reader", "sales"), ("p" * 200, "d" * 120)],
        tables=[
            *((f"{owner}/{port}", columns), ("reader/stg", columns)),
            (f"{'p' * 200}/{LONGEST}", [LONGEST, "a b " * 60, "\u6f22\u5b57" * 80]),
            (f"{'p' * 200}/next", [LONGEST]),
        ],
        edges=[
            *((f"{owner}/{port}.{c}", f"reader/stg.{c}") for c in columns),
            (f"{'p' * 200}/{LONGEST}.{LONGEST}", f"{'p' * 200}/next.{LONGEST}"),
        ],
    )
    folder = f"products/{owner}/transform/models/output_ports/v1"
    for edge in made["edges"]:
        edge["file"] = f"{folder}/{port}.sql"
    made["edges"][-1] |= {"file": f"{'folder/' * 40}{LONGEST}.sql", "is_masked": True}
    return made


def mesh(product_count: int, columns_each: int) -> dict[str, Any]:
    """Each product reads the ports of one to three earlier ones."""
    names = [f"product_{i:04}" for i in range(product_count)]
    columns = [f"column_{i:02}" for i in range(columns_each // 2)]
    some = random.Random(1)
    provider_of = {
        i: sorted(some.sample(range(i), min(i, 1 + i % 3))) if i > product_count // 20 else []
        for i in range(product_count)
    }
    tables, edges, inputs = [], [], []
    for i, name in enumerate(names):
        staging, port = f"{name}/stg_{name}", f"port-{i}-v1.{name}"
        tables += [(staging, columns), (port, columns)]
        edges += [(f"{staging}.{c}", f"{port}.{c}") for c in columns]
        for provider in provider_of[i]:
            source = f"port-{provider}-v1.{names[provider]}"
            edges += [(f"{source}.{c}", f"{staging}.{c}") for c in columns]
            inputs.append(reads(name, f"port-{provider}-v1"))
    return document(
        products=[(name, f"domain_{i % 17}") for i, name in enumerate(names)],
        contracts=[contract(f"port-{i}-v1", name) for i, name in enumerate(names)],
        tables=tables,
        edges=edges,
        input_ports=inputs,
    )


def write_page(folder: Path, content: dict[str, Any], *options: str) -> Path:
    given = folder / "lineage.json"
    given.write_text(json.dumps(content), encoding="utf-8")
    out = folder / "lineage.html"
    done = subprocess.run(
        [sys.executable, "-m", "inseam.lineage.page", str(given), str(out), *options],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PLATFORM)},
    )
    assert done.returncode == 0, done.stdout
    return out
