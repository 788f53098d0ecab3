"""Where in an object a statement is about, and how SQL reaches the values there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inseam.documents.yaml_document import Path
from inseam.odcs.contract import Contract, Property, SchemaObject

ITEMS, KEYS, VALUES = "[]", "[key]", "[value]"
_LISTS = {ITEMS: "{}", KEYS: "map_keys({})", VALUES: "map_values({})"}


@dataclass(frozen=True, slots=True)
class Place:
    """An object, or a property of it with the ``steps`` that lead there from the row.

    A step is a physical name, or one of `ITEMS`, `KEYS` and `VALUES`.
    """

    described: SchemaObject
    column: Property | None = None
    steps: tuple[str, ...] = ()

    @property
    def label(self) -> str | None:
        """As datacontract-cli writes it: ``orders.lines[].sku`` is ``lines[].sku``."""
        return ".".join(self.steps).replace(".[", "[") or None

    @property
    def is_in_a_list(self) -> bool:
        return any(step in _LISTS for step in self.steps)


def places(contract: Contract) -> dict[Path, Place]:
    """Every object and property of the contract, by its path in the document."""
    found: dict[Path, Place] = {}
    for described in contract.objects:
        found[described.path] = Place(described)
        for column in described.properties:
            found.update(
                (inner.path, Place(described, inner, steps)) for inner, steps in _within(column, ())
            )
    return found


def _within(
    property: Property, outer: tuple[str, ...], step: str | None = None
) -> Iterator[tuple[Property, tuple[str, ...]]]:
    steps = (*outer, step or property.physical_name)
    yield property, steps
    for field in property.properties:
        yield from _within(field, steps)
    for part, name in (
        (property.items, ITEMS),
        (property.map_key, KEYS),
        (property.map_value, VALUES),
    ):
        if part is not None:
            yield from _within(part, steps, name)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def value_of(place: Place) -> str:
    """The value at a place that is in no list, as SQL."""
    return ".".join(quoted(step) for step in place.steps)


def row_condition(place: Place, holds: Callable[[str], str]) -> str:
    """The rows that have a value at ``place`` of which ``holds``.

    Within a list, one element is enough. An object that is missing has no fields that could be
    missing, as datacontract-cli has it.
    """
    first, *others = place.steps
    return _condition(quoted(first), others, holds)


def _condition(value: str, steps: list[str], holds: Callable[[str], str]) -> str:
    if not steps:
        return holds(value)
    step, *others = steps
    if step in _LISTS:
        listed = _LISTS[step].format(value)
        element = f"e{len(others)}"
        inner = _condition(element, others, holds)
        return f"coalesce(array_length(list_filter({listed}, lambda {element}: {inner})), 0) > 0"
    return f"({value} is not null and ({_condition(f'{value}.{quoted(step)}', others, holds)}))"
