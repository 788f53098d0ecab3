"""Whether the gate has a verdict on everything: mutated contracts, for as long as you like.

    PYTHONPATH=platform python platform/benchmarks/fuzz_gate.py --seconds 600 [--seed 1]

It starts from the gate's golden pairs and the repository's own contracts, and changes them: as
bytes, as values (keys, values, subtrees of other contracts), and as people do: rules without names,
servers, nested types and custom properties in many spellings. Each input stands as the new
contract, and as the old one. It must end in a verdict, or in findings with its file, within a fair
time; an exception is a fault, and the input is left in the folder that is named at the end.
"""

from __future__ import annotations

import copy
import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from benchmarks.fuzzing import fuzz, parser

from inseam.gate.catalogue import RULES
from inseam.gate.outcome import findings_of, summary
from inseam.gate.settings import Majors, Readers, Settings
from inseam.gate.trees import compare_trees
from inseam.gate.waivers import NO_EXCEPTIONS
from inseam.report.formats import FORMATS
from inseam.report.report import report

ROOT = Path(__file__).parents[2]
SEEDS = (
    "contracts/external/*.odcs.yaml",
    "platform/inseam/gate/testdata/*/*/*.odcs.yaml",
    "products/*/models/output_ports/*/*.odcs.yaml",
)
FILE = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
PUBLISHED = "contracts/published/orders-v1/1.0.0.odcs.yaml"
SETTINGS = Settings(
    today=date(2026, 11, 1),
    majors=Majors.IN_PLACE,
    readers=frozenset(Readers),
    opt_in=frozenset(rule.id for rule in RULES if rule.opt_in),
)
MAX_SECONDS = 10.0
# Larger ones are slow to change, and say nothing that the small ones do not.
MAX_SEED_BYTES = 12_000
TOKENS = (
    b"- ",
    b": ",
    b"\n",
    b"  ",
    b"[",
    b"{",
    b"*a",
    b"&a ",
    b"!!x ",
    b"~",
    b"'",
    b"<<: ",
    b"\t",
)
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 10**400, float("nan"), float("inf"), "", " ", "x", "1.0.0"),
    *("1e999999999", "9" * 5_000, "P1D", "2026-02-30", "24:00", "(", "[a-z", "a.b.c", "#/", "${X}"),
    *("decimal(38,", "struct<a:int>", "array<" * 40, "varchar(99999999999)", [], {}, [[]], [None]),
    *({"name": "x"}, {"": ""}, "\u2028", "\U0001f600", "__init__", "required", "physicalName"),
)
QUERIES = (
    "select count(*) from {object} where a < 0",
    "SELECT COUNT(*) FROM ${object} WHERE a < 0;",
    "select max(a) from {table} -- all",
    "select count(*) from {object} where a in (",
    "with x as (select 1) select * from x",
    "{% if x %} select 1 {% endif %}",
    "drop table {object}; select 1",
    "select 'a''b' || \"c\" from `d`.{object}",
)
TYPES = (
    *("STRUCT<a: INT NOT NULL, b: ARRAY<STRUCT<c: STRING NOT NULL>>>", "STRUCT<b: INT, a: INT>"),
    *("MAP<STRING, STRUCT<d: STRING NOT NULL>>", "ROW(a INTEGER, b VARCHAR)", "OBJECT(d VARCHAR)"),
    *("Nullable(String)", "LowCardinality(Nullable(String))", "Array(Nullable(String))", "String"),
    *("Tuple(a Nullable(String), b UInt8)", "VARCHAR(10) NOT NULL", "nvarchar(max)", "null"),
    *("national character varying(50)", "FLOAT(24)", "FLOAT(53)", "INT64", "BYTEINT", "TIMESTAMP"),
    *("STRUCT<a: STRUCT<a: STRUCT<a: INT NOT NULL>>>", "not null", "STRUCT<>", "STRUCT<a INT,"),
)
SERVERS = (
    *("databricks", "bigquery", "clickhouse", "kafka", "mysql", "oracle", "postgres", "postgresql"),
    *("redshift", "s3", "snowflake", "sqlserver", "trino", "custom", "POSTGRES", ""),
)
ENVIRONMENTS = ("prod", "pre-prod", "nonProd", "internal", "test", "ci", "DEV_2", "local-prod", "é")
UNITS = ("rows/s", "rows per day", "MB/s", "Kbps", "rps", "%", "d", "/", "per", "rows/", "1/s")
NAMES = (
    *("unit", "Unit-Of-Measure", "currency", "dataLicense", "licence", "masking", "pii", "header"),
    *("anonymizationStrategy", "extensible", "noticePeriod", "", "é"),
)
KEYS = ("", " ", "x", "id", "name", "physicalName", "properties", "quality", "required")


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every entry of a mapping or list, as what holds it and its key."""
    found: list[tuple[Any, Any]] = []
    stack = [value]
    while stack:
        holder = stack.pop()
        for key, part in holder.items() if isinstance(holder, dict) else enumerate(holder):
            found.append((holder, key))
            if isinstance(part, (dict, list)):
                stack.append(part)
    return found


def other_bytes(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(content))
        end = min(len(content), start + chance.choice((0, 1, 3, 30)))
        token = chance.choice((chance.choice(TOKENS), chance.randbytes(chance.randint(0, 6))))
        content = content[:start] + token + content[end:]
    return content


def other_values(value: Any, parts: list[Any], chance: random.Random) -> bytes:
    value = copy.deepcopy(value)
    for _ in range(chance.randint(1, 5)):
        known = places(value)
        if not known:
            break
        holder, key = chance.choice(known)
        done = chance.random()
        if done < 0.15 and isinstance(holder, dict):
            del holder[key]
        elif done < 0.3 and isinstance(holder, dict):
            holder[chance.choice(KEYS)] = holder.pop(key)
        elif done < 0.6:
            holder[key] = copy.deepcopy(chance.choice(parts))
        else:
            holder[key] = copy.deepcopy(chance.choice(ODD))
    return json.dumps(value, default=str).encode("utf-8", "surrogatepass")


def as_people_do(value: Any, chance: random.Random) -> Any:
    """A contract with other servers, rules, types and custom properties than it had."""
    if not isinstance(value, dict):
        return value
    value = copy.deepcopy(value)
    if chance.random() < 0.5:
        value["servers"] = [server(chance) for _ in range(chance.randint(0, 3))]
    value["slaProperties"] = [
        {"property": "throughput", "value": chance.choice(ODD), "unit": chance.choice(UNITS)}
    ]
    tables = value.get("schema")
    holders: list[Any] = [value, *(tables if isinstance(tables, list) else [])]
    for holder, key in places(tables if isinstance(tables, (dict, list)) else []):
        if key == "properties" and isinstance(holder[key], list):
            holders += holder[key]
    for holder in holders:
        if isinstance(holder, dict):
            changed_as_people_do(holder, chance)
    return value


def changed_as_people_do(holder: dict[str, Any], chance: random.Random) -> None:
    if chance.random() < 0.4:
        holder["quality"] = [rule(chance) for _ in range(chance.randint(0, 4))]
    if chance.random() < 0.4:
        holder["physicalType"] = chance.choice((*TYPES, "table", "MANAGED", "streaming_table"))
    if chance.random() < 0.3:
        holder["customProperties"] = [
            {"property": chance.choice(NAMES), "value": chance.choice((*ODD, "EUR", "CC-BY"))}
            for _ in range(chance.randint(1, 3))
        ]
    if chance.random() < 0.2:
        names = ("`a b`", '"A"', "[a]", '"', "``", "a.b", '"a"."b"', "]")
        holder["physicalName"] = chance.choice(names)


def server(chance: random.Random) -> dict[str, Any]:
    return {
        "server": chance.choice(("a", "b")),
        "type": chance.choice(SERVERS),
        "environment": chance.choice(ENVIRONMENTS),
        "catalog": chance.choice(("c", "C", 1)),
        "schema": chance.choice(("s", "S", None)),
        "port": chance.choice((5432, "5432", " 5432 ")),
        "roles": [{"role": chance.choice(("x", "y")), "access": chance.choice(("r", "w"))}],
    }


def rule(chance: random.Random) -> dict[str, Any]:
    kinds: tuple[dict[str, Any], ...] = (
        {"type": "sql", "query": chance.choice(QUERIES), "mustBe": chance.choice((0, 1, [1]))},
        {"type": "custom", "engine": "soda", "implementation": chance.choice(("a: 1", "a: [", 1))},
        {"type": "text", "description": chance.choice(("Words.", "Other words."))},
        {"rule": "validValues", "mustBeIn": chance.choice(([0, 1], [0], 1, None))},
        {"metric": "missingValues", "arguments": {"missingValues": [None, ""]}, "mustBe": 0},
        {"type": "predefined", "rule": "duplicateCount", "mustBe": 0, "properties": ["a", "b"]},
    )
    named = {"name": chance.choice(("n", "m"))} if chance.random() < 0.2 else {}
    return {**chance.choice(kinds), **named}


def inputs(chance: random.Random) -> Iterator[tuple[bytes, bytes]]:
    """A good contract, and what has become of it or of another one."""
    files = sorted(path for glob in SEEDS for path in ROOT.glob(glob))
    seeds = [content for file in files if len(content := file.read_bytes()) <= MAX_SEED_BYTES]
    values = [yaml.safe_load(content) for content in seeds]
    parts = [holder[key] for value in values for holder, key in places(value)]
    while True:
        number = chance.randrange(len(seeds))
        done = chance.random()
        if done < 0.05:
            yield seeds[number], chance.randbytes(chance.randint(0, 200))
        elif done < 0.45:
            pair = [as_people_do(values[number], chance) for _ in range(2)]
            old, new = (json.dumps(one, default=str).encode() for one in pair)
            yield old, new
        elif done < 0.7:
            yield seeds[number], other_bytes(seeds[number], chance)
        else:
            yield seeds[number], other_values(values[number], parts, chance)


def verdict(old: bytes, new: bytes, form: str) -> str:
    """What became of it, in a word. Raises whatever the gate does."""
    started = time.process_time()
    outcome = compare_trees({FILE: old, PUBLISHED: old}, {FILE: new}, SETTINGS, before="base")
    found = findings_of(outcome, NO_EXCEPTIONS, SETTINGS.today)
    for finding in found:
        assert finding.file in (FILE, PUBLISHED), finding.file
        assert finding.line is None or finding.line >= 1, finding.line
    FORMATS[form](report(found, *summary(outcome))).encode()
    took = time.process_time() - started
    assert took < MAX_SECONDS, f"{took:.0f} s"
    return "unreadable" if outcome.unreadable else "compared"


def main() -> int:
    options = parser(__doc__, "fuzz_gate").parse_args()
    forms = random.Random(options.seed)

    def became(pair: tuple[bytes, bytes]) -> Iterator[str]:
        good, bad = pair
        form = forms.choice(sorted(FORMATS))
        yield verdict(good, bad, form)
        yield verdict(bad, good, form)

    return fuzz(options, inputs, became, lambda pair: (".yaml", pair[1])).exit_code


if __name__ == "__main__":
    sys.exit(main())
