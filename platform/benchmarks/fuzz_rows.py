"""Whether test rows can be had of every valid contract: random ones, for as long as you like.

    PYTHONPATH=platform python platform/benchmarks/fuzz_rows.py --seconds 600 [--seed 1]

Contracts of one or two tables, for every server type that ODCS names, with every physical type of
`inseam/odcs/testdata/physical_types.tsv`, alone and inside of others, against any logical
type, with limits, keys and quality rules. All are valid by the standard's schema. Rows are made of
each, or a finding says what stands against it, with its place; what was made is loaded as a test
loads it, and written rows are. An exception is a fault, and so is a made row that does not fit. The
contracts at fault are left in the folder that the program names.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from benchmarks.fuzzing import WrongAnswer, fuzz, parser

from inseam.contract_lint.sentences import schema_problems
from inseam.contract_lint.standards import Standard, standard_of
from inseam.documents.yaml_document import Document, read_yaml
from inseam.odcs.contract import Contract, read_contract
from inseam.odcs.types import databricks_type, dialect_of
from inseam.report.finding import InputError
from inseam.synthesis.synthesise import synthesise
from inseam.synthesis.unsatisfiable import CannotSynthesise
from inseam.testing.input_rows import load_rows
from inseam.testing.outcomes import Origin
from inseam.testing.planned_inputs import PlannedInput
from inseam.testing.source_table import DescribedTable, SourceTable

Json = dict[str, Any]

TYPES = Path(__file__).parents[1] / "inseam/odcs/testdata/physical_types.tsv"
AS_OF = datetime.fromisoformat("2026-01-31T06:00:00")
LOGICAL = (
    *("string", "date", "timestamp", "time", "number", "integer", "object", "array", "boolean"),
    *("map", None, None, None),
)
INSIDE = {
    "databricks": ("ARRAY<{}>", "MAP<STRING, {}>", "STRUCT<a: {}, b: STRING>"),
    "hive": ("ARRAY<{}>", "MAP<STRING, {}>", "STRUCT<a: {}>"),
    "postgres": ("{}[]",),
    "duckdb": ("{}[]", "{}[2]", "STRUCT(a {})", "MAP(VARCHAR, {})"),
    "trino": ("array({})", "row(a {}, b bigint)", "map(varchar, {})"),
    "clickhouse": ("Array({})", "Nullable({})", "Tuple(a {}, b String)", "Map(String, {})"),
    "snowflake": ("ARRAY({})", "OBJECT(a {})"),
    "bigquery": ("ARRAY<{}>", "STRUCT<a {}>"),
}
# What the schema of ODCS wants of a server besides its type.
SERVER: Json = {"server": "production"}


def types_by_server() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in TYPES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            server, physical, *_ = line.split("\t")
            found.setdefault(server, []).append(physical)
    return found


class Maker:
    """Random contracts that keep to the standard's schema."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._types = types_by_server()

    def contract(self) -> Json:
        server = self._chance.choice(sorted(self._types))
        tables = [self._table(server, number) for number in range(self._chance.choice((1, 1, 2)))]
        if len(tables) == 2:
            self._relate(*tables)
        return {
            "apiVersion": "v3.2.0",
            "kind": "DataContract",
            "id": "fuzz-v1",
            "name": "Fuzz",
            "version": "1.0.0",
            "status": "active",
            "customProperties": [{"property": "serverType", "value": server}],
            "schema": tables,
        }

    def _relate(self, parents: Json, children: Json) -> None:
        """Keys of one column, of a table itself, and of two columns."""
        own = [column["name"] for column in children["properties"]]
        others = [column["name"] for column in parents["properties"]]
        for _ in range(self._chance.choice((0, 1, 1, 2))):
            column = self._chance.choice(children["properties"])
            to = self._chance.choice([*(f"t0.{o}" for o in others), f"t1.{own[0]}"])
            column.setdefault("relationships", []).append({"to": to})
        if len(own) > 1 and len(others) > 1 and self._chance.random() < 0.2:
            pairs = [("t1", self._chance.sample(own, 2)), ("t0", self._chance.sample(others, 2))]
            ends = [[f"{table}.{name}" for name in names] for table, names in pairs]
            children["relationships"] = [{"from": ends[0], "to": ends[1]}]

    def _table(self, server: str, number: int) -> Json:
        width = self._chance.randint(1, 6)
        columns = [self._column(server, f"c{position}", 0) for position in range(width)]
        if self._chance.random() < 0.3:
            columns[0] |= {"primaryKey": True, "primaryKeyPosition": 1}
            if width > 1 and self._chance.random() < 0.4:
                columns[1] |= {"primaryKey": True, "primaryKeyPosition": 2}
        table: Json = {"name": f"t{number}", "properties": columns}
        if self._chance.random() < 0.2:
            table["quality"] = [self._table_rule()]
        return table

    def _table_rule(self) -> Json:
        return self._chance.choice(
            [
                {"metric": "rowCount", "mustBeGreaterThan": self._chance.randint(0, 30)},
                {"metric": "rowCount", "mustBe": self._chance.randint(0, 20)},
                {
                    "metric": "duplicateValues",
                    "mustBe": 0,
                    "arguments": {"properties": ["c0", "c1"]},
                },
                {"type": "sql", "query": "select count(*) from t0 where c0 is null", "mustBe": 0},
                {
                    "type": "sql",
                    "query": "SELECT COUNT(*) FROM {object} WHERE c0 NOT IN ('a', 'b')",
                    "mustBe": 0,
                },
            ]
        )

    def _column(self, server: str, name: str, depth: int) -> Json:
        column: Json = {"name": name}
        logical = self._chance.choice(LOGICAL)
        if logical == "map" and depth > 2:
            logical = None  # the schema wants a map's key and value, each a column
        if logical is not None:
            column["logicalType"] = logical
        if self._chance.random() < 0.85:
            column["physicalType"] = self._physical(server)
        self._parts(server, column, depth)
        self._options(column)
        for key, share in (("required", 0.3), ("unique", 0.15)):
            if self._chance.random() < share:
                column[key] = True
        if self._chance.random() < 0.2:
            column["examples"] = self._values(logical)
        if self._chance.random() < 0.15:
            column["quality"] = [self._column_rule(logical)]
        return column

    def _physical(self, server: str) -> str:
        physical = self._chance.choice(self._types[server])
        while self._chance.random() < 0.25 and server in INSIDE:
            physical = self._chance.choice(INSIDE[server]).format(physical)
        return physical

    def _parts(self, server: str, column: Json, depth: int) -> None:
        if column.get("logicalType") == "map":
            sides = {side: self._column(server, side, depth + 1) for side in ("key", "value")}
            column["map"] = sides
        if depth > 2 or self._chance.random() < 0.3:
            return
        if column.get("logicalType") == "object":
            names = self._chance.sample(("a", "A", "b", "two words"), self._chance.randint(1, 3))
            column["properties"] = [self._column(server, name, depth + 1) for name in names]
        if column.get("logicalType") == "array":
            column["items"] = self._column(server, "item", depth + 1)

    def _options(self, column: Json) -> None:
        low = self._chance.randint(-5, 20)
        by_type: dict[str, list[Json]] = {
            "string": [
                {"minLength": max(low, 0), "maxLength": max(low, 0) + 5},
                {"pattern": "^[a-z]{2,4}$"},
                {"format": "uuid"},
                {"format": "email"},
            ],
            "integer": [
                {"minimum": low, "maximum": low + 50},
                {"multipleOf": 5},
                {"exclusiveMinimum": low},
                {"format": "i16"},
            ],
            "number": [{"minimum": low, "maximum": low + 0.5}, {"multipleOf": 0.25}],
            "date": [{"minimum": "2020-01-01", "maximum": "2020-02-01"}],
            "timestamp": [
                {"minimum": "2020-01-01 00:00:00+10:00"},
                {"maximum": "2020-01-01T00:00:00Z"},
            ],
            "time": [{"minimum": "09:00:00", "maximum": "17:00:00"}],
            "array": [{"minItems": 1, "maxItems": 2}, {"uniqueItems": True}],
        }
        options = self._chance.choice(by_type.get(column.get("logicalType") or "", [{}]))
        if options and self._chance.random() < 0.4:
            column["logicalTypeOptions"] = options

    def _values(self, logical: str | None) -> list[Any]:
        by_type: dict[str, list[list[Any]]] = {
            "integer": [[1, 2, 3], [10**12]],
            "number": [[1.5, 2], [0.1]],
            "boolean": [[True]],
            "date": [["2020-01-15"]],
            "timestamp": [["2020-01-15T10:00:00Z"]],
            "array": [[[1], [2, 3]]],
            "object": [[{"a": 1}]],
        }
        return self._chance.choice(by_type.get(logical or "", [["a", "b"], ["1"], ['{"a": 1}']]))

    def _column_rule(self, logical: str | None) -> Json:
        return self._chance.choice(
            [
                {"metric": "nullValues", "mustBe": 0},
                {"metric": "nullValues", "mustBeLessThan": 50, "unit": "percent"},
                {"metric": "duplicateValues", "mustBe": 0},
                {
                    "metric": "invalidValues",
                    "mustBe": 0,
                    "arguments": {"validValues": self._values(logical)},
                },
                {
                    "metric": "missingValues",
                    "mustBe": 0,
                    "arguments": {"missingValues": ["", "a", None]},
                },
                {
                    "metric": "missingValues",
                    "mustBe": 0,
                    "arguments": {"missingValues": [*self._values(logical), None]},
                },
            ]
        )


def document_of(contract: Json) -> Document:
    return read_yaml("fuzz-v1.odcs.yaml", json.dumps(contract).encode())


def became(contract: Json, rows: int, seed: int) -> str:
    """What became of the contract, in words. Raises whatever is wrong with its rows."""
    # The schema wants keys of each server's own, which decide no row.
    server = {**SERVER, "type": contract["customProperties"][0]["value"]}
    document = document_of({**contract, "servers": [server]})
    try:
        return rows_of(read_contract(document), rows, seed)
    except InputError as error:
        if not error.findings:
            raise WrongAnswer("an error without a finding") from None
        return "unread"
    except Exception:
        # Asked last, since it takes as long as all the rest.
        if not is_valid(contract):
            return "not valid"
        raise


def is_valid(contract: Json) -> bool:
    """By the standard's schema."""
    document = document_of(contract)
    standard = standard_of(document)
    return isinstance(standard, Standard) and not any(schema_problems(document.value, standard))


def rows_of(described: Contract, rows: int, seed: int) -> str:
    for column in (c for table in described.objects for c in table.properties):
        databricks_type(column, dialect_of(described))
    load_written(described)
    try:
        made = synthesise([described], rows=rows, seed=seed, as_of=AS_OF, fewer=True)
    except CannotSynthesise as refused:
        if not refused.at_elements or not all(found.element for found in refused.at_elements):
            raise WrongAnswer("refused without a place") from None
        return "refused"
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{index}.parquet") for index in range(len(described.objects))]
        for file, table in zip(files, described.objects, strict=True):
            pq.write_table(made.tables[described.id, table.physical_name], file)
        load(described, files)
    return "made"


def load_written(described: Contract) -> None:
    """Of written rows that have a name for each column, and no value where none is required."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{index}.csv") for index in range(len(described.objects))]
        for file, table in zip(files, described.objects, strict=True):
            names = [column.physical_name for column in table.properties]
            file.write_text(",".join(names) + "\n", encoding="utf-8")
        load(described, files)


def load(described: Contract, files: Sequence[Path]) -> None:
    """The rows of its tables, each from its file, as a test does."""
    planned = []
    for file, object_ in zip(files, described.objects, strict=True):
        table = SourceTable("lake", "raw", file.stem, "fuzz", described.id, "s.yaml", 1, 1)
        entry = DescribedTable(table, described, object_)
        planned.append(PlannedInput(entry, file, Origin.WRITTEN))
    target = files[0].parent / "loaded"
    target.mkdir()
    _, findings = load_rows(planned, target)
    if findings:
        raise WrongAnswer("\n".join(f"{found.message} {found.details}" for found in findings))


def inputs(chance: random.Random) -> Iterator[Json]:
    maker = Maker(chance)
    while True:
        yield maker.contract()


def main() -> int:
    arguments = parser(__doc__, "fuzz_rows")
    arguments.add_argument("--rows", type=int, default=8)
    options = arguments.parse_args()
    return fuzz(
        options,
        inputs,
        lambda contract: (became(contract, options.rows, options.seed),),
        lambda contract: (".json", json.dumps(contract, indent=1).encode()),
    ).exit_code


if __name__ == "__main__":
    sys.exit(main())
