"""How fast contracts are compared, against datacontract-cli where it is installed.

    PYTHONPATH=platform python platform/benchmarks/gate_pairs.py [pairs]

All in seconds of one processor: pairs of contracts through the command from a cold start, one
contract of many columns, and one rule with many values. Needs the environment of
platform/locks/library.txt, and for the other tool that of platform/locks/testing.txt.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from inseam.documents.yaml_document import Document, read_yaml
from inseam.gate.compare import compare
from inseam.gate.settings import Settings

_ENV = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
SETTINGS = Settings(today=date(2026, 11, 1))
KINDS: list[dict[str, Any]] = [
    {"logicalType": "string", "physicalType": "STRING", "required": True},
    {"logicalType": "integer", "physicalType": "BIGINT", "logicalTypeOptions": {"minimum": 0}},
    {"logicalType": "number", "physicalType": "DECIMAL(12,2)", "description": "What was paid."},
    {"logicalType": "timestamp", "physicalType": "TIMESTAMP", "classification": "internal"},
    {
        "logicalType": "string",
        "quality": [
            {"metric": "invalidValues", "arguments": {"validValues": ["a", "b"]}, "mustBe": 0}
        ],
    },
]


def contract(columns: int, changed: bool, number: int = 0) -> str:
    """As a person would write it, one line a key. With ``changed``, a fifth of it is another."""
    lines = [
        "apiVersion: v3.1.0",
        "kind: DataContract",
        f"id: benchmark-{number}",
        f"version: {'1.1.0' if changed else '1.0.0'}",
        "status: active",
        "servers:",
        "  - {server: production, type: databricks, catalog: shop, schema: op_orders_v1}",
        "schema:",
        "  - name: orders",
        "    physicalType: table",
        "    properties:",
    ]
    for position in range(columns):
        kind = dict(KINDS[position % len(KINDS)])
        if changed and position % 5 == 1:
            kind |= {"physicalType": "INT", "classification": "restricted"}
        lines.append(f"      - name: column_{position}")
        lines += [f"        {key}: {json.dumps(value)}" for key, value in kind.items()]
    return "\n".join(lines) + "\n"


def values(count: int, changed: bool) -> str:
    listed = [f"value {position}" for position in range(count + changed)]
    rule = {"metric": "invalidValues", "arguments": {"validValues": listed}, "mustBe": 0}
    return contract(1, changed=False).replace(
        "        required: true\n", f"        quality: {json.dumps([rule])}\n"
    )


def read(text: str) -> Document:
    return read_yaml("contract", text.encode())


def seconds_of(work: Callable[[], object]) -> float:
    """Of the processor, so that others on the machine do not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def read_and_compare(old: str, new: str) -> None:
    compare(read(old), read(new), SETTINGS)


def best_of(times: int, work: Callable[[], object]) -> float:
    return min(seconds_of(work) for _ in range(times))


def cold_start(pairs: int) -> float:
    """All pairs through the command, as a person would call it."""
    with tempfile.TemporaryDirectory() as folder:
        for side, changed in (("old", False), ("new", True)):
            for number in range(pairs):
                file = Path(folder, side, f"benchmark-{number}.odcs.yaml")
                file.parent.mkdir(exist_ok=True)
                file.write_text(contract(50, changed, number), encoding="utf-8")
        command = [sys.executable, "-m", "inseam.gate", "--against", "../old", "--format", "json"]
        start = os.times()
        done = subprocess.run(
            [*command, "."], cwd=Path(folder, "new"), check=False, capture_output=True, env=_ENV
        )
        end = os.times()
        took = end.children_user - start.children_user
        took += end.children_system - start.children_system
    said = json.loads(done.stdout)
    assert said["summary"][-1] == f"{pairs} contracts compared", done.stderr
    return took


def other_tool() -> float | None:
    """One pair of 50 columns with datacontract-cli, in this process; the best of three."""
    try:
        from datacontract.data_contract import DataContract
    except ImportError:
        return None
    old = DataContract(data_contract_str=contract(50, changed=False), inline_references=False)
    new = contract(50, changed=True)
    return best_of(
        3,
        lambda: old.changelog(DataContract(data_contract_str=new, inline_references=False)),
    )


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    old, new = contract(50, changed=False), contract(50, changed=True)
    documents = read(old), read(new)
    compare(*documents, SETTINGS)
    comparing = best_of(20, lambda: compare(*documents, SETTINGS))
    reading = best_of(20, lambda: (read(old), read(new)))
    print(f"a pair of 50 columns, 10 changed: {comparing * 1000:.2f} ms", end="")
    print(f", {reading * 1000:.2f} ms to read it")
    print(f"{pairs:,} such pairs, cold start and reading included: {cold_start(pairs):.1f} s")
    many = read(values(3_000, changed=False)), read(values(3_000, changed=True))
    print(f"3,000 valid values in one rule: {seconds_of(lambda: compare(*many, SETTINGS)):.3f} s")
    for columns in (1_000, 10_000):
        texts = contract(columns, changed=False), contract(columns, changed=True)
        wide = seconds_of(partial(read_and_compare, *texts))
        print(f"{columns:,} columns, a fifth changed, with reading: {wide:.2f} s")
    theirs = other_tool()
    if theirs is not None:
        print(f"datacontract-cli, a pair of 50 columns: {theirs * 1000:.0f} ms, ", end="")
        print(f"{theirs / (comparing + reading):.0f} times as long")


if __name__ == "__main__":
    main()
