"""How fast rows are made from a contract, against making them one by one with Faker.

    PYTHONPATH=platform python platform/benchmarks/synthesise_rows.py [rows]

Needs the environment of platform/locks/testing.txt.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from faker import Faker

from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import read_contract
from inseam.synthesis.synthesise import synthesise

AS_OF = datetime(2025, 1, 15, 12)  # noqa: DTZ001
_STAMP = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"
_WORDS = [{"value": word} for word in ("new", "paid", "sent", "back")]

Column = dict[str, Any]
# What a column says, and how someone would make one value of it with Faker.
KINDS: dict[str, tuple[Column, Callable[[Faker], Any]]] = {
    "unique uuid": (
        {"logicalType": "string", "logicalTypeOptions": {"format": "uuid"}, "unique": True},
        lambda fake: fake.uuid4(),
    ),
    "unique integer": (
        {"logicalType": "integer", "logicalTypeOptions": {"minimum": 1}, "unique": True},
        lambda fake: fake.unique.random_int(1, 10_000_000),
    ),
    "unique pattern": (
        {
            "logicalType": "string",
            "unique": True,
            "logicalTypeOptions": {"pattern": "^[A-Z]{3}-[0-9]{8}$"},
        },
        lambda fake: fake.unique.bothify("???-########"),
    ),
    "integer": (
        {"logicalType": "integer", "logicalTypeOptions": {"minimum": 0, "maximum": 1_000_000}},
        lambda fake: fake.random_int(0, 1_000_000),
    ),
    "decimal": (
        {"logicalType": "number", "physicalType": "DECIMAL(12,2)"},
        lambda fake: fake.pydecimal(left_digits=5, right_digits=2),
    ),
    "double": ({"logicalType": "number"}, lambda fake: fake.pyfloat(min_value=0, max_value=1e4)),
    "boolean": ({"logicalType": "boolean"}, lambda fake: fake.pybool()),
    "date": ({"logicalType": "date"}, lambda fake: fake.date_between("-2y")),
    "timestamp": ({"logicalType": "timestamp"}, lambda fake: fake.date_time_between("-2y")),
    "text stamp": (
        {"logicalType": "string", "logicalTypeOptions": {"pattern": _STAMP}},
        lambda fake: fake.iso8601(),
    ),
    "email": (
        {"logicalType": "string", "logicalTypeOptions": {"format": "email"}},
        lambda fake: fake.ascii_safe_email(),
    ),
    "name": ({"logicalType": "string"}, lambda fake: fake.name()),
    "enum": (
        {"logicalType": "string", "enum": _WORDS},
        lambda fake: fake.random_element(("new", "paid", "sent", "back")),
    ),
    "list": (
        {"logicalType": "array", "items": {"logicalType": "integer"}},
        lambda fake: [fake.random_int() for _ in range(fake.random_int(0, 3))],
    ),
}


def contract(columns: dict[str, Column]) -> Any:
    value = {
        "apiVersion": "v3.2.0",
        "kind": "DataContract",
        "id": "benchmark-v1",
        "version": "1.0.0",
        "schema": [
            {"name": "t", "properties": [{"name": name, **c} for name, c in columns.items()]}
        ],
    }
    return read_contract(read_yaml("benchmark-v1.odcs.yaml", json.dumps(value).encode()))


def seconds_of(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def synthesised(columns: dict[str, Column], rows: int) -> float:
    described = contract(columns)
    return seconds_of(lambda: synthesise([described], rows=rows, seed=1, as_of=AS_OF))


def one_by_one(kinds: list[str], rows: int) -> float:
    fake = Faker("en_US")
    Faker.seed(1)
    makers = [KINDS[kind][1] for kind in kinds]
    return seconds_of(lambda: [[make(fake) for make in makers] for _ in range(rows)])


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    synthesised({kind: column for kind, (column, _) in KINDS.items()}, 10)  # imports
    few = min(rows, 2_000)
    print(f"{'column':<16}{'rows/s':>14}{'Faker rows/s':>14}{'ratio':>8}")
    for kind, (column, _) in KINDS.items():
        name = "customer_name" if kind == "name" else "a"
        ours, theirs = rows / synthesised({name: column}, rows), few / one_by_one([kind], few)
        print(f"{kind:<16}{ours:>14,.0f}{theirs:>14,.0f}{ours / theirs:>8.1f}")
    names = list(KINDS)
    fifty = [names[number % len(names)] for number in range(50)]
    columns = {f"{kind} {number}": KINDS[kind][0] for number, kind in enumerate(fifty)}
    ours, theirs = synthesised(columns, rows), one_by_one(fifty, few) * rows / few
    print(f"{len(fifty)} columns, {rows:,} rows: {ours:.1f} s; Faker {theirs:.1f} s, ", end="")
    print(f"{theirs / ours:.0f} times as long")


if __name__ == "__main__":
    main()
