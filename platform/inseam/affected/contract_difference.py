"""What differs between two versions of a contract, by its elements.

What that does to readers, the contract gate says: here is only what it is about and where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inseam.affected.result import Block, Class, heaviest
from inseam.affected.yaml_diff import blocks, class_of_blocks
from inseam.documents.yaml_document import Document, Path
from inseam.gate.compare import Verdict, compare
from inseam.gate.grade import Grade
from inseam.gate.settings import Settings
from inseam.odcs.canonical import canonical_form

# What a key is about, where that is not what readers of the data meet first.
_SUBJECTS: Mapping[str, Class] = {
    "authoritativeDefinitions": Class.DOCS,
    "contractCreatedTs": Class.DOCS,
    "dataProduct": Class.DOCS,
    "description": Class.DOCS,
    "domain": Class.DOCS,
    "name": Class.DOCS,
    "price": Class.TERMS,
    "roles": Class.OWNER,
    "slaDefaultElement": Class.SLA,
    "slaProperties": Class.SLA,
    "support": Class.OWNER,
    "tags": Class.DOCS,
    "team": Class.OWNER,
    "tenant": Class.DOCS,
}
# What makes other rows of a generator, though no promise: see `customProperties`.
_ROWS = frozenset({"customProperties"})
_CLASS_OF = {
    Grade.COMPATIBLE: Class.COMPATIBLE,
    Grade.RISKY: Class.RISKY,
    Grade.BREAKING: Class.BREAKING,
}


def subject_of(key: str) -> Class:
    """Of a top-level key of a contract."""
    return _SUBJECTS.get(key, Class.COMPATIBLE)


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
    """``class_`` is the worst that the gate finds. What it does not find is compatible.

    ``is_wording``: nothing differs that a test or a reader's process is given.
    ``is_whole``: more than the ``elements`` differs, so everyone who reads the contract is meant.
    ``keeps_rows``: only service levels differ, and what no reader's process is given.
    """

    blocks: tuple[Block, ...]
    elements: tuple[Element, ...]
    class_: Class
    is_wording: bool
    is_whole: bool
    keeps_rows: bool


def contract_difference(base: Document, head: Document, settings: Settings) -> ContractDifference:
    old, new = canonical_form(base.value), canonical_form(head.value)
    graded = _Graded(compare(base, head, settings))
    elements = tuple(_elements(base, head, graded))
    is_schema_worded = old.get("schema") == new.get("schema")

    def class_of(key: str) -> Class:
        subject = Class.DOCS if key == "schema" and is_schema_worded else subject_of(key)
        return heaviest([subject, graded.class_at((key,), (key,))])

    found = blocks(base, head, class_of)
    rest = {key: value for key, value in old.items() if key != "schema"}
    others_differ = rest != {key: value for key, value in new.items() if key != "schema"}
    rows_differ = any(block.name in _ROWS for block in found)
    # The order of objects differs, say, and no element does.
    unexplained = not is_schema_worded and not elements
    is_whole = others_differ or rows_differ or unexplained
    subjects = [Class.LAYOUT, *(subject_of(block.name) for block in found)]
    return ContractDifference(
        blocks=found,
        elements=elements,
        class_=graded.class_ or class_of_blocks(found),
        is_wording=not is_whole and is_schema_worded,
        is_whole=is_whole,
        keeps_rows=heaviest(subjects) is Class.SLA,
    )


class _Graded:
    """The gate's verdict, by place. What was not a promise breaks nobody."""

    def __init__(self, verdict: Verdict) -> None:
        self._causes = () if verdict.is_free else verdict.causes
        self.class_ = None if verdict.worst is None else _CLASS_OF[verdict.worst]
        if verdict.is_free and self.class_ is not None:
            self.class_ = Class.COMPATIBLE

    def class_at(self, old: Path | None, new: Path | None) -> Class:
        """The worst at these places of the two documents or below; else of nothing."""
        found = [
            _CLASS_OF[change.grade]
            for change in self._causes
            if change.grade is not Grade.COMPATIBLE
            and (_is_below(change.old, old) or (change.old is None and _is_below(change.new, new)))
        ]
        return heaviest(found)


def _is_below(path: Path | None, place: Path | None) -> bool:
    return path is not None and place is not None and path[: len(place)] == place


def _elements(base: Document, head: Document, graded: _Graded) -> Iterator[Element]:
    old, new = _found(base), _found(head)
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            # Of what is gone as a whole, the parts go without saying.
            if key[:-1] in new or not key[:-1]:
                class_ = heaviest([Class.COMPATIBLE, graded.class_at(old[key].path, None)])
                yield _element(base, key, old[key], "is removed", class_)
        elif key not in old:
            if key[:-1] in old or not key[:-1]:
                class_ = heaviest([Class.COMPATIBLE, graded.class_at(None, new[key].path)])
                yield _element(head, key, new[key], "is added", class_)
        elif old[key].own != new[key].own:
            what = _change(old[key].own, new[key].own)
            class_ = heaviest([Class.COMPATIBLE, graded.class_at(old[key].path, new[key].path)])
            yield _element(head, key, new[key], what, class_)


def _change(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    keys = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    said = (f"{key}: {_say(old.get(key))} -> {_say(new.get(key))}" for key in keys)
    return f"differs ({', '.join(said)})"


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
