"""Each event against the schema of its kind, and each facet against its own.

The core schema takes every facet for an open object, so an event with a wrong facet passes it.
Here a facet is validated with what its ``_schemaURL`` names, in the part of the event where it
stands. One that names nothing, or no schema that is given, is wrong: nobody could tell
whether it is right. Entropy Data publishes no schema of its facets; `entropy_data` has
ours of them, which a folder may replace.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from inseam.lineage.openlineage.entropy_data import SCHEMAS
from inseam.report.finding import Finding, InputError, Severity

_CORE = re.compile(r"/OpenLineage\.json#/\$defs/(RunEvent|JobEvent|DatasetEvent)$")
# What of an event has facets, the key that they stand under, and what their schemas extend.
_FACETS = (
    ("run", "facets", "RunFacet"),
    ("job", "facets", "JobFacet"),
    ("dataset", "facets", "DatasetFacet"),
    ("inputs", "facets", "DatasetFacet"),
    ("inputs", "inputFacets", "InputDatasetFacet"),
    ("outputs", "facets", "DatasetFacet"),
    ("outputs", "outputFacets", "OutputDatasetFacet"),
)
_PLACES = frozenset(extends for _, _, extends in _FACETS)
# RFC 3339 wants a time zone, and a `T`; RFC 3986 a scheme, and no blanks.
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.IGNORECASE)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """``at`` is the place in the event, such as ``job.facets.sql.query``."""

    at: str
    message: str


def formats() -> FormatChecker:
    checker = FormatChecker(formats=())

    @checker.checks("uuid", raises=ValueError)
    def is_uuid(value: object) -> bool:
        return not isinstance(value, str) or str(UUID(value)) == value.lower()

    @checker.checks("date-time", raises=ValueError)
    def is_date_time(value: object) -> bool:
        if not isinstance(value, str):
            return True
        return bool(_DATE_TIME.fullmatch(value) and datetime.fromisoformat(value.upper()))

    @checker.checks("uri", raises=ValueError)
    def is_uri(value: object) -> bool:
        if not isinstance(value, str):
            return True
        return bool(_URI.fullmatch(value) and urlsplit(value).scheme)

    return checker


class Validator:
    """Of the schemas in a folder, and our own."""

    def __init__(self, schemas: Iterable[Mapping[str, Any]]) -> None:
        """Of schemas with the same `$id`, the last one is taken."""
        contents = {schema["$id"]: schema for schema in schemas}
        self._registry: Registry[Any] = Registry().with_resources(
            (id_, DRAFT202012.create_resource(schema)) for id_, schema in contents.items()
        )
        self._formats = formats()
        self._validators: dict[str, Draft202012Validator] = {}
        self.facets = 0

    def problems(self, event: Any) -> list[Problem]:
        """In the order of the event; ``facets`` counts those that were checked."""
        if not isinstance(event, dict):
            return [Problem("", "an event is an object")]
        return [*self._of_event(event), *self._of_facets(event)]

    def _of_event(self, event: dict[str, Any]) -> Iterator[Problem]:
        address = event.get("schemaURL")
        if not isinstance(address, str) or not _CORE.search(address):
            yield Problem("schemaURL", f"does not name an event of OpenLineage: {address!r}")
            return
        yield from self._against(address, event, "")

    def _of_facets(self, event: dict[str, Any]) -> Iterator[Problem]:
        for part, key, extends in _FACETS:
            entries = event.get(part)
            for place, entry in _parts(part, entries):
                facets = entry.get(key, {})
                for name, facet in sorted(facets.items()) if isinstance(facets, dict) else ():
                    self.facets += 1
                    yield from self._of_facet(name, facet, f"{place}.{key}.{name}", extends)

    def _of_facet(self, name: str, facet: Any, at: str, extends: str) -> Iterator[Problem]:
        address = facet.get("_schemaURL") if isinstance(facet, dict) else None
        if not isinstance(address, str) or not address:
            yield Problem(at, "names no schema: it has no `_schemaURL`")
            return
        document = urldefrag(address).url
        known = _dict(_dict(self._schema(document)).get("properties"))
        if "#" not in address and name in known:
            # The address of a whole document, which says what is below the facet's name.
            address = f"{document}{_dict(known[name]).get('$ref')}"
        schema = self._schema(address)
        if not isinstance(schema, dict):
            yield Problem(at, f"no schema is called `{address}`")
            return
        if name not in known:
            yield Problem(at, f"`{address}` is the schema of {_quoted(known) or 'no facet'}")
        places = {_extended(reference) for reference in _references(schema)} & _PLACES
        if places and extends not in places:
            yield Problem(at, f"is a {_quoted(places)} and stands where a `{extends}` belongs")
        yield from self._against(address, facet, at)

    def _schema(self, address: str) -> Any:
        try:
            return self._registry.resolver().lookup(address).contents
        except (Unresolvable, ValueError):
            return None

    def _against(self, address: str, value: Any, at: str) -> Iterator[Problem]:
        if address not in self._validators:
            self._validators[address] = Draft202012Validator(
                {"$ref": address}, registry=self._registry, format_checker=self._formats
            )
        try:
            errors = sorted(
                self._validators[address].iter_errors(value), key=lambda e: (e.json_path, e.message)
            )
        except Unresolvable as missing:
            yield Problem(at, f"no schema is called `{missing.ref}`, which `{address}` needs")
            return
        for error in errors:
            yield Problem(_below(at, error.absolute_path), error.message)


def _below(at: str, path: Iterable[str | int]) -> str:
    for part in path:
        at += f"[{part}]" if isinstance(part, int) else f".{part}" if at else part
    return at


def _parts(part: str, entries: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(entries, dict):
        yield part, entries
    elif isinstance(entries, list):
        for place, entry in enumerate(entries):
            if isinstance(entry, dict):
                yield f"{part}[{place}]", entry


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _references(schema: dict[str, Any]) -> list[str]:
    return [part.get("$ref", "") for part in schema.get("allOf", ()) if isinstance(part, dict)]


def _extended(reference: str) -> str:
    """Such as ``JobFacet`` of a reference to the core schema."""
    return reference.rpartition("OpenLineage.json#/$defs/")[2]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def read_schemas(folder: Path) -> list[dict[str, Any]]:
    """Our own, and those of a folder and the folders in it.

    Raises InputError for a folder without schemas, and for files that are none.
    """
    findings = []
    schemas = []
    files = sorted(folder.rglob("*.json"))
    for file in files:
        try:
            schema = json.loads(file.read_text(encoding="utf-8"))
        except (ValueError, RecursionError) as error:
            findings.append(_unreadable(file, f"It is not JSON: {error}."))
            continue
        if not isinstance(schema, dict) or not isinstance(schema.get("$id"), str):
            findings.append(_unreadable(file, "It is not a schema: it has no `$id`."))
        else:
            schemas.append(schema)
    if not files:
        findings.append(_unreadable(folder, "There is no `*.json` in it."))
    if findings:
        raise InputError(findings)
    return [*SCHEMAS, *schemas]


def _unreadable(path: Path, message: str) -> Finding:
    return Finding(
        rule="lineage-schemas",
        severity=Severity.ERROR,
        file=path.as_posix(),
        message=message,
        fix="Name a folder with OpenLineage's schemas, as its `spec/` has them.",
    )


def line_findings(validator: Validator, file: str, lines: Iterable[str]) -> Iterator[Finding]:
    """What is wrong with the events in a file, one on each line."""
    for number, line in enumerate(lines, 1):
        for problem in validator.problems(json.loads(line)):
            yield Finding(
                rule="lineage-event-invalid",
                severity=Severity.ERROR,
                file=file,
                line=number,
                message=f"{problem.at}: {problem.message}" if problem.at else problem.message,
                fix="The program that made the event has a fault, or the schemas are of another"
                " version.",
            )
