"""How fast contracts are compared, against datacontract-cli."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.bench import Bench, Contender, Values, in_turn, seconds
from benchmarks.figure import Figure, Limit, Ratio
from benchmarks.measuring import timed, timed_call
from benchmarks.results import CPU, Series
from datacontract.data_contract import DataContract

from inseam.documents.yaml_document import Document, read_yaml
from inseam.gate.compare import compare
from inseam.gate.settings import Settings

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
_COLUMNS = 50
_WIDE = (50, 500, 5_000)
_PAIRS = 1_000
# A call takes about a millisecond, of which the clock knows little.
_CALLS = 50
_PLATFORM = Path(__file__).parents[2]


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


def compared(old: Document, new: Document) -> None:
    compare(old, new, SETTINGS)


def read_and_compared(old: str, new: str) -> None:
    compared(read(old), read(new))


def measure(bench: Bench) -> list[Series]:
    old, new = contract(_COLUMNS, changed=False), contract(_COLUMNS, changed=True)
    documents = read(old), read(new)
    many = read(values(3_000, changed=False)), read(values(3_000, changed=True))
    theirs = DataContract(data_contract_str=old, inline_references=False)

    def changelog() -> None:
        theirs.changelog(DataContract(data_contract_str=new, inline_references=False))

    in_this_process = "inseam.gate.compare.compare(old, new, settings)"
    contenders = [
        Contender("Inseam", in_this_process, partial(_fastest, partial(compared, *documents))),
        Contender(
            "Inseam, with reading",
            "read_yaml of both, and compare",
            partial(_fastest, partial(read_and_compared, old, new)),
        ),
        Contender(
            "datacontract-cli, with reading",
            "DataContract(old).changelog(DataContract(new))",
            partial(_fastest, changelog, 1),
        ),
        Contender(
            "3,000 valid values in a rule",
            in_this_process,
            partial(_fastest, partial(compared, *many), 1),
        ),
        Contender(
            f"{_PAIRS:,} pairs, from a cold start",
            "python -m inseam.gate --against ../old .",
            partial(_cold_start, bench.folder),
        ),
        *(
            Contender(
                "columns of a contract",
                "read_yaml of both, and compare",
                partial(
                    _fastest,
                    partial(
                        read_and_compared,
                        contract(columns, changed=False),
                        contract(columns, changed=True),
                    ),
                    max(1, _WIDE[0] * _CALLS // columns),
                ),
                columns,
            )
            for columns in _WIDE
        ),
    ]
    compared(*documents)
    return in_turn(bench, contenders)


def _fastest(work: Callable[[], object], calls: int = _CALLS) -> Values:
    """What else the machine does can make a call slower only."""
    return seconds(min((timed_call(work) for _ in range(calls)), key=lambda used: used.cpu))


def _cold_start(folder: Path) -> Values:
    """All pairs through the command, as a person would call it."""
    for side, changed in (("old", False), ("new", True)):
        (folder / side).mkdir(exist_ok=True)
        for number in range(_PAIRS):
            file = folder / side / f"benchmark-{number}.odcs.yaml"
            file.write_text(contract(_COLUMNS, changed, number), encoding="utf-8")
    command = [sys.executable, "-m", "inseam.gate", "--against", "../old", "--format", "json", "."]
    variables = {"PYTHONPATH": str(_PLATFORM)}
    # Exit code 1: it has found what breaks.
    done = timed(command, folder / "new", variables, exit_codes=(0, 1))
    assert f"{_PAIRS} contracts compared" in done.output, done.output[-1000:]
    return seconds(done.used)


FIGURE = Figure(
    name="gate",
    title="The contract gate",
    question=f"""\
A contract of {_COLUMNS} columns, a fifth of them changed, is compared with what it was. In one
process and without its start, the fastest of {_CALLS} calls (1 for datacontract-cli), but for the
{_PAIRS:,} pairs.""",
    measure=measure,
    minutes=1,
    ratios=(Ratio("Inseam, with reading", "datacontract-cli, with reading"),),
    limits=(Limit("Inseam", CPU, 0.0008),),
    sizes="columns",
)
