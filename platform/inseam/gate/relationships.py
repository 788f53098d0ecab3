"""Foreign keys, in one form for all their spellings: at a column or an object, by name or by id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inseam.contracts.yaml_document import Path
from inseam.gate.model import Column, Contract, SchemaObject
from inseam.gate.values import Entry, mappings, text

End = Column | str


@dataclass(frozen=True, slots=True)
class Reference:
    """``ends`` are pairs of a column and what it refers to.

    What cannot be resolved is text: a column of another file, or one that is not there.
    """

    table: SchemaObject
    path: Path
    type: str
    ends: tuple[tuple[End, End], ...]

    @property
    def label(self) -> str:
        sources = ", ".join(sorted(label_of(source) for source, _ in self.ends))
        return sources or self.table.label

    @property
    def target(self) -> str:
        return ", ".join(label_of(target) for _, target in self.ends)


def label_of(end: End) -> str:
    return end if isinstance(end, str) else end.label


def references(table: SchemaObject) -> Iterator[Reference]:
    for entry, path in mappings(table.entry, "relationships", table.path):
        sources = [_resolve(ref, table) for ref in _listed(entry, "from")]
        yield from _reference(table, entry, path, sources)
    for column in table.all_columns:
        for entry, path in mappings(column.entry, "relationships", column.path):
            yield from _reference(table, entry, path, [column])


def _reference(
    table: SchemaObject, entry: Entry, path: Path, sources: list[End]
) -> Iterator[Reference]:
    targets: list[End] = [_resolve(ref, table) for ref in _listed(entry, "to")]
    if not targets:
        return
    if len(sources) != len(targets):
        # No pairs can be made: the two lists as they are.
        sources = [", ".join(label_of(source) for source in sources)]
        targets = [", ".join(label_of(target) for target in targets)]
    kind = (text(entry, "type") or "foreignKey").lower()
    yield Reference(table, path, kind, tuple(zip(sources, targets, strict=True)))


def _listed(entry: Entry, key: str) -> list[str]:
    value = entry.get(key)
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str) and one]


def _resolve(reference: str, table: SchemaObject) -> End:
    contract = table.contract
    plain = reference.removeprefix("#").strip()
    if "/" in plain:
        found = _by_ids([step for step in plain.split("/") if step], contract)
    else:
        found = _by_names(plain.split("."), contract, table)
    return reference if found is None else found


def _by_ids(steps: list[str], contract: Contract) -> Column | None:
    if len(steps) < 4 or steps[0] != "schema":
        return None
    columns: tuple[Column, ...] = ()
    found: Column | None = None
    for table in contract.objects:
        if _is_named(table, steps[1]):
            columns = table.columns
            break
    for kind, name in zip(steps[2::2], steps[3::2], strict=False):
        if kind != "properties":
            return None
        found = next((column for column in columns if _is_named(column, name)), None)
        if found is None:
            return None
        columns = found.parts
    return found


def _is_named(element: SchemaObject | Column, name: str) -> bool:
    """By its id, and where it has none by its name."""
    return (element.id or element.name) == name


def _by_names(steps: list[str], contract: Contract, table: SchemaObject) -> Column | None:
    if len(steps) > 1:
        for one in contract.objects_by_name.get(steps[0].lower(), ()):
            found = _below(one, steps[1:])
            if found is not None:
                return found
    return _below(table, steps)


def _below(table: SchemaObject, steps: list[str]) -> Column | None:
    holder: SchemaObject | Column = table
    found: Column | None = None
    for step in steps:
        found = holder.parts_by_name.get(step.lower())
        if found is None:
            return None
        holder = found
    return found
