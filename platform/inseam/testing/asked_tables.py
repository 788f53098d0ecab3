"""The tables that a contract asks a generator of test data for.

An object of an external contract's schema names the generator in a custom property:

    customProperties:
      - property: testDataGenerator
        value: {name: tpcds, scaleFactor: 0.01, table: web_sales}

``table`` is one of the generator's own. ``query`` instead of it is a SELECT over them, where the
system's table is another than any of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from inseam.documents.yaml_document import Document, Path
from inseam.odcs.contract import Contract, SchemaObject, read_contract
from inseam.report.finding import Finding, InputError, Severity
from inseam.testing.engine import is_identifier

PROPERTY = "testDataGenerator"
TPCDS = "tpcds"
_SETTINGS = frozenset({"name", "scaleFactor", "table", "query"})
# Below it, DuckDB's generator does not end. A test wants some thousand rows; 1 is a gigabyte.
_SMALLEST_SCALE_FACTOR, _LARGEST_SCALE_FACTOR = 0.01, 1
_EXAMPLE = "value: {name: tpcds, scaleFactor: 0.01, table: web_sales}"


@dataclass(frozen=True, slots=True)
class AskedTable:
    """``described`` is to have the rows of ``select``, which stands at ``path``."""

    described: SchemaObject
    scale_factor: float
    select: str
    path: Path


def asked_tables(document: Document) -> tuple[Contract, list[AskedTable]]:
    """The contract, and those of its objects that name a generator.

    Raises `InputError` with everything that is wrong with what they say.
    """
    contract = read_contract(document)
    asked: list[AskedTable] = []
    findings: list[Finding] = []
    for described in contract.objects:
        for value, path in _generators(document.value["schema"][described.path[1]], described):
            found = list(_faults(document, described, value, path))
            findings += found
            if not found:
                key = "table" if "table" in value else "query"
                select = f'from "{value[key]}"' if key == "table" else value[key]
                asked.append(AskedTable(described, value["scaleFactor"], select, (*path, key)))
    if findings:
        raise InputError(findings)
    return contract, asked


def fault(document: Document, path: Path, message: str, fix: str) -> Finding:
    """What is wrong with the contract's request, at ``path`` in it."""
    return Finding(
        rule="generator-invalid",
        severity=Severity.ERROR,
        file=document.file,
        line=document.line(path),
        message=message,
        fix=fix,
    )


def _generators(entry: dict[str, Any], described: SchemaObject) -> Iterator[tuple[Any, Path]]:
    properties = entry.get("customProperties")
    for index, custom in enumerate(properties if isinstance(properties, list) else ()):
        if isinstance(custom, dict) and custom.get("property") == PROPERTY:
            yield custom.get("value"), (*described.path, "customProperties", index, "value")


def _faults(
    document: Document, described: SchemaObject, value: Any, path: Path
) -> Iterator[Finding]:
    label = f"The {PROPERTY} of `{described.physical_name}`"
    if not isinstance(value, dict):
        yield fault(document, path, f"{label} is not a mapping.", f"Write `{_EXAMPLE}`.")
        return
    if not is_identifier(described.physical_name):
        message = (
            f"The object {described.physical_name!r} has a name that is not a plain identifier."
        )
        yield fault(document, path, message, "Use letters, digits and underscores.")
    for key in sorted(value.keys() - _SETTINGS):
        known = ", ".join(sorted(_SETTINGS))
        yield fault(document, (*path, key), f"{label} has no setting `{key}`.", f"It has {known}.")
    if value.get("name") != TPCDS:
        message = f"{label} has the name `{value.get('name')}`, which is not a generator."
        yield fault(document, path, message, f"Write `name: {TPCDS}`.")
    scale: Any = value.get("scaleFactor")
    is_number = isinstance(scale, (int, float)) and not isinstance(scale, bool)
    if not (is_number and _SMALLEST_SCALE_FACTOR <= float(scale) <= _LARGEST_SCALE_FACTOR):
        message = f"{label} has the scaleFactor `{scale}`."
        fix = f"Write a number from {_SMALLEST_SCALE_FACTOR} to {_LARGEST_SCALE_FACTOR}."
        yield fault(document, path, message, fix)
    sources = [key for key in ("table", "query") if key in value]
    if len(sources) != 1 or not (isinstance(value[sources[0]], str) and value[sources[0]].strip()):
        message = f"{label} does not say which rows it has."
        yield fault(document, path, message, "Write either `table:` or `query:`.")
    elif sources == ["table"] and not is_identifier(value["table"]):
        message = f"{label} names the table {value['table']!r}, which is not a plain identifier."
        yield fault(document, (*path, "table"), message, "Name a table of TPC-DS.")
