"""An ODCS contract as this library sees it: the parts that decide what data looks like.

Follows the Open Data Contract Standard 3.0 to 3.2
(https://bitol-io.github.io/open-data-contract-standard/). Reading checks only what the reader
needs, and guesses nothing; whether a contract is good is contract lint's question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from inseam.documents.yaml_document import Document, Path
from inseam.odcs.constraints import (
    EVALUATED_IN as EVALUATED_IN,
)
from inseam.odcs.constraints import (
    PRODUCTION as PRODUCTION,
)
from inseam.odcs.constraints import (
    ColumnConstraints,
    ObjectConstraints,
    WrittenRule,
    column_constraints,
    object_constraints,
    quality_rule,
)
from inseam.odcs.lenient import Entry, text
from inseam.report.finding import Finding, InputError, Severity

CONTRACT_UNREADABLE = "contract-unreadable"
_API_VERSION = re.compile(r"v3\.[0-2]\.[0-9]+")


@dataclass(frozen=True, slots=True)
class Property:
    """A column, or a field of one. ``path`` leads to it in the contract's document."""

    path: Path
    name: str
    physical_name: str
    logical_type: str | None
    physical_type: str | None
    description: str | None = None
    required: bool = False
    unique: bool = False
    primary_key_position: int | None = None
    properties: tuple[Property, ...] = ()
    items: Property | None = None
    map_key: Property | None = None
    map_value: Property | None = None
    id: str | None = None
    classification: str | None = None
    constraints: ColumnConstraints = field(default_factory=ColumnConstraints)


@dataclass(frozen=True, slots=True)
class SchemaObject:
    """A table or view of the port."""

    path: Path
    name: str
    physical_name: str
    physical_type: str | None
    description: str | None
    properties: tuple[Property, ...]
    id: str | None = None
    constraints: ObjectConstraints = field(default_factory=ObjectConstraints)

    @property
    def primary_key(self) -> tuple[Property, ...]:
        """Its columns in the order of their positions; none if no key is declared."""
        keyed = [p for p in self.properties if p.primary_key_position is not None]
        return tuple(sorted(keyed, key=lambda p: (p.primary_key_position or 0, p.path)))


@dataclass(frozen=True, slots=True)
class Server:
    name: str
    type: str
    catalog: str | None
    schema: str | None
    host: str | None = None
    port: int | None = None


@dataclass(frozen=True, slots=True)
class QualityRule:
    """A rule of a schema object or of a property, at ``path`` in the contract's document."""

    path: Path
    id: str | None
    description: str | None
    evaluated_in: str | None
    rule: WrittenRule


@dataclass(frozen=True, slots=True)
class Contract:
    file: str
    id: str
    version: str
    status: str | None
    owner: str | None
    objects: tuple[SchemaObject, ...]
    servers: tuple[Server, ...]
    quality: tuple[QualityRule, ...]

    @property
    def server(self) -> Server | None:
        """The first server that says where tables are; None if there is none."""
        return next((server for server in self.servers if server.catalog and server.schema), None)

    @property
    def catalog(self) -> str | None:
        return self.server.catalog if self.server else None

    @property
    def schema(self) -> str | None:
        """The physical schema of the contract's tables; None if no server names one."""
        return self.server.schema if self.server else None

    def object_named(self, physical_name: str) -> SchemaObject | None:
        """The object with this table name, compared as DuckDB and Databricks do: without case."""
        return next(
            (o for o in self.objects if o.physical_name.lower() == physical_name.lower()), None
        )


def read_contract(document: Document) -> Contract:
    """Raises `InputError` if the document is not an ODCS contract."""
    value = contract_mapping(document)
    id_ = text(value, "id")
    if id_ is None:
        fix = "Add `id:` with the file's name without `.odcs.yaml`."
        raise _error(document, ("id",), "has no `id` that is text", fix)
    team = value.get("team")
    return Contract(
        file=document.file,
        id=id_,
        version=_version(document, value),
        status=text(value, "status"),
        owner=text(team, "name") if isinstance(team, dict) else None,
        objects=tuple(
            _object(document, entry, path)
            for entry, path in _entries(document, value, (), "schema")
        ),
        servers=tuple(
            Server(
                name=text(entry, "server") or "",
                type=text(entry, "type") or "",
                catalog=text(entry, "catalog") or text(entry, "database"),
                schema=text(entry, "schema"),
                host=text(entry, "host"),
                port=port if isinstance(port := entry.get("port"), int) else None,
            )
            for entry, _ in _entries(document, value, (), "servers")
        ),
        quality=tuple(_quality(document, value)),
    )


def contract_mapping(document: Document) -> dict[str, Any]:
    """The document's value, if it says that it is a contract of a version that is understood.

    Raises `InputError` if not.
    """
    value = document.value
    if not isinstance(value, dict):
        raise _error(document, (), "is not a data contract: it is not a mapping", _WRITE_KIND)
    if "dataContractSpecification" in value:
        what = "is a Data Contract Specification, the forerunner of ODCS"
        fix = "Write the contract in ODCS v3.1.0."
        raise _error(document, ("dataContractSpecification",), what, fix)
    if "kind" not in value:
        raise _error(document, (), "is not a data contract: it has no `kind`", _WRITE_KIND)
    if value["kind"] != "DataContract":
        what = f"is not a data contract: its kind is `{value['kind']}`"
        raise _error(document, ("kind",), what, _WRITE_KIND)
    api_version = value.get("apiVersion")
    if not isinstance(api_version, str) or not _API_VERSION.fullmatch(api_version):
        has = f"has the apiVersion `{api_version}`" if api_version else "has no `apiVersion`"
        what = f"{has}; v3.0, v3.1 and v3.2 are understood"
        raise _error(document, ("apiVersion",), what, "Write the contract in ODCS v3.1.0.")
    return value


_WRITE_KIND = "Write `kind: DataContract` if it is one, else give the file another name."


def _version(document: Document, contract: dict[str, Any]) -> str:
    version = contract.get("version")
    if isinstance(version, (int, float)):
        # `1.10` and `1.1` are one number, and which was written is lost.
        what = f"has the version {version}, which is a number and no text"
        raise _error(document, ("version",), what, "Write the version in quotes.")
    return text(contract, "version") or ""


def _object(document: Document, entry: dict[str, Any], path: Path) -> SchemaObject:
    name = _name(document, entry, path)
    return SchemaObject(
        path=path,
        name=name,
        physical_name=text(entry, "physicalName") or name,
        physical_type=text(entry, "physicalType"),
        description=text(entry, "description"),
        properties=_properties(document, entry, path),
        id=text(entry, "id"),
        constraints=object_constraints(entry, path),
    )


def _properties(document: Document, entry: dict[str, Any], path: Path) -> tuple[Property, ...]:
    return tuple(
        _property(document, child, child_path)
        for child, child_path in _entries(document, entry, path, "properties")
    )


def _property(
    document: Document, entry: dict[str, Any], path: Path, name: str | None = None
) -> Property:
    name = name or _name(document, entry, path)
    is_key = _flag(document, entry, path, "primaryKey")
    items = _items(document, entry, path)
    return Property(
        path=path,
        name=name,
        physical_name=text(entry, "physicalName") or name,
        logical_type=text(entry, "logicalType"),
        physical_type=text(entry, "physicalType"),
        description=text(entry, "description"),
        # A key without a value identifies nothing, so the columns of a key are never null.
        required=_flag(document, entry, path, "required") or is_key,
        unique=_flag(document, entry, path, "unique"),
        primary_key_position=_key_position(entry) if is_key else None,
        properties=_properties(document, entry, path),
        items=None if items is None else _property(document, items, (*path, "items"), "items"),
        map_key=_map_side(document, entry, path, "key"),
        map_value=_map_side(document, entry, path, "value"),
        id=text(entry, "id"),
        classification=text(entry, "classification"),
        constraints=column_constraints(entry, path),
    )


def _map_side(document: Document, entry: dict[str, Any], path: Path, side: str) -> Property | None:
    definition = entry.get("map")
    part = definition.get(side) if isinstance(definition, dict) else None
    return _property(document, part, (*path, "map", side), side) if isinstance(part, dict) else None


def _key_position(entry: dict[str, Any]) -> int:
    position = entry.get("primaryKeyPosition")
    return position if isinstance(position, int) and position > 0 else 1


def _quality(document: Document, root: dict[str, Any]) -> Iterator[QualityRule]:
    """Every quality rule, wherever in the contract's schema it stands."""
    stack: list[tuple[dict[str, Any], Path]] = [
        (entry, path) for entry, path in _entries(document, root, (), "schema")
    ]
    while stack:
        entry, path = stack.pop(0)
        for rule, rule_path in _entries(document, entry, path, "quality"):
            yield QualityRule(
                path=rule_path,
                id=text(rule, "id"),
                description=text(rule, "description"),
                evaluated_in=_custom_property(document, rule, rule_path, EVALUATED_IN),
                rule=quality_rule(rule, rule_path),
            )
        stack.extend(_entries(document, entry, path, "properties"))
        if (items := _items(document, entry, path)) is not None:
            stack.append((items, (*path, "items")))
        sides = entry.get("map")
        if isinstance(sides, dict):
            for side in ("key", "value"):
                if isinstance(part := sides.get(side), dict):
                    stack.append((part, (*path, "map", side)))


def _custom_property(
    document: Document, entry: dict[str, Any], path: Path, name: str
) -> str | None:
    for custom, _ in _entries(document, entry, path, "customProperties"):
        if custom.get("property") == name:
            return text(custom, "value")
    return None


def _entries(
    document: Document, parent: dict[str, Any], path: Path, key: str
) -> list[tuple[dict[str, Any], Path]]:
    value = parent.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        fix = f"Write `{key}:` as a list of `- key: value` entries."
        raise _error(document, (*path, key), f"has `{key}` that is not a list", fix)
    for index, entry in enumerate(value):
        if not isinstance(entry, dict):
            what = f"has an entry in `{key}` that is not a mapping"
            raise _error(document, (*path, key, index), what, "Write it as `- key: value`.")
    return [(entry, (*path, key, index)) for index, entry in enumerate(value)]


def _items(document: Document, entry: dict[str, Any], path: Path) -> dict[str, Any] | None:
    items = entry.get("items")
    if items is not None and not isinstance(items, dict):
        fix = "Write `items:` with the type of the array's elements below it."
        raise _error(document, (*path, "items"), "has `items` that is not a mapping", fix)
    return items


def _flag(document: Document, entry: dict[str, Any], path: Path, key: str) -> bool:
    value = entry.get(key)
    if value is not None and not isinstance(value, bool):
        # `yes` is text in YAML 1.2. Taken for false, it would silently promise less.
        what = f"has `{key}: {value}`, which is neither true nor false"
        raise _error(document, (*path, key), what, "Write `true` or `false`.")
    return value is True


def _name(document: Document, entry: dict[str, Any], path: Path) -> str:
    if (problem := name_problem(entry)) is not None:
        raise _error(document, (*path, "name") if "name" in entry else path, *problem)
    return str(entry["name"])


def name_problem(entry: Entry) -> tuple[str, str] | None:
    """What is wrong with the name of an object or column, and what to do: it is a text."""
    name = entry.get("name")
    if isinstance(name, str) and name:
        return None
    if isinstance(name, (int, float)):
        written = str(name).lower() if isinstance(name, bool) else str(name)
        kind = "true or false" if isinstance(name, bool) else "a number"
        return f"has the name `{written}`, which is {kind}", f'Write `name: "{written}"`.'
    return "has an entry without a name", "Add `name:`."


def _error(document: Document, path: Path, what: str, fix: str) -> InputError:
    return InputError(
        [
            Finding(
                rule=CONTRACT_UNREADABLE,
                severity=Severity.ERROR,
                file=document.file,
                line=document.line(path),
                message=f"The file {what}.",
                fix=fix,
            )
        ]
    )
