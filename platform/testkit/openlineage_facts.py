"""What tests are made of: the facts in ``testdata/mesh.yaml``, and small schemas.

The schemas have the form of the standard's, which come in no package.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from inseam.facts.schema import TABLES
from inseam.facts.tables import Row, columns
from inseam.lineage.document import Lineage, from_json, to_json
from inseam.lineage.from_facts import describe

TESTDATA = Path(__file__).parents[1] / "inseam/lineage/openlineage/testdata"
ROWS = {table.TABLE: table for table in TABLES}

CORE = "https://openlineage.io/spec/2-0-2/OpenLineage.json"
SQL = "https://openlineage.io/spec/facets/1-1-0/SQLJobFacet.json"
BROKEN = "https://openlineage.io/spec/facets/1-0-0/BrokenJobFacet.json"

_FACET = {
    "type": "object",
    "properties": {"_producer": {"type": "string", "format": "uri"}},
    "required": ["_producer", "_schemaURL"],
}
_CORE_SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": CORE,
    "$defs": {
        "RunEvent": {
            "type": "object",
            "properties": {
                "eventTime": {"type": "string", "format": "date-time"},
                "run": {
                    "type": "object",
                    "properties": {"runId": {"type": "string", "format": "uuid"}},
                    "required": ["runId"],
                },
            },
            "required": ["eventTime", "run", "job"],
        },
        "RunFacet": _FACET,
        "JobFacet": _FACET,
        "DatasetFacet": _FACET,
    },
}


def _job_facet(id_: str, name: str, key: str, definition: dict[str, Any]) -> dict[str, Any]:
    extends = {"$ref": f"{CORE}#/$defs/JobFacet"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": id_,
        "$defs": {name: {"allOf": [extends, definition]}},
        "properties": {key: {"$ref": f"#/$defs/{name}"}},
    }


_QUERY = {"properties": {"query": {"type": "string"}}, "required": ["query"]}
STANDARD = (
    _CORE_SCHEMA,
    _job_facet(SQL, "SQLJobFacet", "sql", _QUERY),
    _job_facet(BROKEN, "BrokenJobFacet", "broken", {"$ref": "https://nowhere.example/x.json"}),
)


def rows() -> Iterator[Row]:
    mesh = yaml.safe_load((TESTDATA / "mesh.yaml").read_text())
    nothing = {"VARCHAR": "", "BIGINT": 1, "DOUBLE": 0.0, "BOOLEAN": False}
    for table, entries in mesh.items():
        empty = {c.key: None if c.nullable else nothing[c.type] for c in columns(ROWS[table])}
        for entry in entries:
            assert entry.keys() <= empty.keys(), f"{table} has no {entry.keys() - empty.keys()}"
            yield ROWS[table](**(empty | entry))


@cache
def mesh_lineage() -> Lineage:
    """As `lineage.json` has it."""
    return from_json(to_json(describe(rows())))


def without_addresses(value: Any) -> Any:
    """An event to be compared. Which of them is right, the standard's classes say."""
    if isinstance(value, list):
        return [without_addresses(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    kind = {"event": value["schemaURL"].rpartition("/")[2]} if "schemaURL" in value else {}
    left_out = ("producer", "_producer", "schemaURL", "_schemaURL")
    return kind | {k: without_addresses(v) for k, v in value.items() if k not in left_out}


def readable(value: Any, indent: str = "") -> str:
    """JSON, with everything on one line that fits there."""
    short = json.dumps(value, ensure_ascii=False, sort_keys=True)
    if len(indent) + len(short) <= 100 or not isinstance(value, (dict, list)):
        return short
    inner = indent + " "
    if isinstance(value, list):
        return "[\n" + ",\n".join(inner + readable(v, inner) for v in value) + f"\n{indent}]"
    entries = (f"{inner}{json.dumps(k)}: {readable(v, inner)}" for k, v in sorted(value.items()))
    return "{\n" + ",\n".join(entries) + f"\n{indent}}}"
