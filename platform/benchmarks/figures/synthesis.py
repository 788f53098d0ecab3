"""How fast rows are made from a contract, against making them one by one with Faker."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from benchmarks.bench import Bench, Contender, Values, in_turn, seconds
from benchmarks.figure import Figure, Ratio
from benchmarks.measuring import Used, timed_call
from benchmarks.results import Series
from faker import Faker

from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import read_contract
from inseam.synthesis.synthesise import synthesise

_ROWS, _FEW, _WIDE = 100_000, 2_000, 50
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


def measure(bench: Bench) -> list[Series]:
    of_each = {kind: contract({_name(kind): column}) for kind, (column, _) in KINDS.items()}
    names = [list(KINDS)[number % len(KINDS)] for number in range(_WIDE)]
    wide = contract({f"{kind} {n}": KINDS[kind][0] for n, kind in enumerate(names)})
    synthesised(wide, 10)  # imports
    found: list[Series] = []
    for kind, described in of_each.items():
        found += in_turn(bench, _pair(kind, described, [kind]))
    return [*found, *in_turn(bench, _pair(f"{_WIDE} columns", wide, names))]


def _pair(what: str, described: Any, kinds: list[str]) -> list[Contender]:
    def ours() -> Values:
        return _each(timed_call(lambda: synthesised(described, _ROWS)), _ROWS)

    def theirs() -> Values:
        return _each(timed_call(lambda: one_by_one(kinds, _FEW)), _FEW)

    return [
        Contender(what, "synthesise([contract], rows, seed, as_of)", ours),
        Contender(f"{what}, Faker", "a call of Faker for each value", theirs),
    ]


def _each(used: Used, rows: int) -> Values:
    """Of 100,000 rows, whatever was made."""
    share = _ROWS / rows
    return seconds(Used(used.wall * share, used.cpu * share))


def _name(kind: str) -> str:
    # A text of this name is made of names of people.
    return "customer_name" if kind == "name" else "a"


def synthesised(described: Any, rows: int) -> object:
    return synthesise([described], rows=rows, seed=1, as_of=AS_OF)


def one_by_one(kinds: list[str], rows: int) -> object:
    fake = Faker("en_US")
    Faker.seed(1)
    makers = [KINDS[kind][1] for kind in kinds]
    return [[make(fake) for make in makers] for _ in range(rows)]


FIGURE = Figure(
    name="synthesis",
    title="Rows made from contracts",
    question=f"""\
{_ROWS:,} rows of one column of each kind, and of {_WIDE} columns of all kinds, in one process,
beside a loop that calls Faker for each value. Of that {_FEW:,} rows are made, and their time is
multiplied.""",
    measure=measure,
    minutes=3,
    ratios=(Ratio(f"{_WIDE} columns", f"{_WIDE} columns, Faker"),),
)
