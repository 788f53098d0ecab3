"""What differs between two versions of a contract, by its elements.

Coarser than the contract gate, which knows types and rules: here a change is breaking or
compatible only where that needs no knowledge of either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inseam.affected.block import blocks, class_of_blocks
from inseam.affected.result import Block, Class
from inseam.contracts.canonical import canonical_form
from inseam.contracts.yaml_document import Document, Path

_CLASSES: Mapping[str, Class] = {
    "authoritativeDefinitions": Class.DOCS,
    "contractCreatedTs": Class.DOCS,
    "dataProduct": Class.DOCS,
    "description": Class.DOCS,
    "domain": Class.DOCS,
    "id": Class.BREAKING,
    "name": Class.DOCS,
    "price": Class.TERMS,
    "roles": Class.OWNER,
    "servers": Class.BREAKING,
    "slaDefaultElement": Class.SLA,
    "slaProperties": Class.SLA,
    "support": Class.OWNER,
    "tags": Class.DOCS,
    "team": Class.OWNER,
    "tenant": Class.DOCS,
}
# What makes other rows of a generator, though no promise: see `customProperties`.
_ROWS = frozenset({"customProperties"})
# The reader gets another value, or none.
_BREAKING_KEYS = frozenset({"logicalType", "physicalType", "physicalName", "name"})
# Promises that a reader may rely on: to give one is compatible, to take it back is not.
_PROMISES = frozenset({"primaryKey", "required", "unique"})


@dataclass(frozen=True, slots=True)
class Element:
    """An object of the contract, or with ``column`` a column of it, by their names in SQL.

    ``name`` is its path by names, for people; ``line`` is of the base for what is removed.
    """

    object: str
    column: str | None
    name: str
    what: str
    class_: Class
    line: int


@dataclass(frozen=True, slots=True)
class ContractDifference:
    """``is_wording``: nothing differs that a test or a reader's process is given.

    ``is_whole``: more than the ``elements`` differs, so everyone who reads the contract is meant.
    """

    blocks: tuple[Block, ...]
    elements: tuple[Element, ...]
    is_wording: bool
    is_whole: bool

    @property
    def class_(self) -> Class:
        return class_of_blocks(self.blocks)


def contract_difference(base: Document, head: Document) -> ContractDifference:
    old, new = canonical_form(base.value), canonical_form(head.value)
    elements = tuple(_elements(base, head))
    schema = class_of_blocks(tuple(Block("", "", e.class_, 1) for e in elements))

    def class_of(key: str) -> Class:
        if key != "schema":
            return _CLASSES.get(key, Class.CONTRACT)
        if old.get(key) == new.get(key):
            return Class.DOCS
        return Class.CONTRACT if schema is Class.LAYOUT else schema

    found = blocks(base, head, class_of)
    rest = {key: value for key, value in old.items() if key != "schema"}
    others_differ = rest != {key: value for key, value in new.items() if key != "schema"}
    rows_differ = any(block.name in _ROWS for block in found)
    # The order of objects differs, say, and no element does.
    unexplained = old.get("schema") != new.get("schema") and not elements
    is_whole = others_differ or rows_differ or unexplained
    return ContractDifference(
        blocks=found,
        elements=elements,
        is_wording=not is_whole and old.get("schema") == new.get("schema"),
        is_whole=is_whole,
    )


def _elements(base: Document, head: Document) -> Iterator[Element]:
    old, new = _found(base), _found(head)
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            # Of what is gone as a whole, the parts go without saying.
            if key[:-1] in new or not key[:-1]:
                yield _element(base, key, old[key], "is removed", Class.BREAKING)
        elif key not in old:
            if key[:-1] in old or not key[:-1]:
                yield _element(head, key, new[key], "is added", Class.COMPATIBLE)
        elif old[key].own != new[key].own:
            what, class_ = _change(old[key].own, new[key].own)
            yield _element(head, key, new[key], what, class_)


def _change(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, Class]:
    keys = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    if _BREAKING_KEYS.intersection(keys):
        class_ = Class.BREAKING
    elif _PROMISES.issuperset(keys):
        given = all(new.get(key) and not old.get(key) for key in keys)
        class_ = Class.COMPATIBLE if given else Class.BREAKING
    else:
        class_ = Class.CONTRACT
    said = (f"{key}: {_say(old.get(key))} -> {_say(new.get(key))}" for key in keys)
    return f"differs ({', '.join(said)})", class_


def _say(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return "..."
    return "none" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    own: dict[str, Any]
    sql_names: tuple[str, ...]


def _found(document: Document) -> dict[tuple[str, ...], _Found]:
    """Objects and columns by their names. Of two with one name, the first."""
    found: dict[tuple[str, ...], _Found] = {}
    schema = canonical_form(document.value).get("schema")
    waiting: list[tuple[tuple[str, ...], tuple[str, ...], Path, Any]] = [
        ((), (), ("schema",), schema)
    ]
    while waiting:
        names, sql_names, path, parts = waiting.pop()
        for place, part in enumerate(parts if isinstance(parts, list) else ()):
            if not isinstance(part, dict) or not isinstance(part.get("name"), str):
                continue
            key = (*names, part["name"])
            sql_name = part.get("physicalName")
            sql = (*sql_names, sql_name if isinstance(sql_name, str) else part["name"])
            # Fields of a list's elements stay part of the list.
            own = {name: value for name, value in part.items() if name != "properties"}
            if key not in found:
                found[key] = _Found((*path, place), own, sql)
                waiting.append((key, sql, (*path, place, "properties"), part.get("properties")))
    return found


def _element(
    document: Document, key: tuple[str, ...], found: _Found, what: str, class_: Class
) -> Element:
    return Element(
        object=found.sql_names[0],
        column=found.sql_names[1] if len(found.sql_names) > 1 else None,
        name=".".join(key),
        what=what,
        class_=class_,
        line=document.line(found.path),
    )
