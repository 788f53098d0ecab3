"""Which columns refer to which: the relationships of several contracts, resolved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inseam.odcs.constraints import Relationship
from inseam.odcs.contract import Contract, Property, SchemaObject
from inseam.synthesis.unsatisfiable import Place, TableKey


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns, by their places among their table's columns, and those they refer to."""

    place: Place
    table: TableKey
    columns: tuple[int, ...]
    target: TableKey
    target_columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A relationship that leads nowhere in the contracts at hand, or into a nested value."""

    place: Place
    reference: str


def foreign_keys(
    contracts: Sequence[Contract],
) -> tuple[list[ForeignKey], list[Unresolved]]:
    """The relationships between columns of tables, in the order of the contracts."""
    found: list[ForeignKey] = []
    unresolved: list[Unresolved] = []
    for contract in contracts:
        for described in contract.objects:
            for relationship, sources in _declared(described):
                place = Place(contract.file, relationship.path)
                key = _resolve(contracts, contract, described, relationship, sources, place)
                if key is None:
                    unresolved.append(Unresolved(place, ", ".join(relationship.targets)))
                elif key not in found:
                    found.append(key)
    return found, unresolved


def _declared(described: SchemaObject) -> Iterator[tuple[Relationship, tuple[str, ...] | None]]:
    for column in described.properties:
        for relationship in column.constraints.relationships:
            yield relationship, (column.name,)
        yield from ((r, None) for child in _children(column) for r in child)
    for relationship in described.constraints.relationships:
        yield relationship, relationship.sources


def _children(column: Property) -> Iterator[tuple[Relationship, ...]]:
    """The relationships of nested fields, which are not resolved."""
    parts = (*column.properties, column.items, column.map_key, column.map_value)
    for part in parts:
        if part is not None:
            yield part.constraints.relationships
            yield from _children(part)


def _resolve(
    contracts: Sequence[Contract],
    contract: Contract,
    described: SchemaObject,
    relationship: Relationship,
    sources: tuple[str, ...] | None,
    place: Place,
) -> ForeignKey | None:
    if not sources or len(sources) != len(relationship.targets):
        return None
    columns = [_source(described, source) for source in sources]
    targets = [_target(contracts, contract, described, to) for to in relationship.targets]
    if None in columns or None in targets or len({t[:2] for t in targets if t}) != 1:
        return None
    (target,) = {t[:2] for t in targets if t}
    return ForeignKey(
        place=place,
        table=(contract.id, described.physical_name),
        columns=tuple(c for c in columns if c is not None),
        target=target,
        target_columns=tuple(t[2] for t in targets if t),
    )


def _source(described: SchemaObject, reference: str) -> int | None:
    """`column`, `table.column` or `schema/<id>/properties/<id>`."""
    if "/" in reference:
        parts = reference.lstrip("/").split("/")
        known = _schema_path(parts)
        return _column(described, known[1]) if known and _is_named(described, known[0]) else None
    table, _, column = reference.rpartition(".")
    return _column(described, column) if not table or _is_named(described, table) else None


def _target(
    contracts: Sequence[Contract], contract: Contract, described: SchemaObject, reference: str
) -> tuple[str, str, int] | None:
    file, marked, inside = reference.rpartition("#")
    candidates: Sequence[Contract] = [contract]
    if marked:
        # The file of a contract is named after its id.
        stem = file.rstrip("/").rpartition("/")[2]
        stem = stem.removesuffix(".yaml").removesuffix(".yml").removesuffix(".odcs")
        candidates = [other for other in contracts if other.id == stem]
    if "/" in inside:
        known = _schema_path(inside.lstrip("/").split("/"))
    else:
        table, _, column = inside.rpartition(".")
        known = (table, column) if table else None
    if known is None:
        return None
    if not marked and not any(_is_named(o, known[0]) for o in contract.objects):
        # The other contracts of one product are near; where one alone has the table, it is meant.
        others = [c for c in contracts if any(_is_named(o, known[0]) for o in c.objects)]
        candidates = others if len(others) == 1 else []
    for candidate in candidates:
        for target in candidate.objects:
            if _is_named(target, known[0]):
                position = _column(target, known[1])
                if position is not None:
                    return candidate.id, target.physical_name, position
    return None


def _schema_path(parts: Sequence[str]) -> tuple[str, str] | None:
    if len(parts) == 4 and parts[0] == "schema" and parts[2] == "properties":
        return parts[1], parts[3]
    return None


def _is_named(described: SchemaObject, name: str) -> bool:
    return name in (described.id, described.name)


def _column(described: SchemaObject, name: str) -> int | None:
    for by_name in (True, False):
        for position, column in enumerate(described.properties):
            if name == (column.name if by_name else column.id):
                return position
    return None
