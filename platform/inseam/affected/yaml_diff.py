"""What differs between two versions of a YAML document, by its top-level keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from inseam.affected.result import Block, Class, heaviest
from inseam.documents.yaml_document import Document

_ODPS: Mapping[str, Class] = {
    "authoritativeDefinitions": Class.DOCS,
    "description": Class.DOCS,
    "domain": Class.DOCS,
    "name": Class.DOCS,
    "status": Class.DOCS,
    "support": Class.OWNER,
    "tags": Class.DOCS,
    "team": Class.OWNER,
    "tenant": Class.DOCS,
    "version": Class.DOCS,
}
_WORDING = frozenset({"description", "docs"})
_TESTS = frozenset({"tests", "data_tests"})
# What uses the models, and dbt's version of the format: no row is another for it.
_OF_NO_ROW = frozenset({"exposures", "metrics", "saved_queries", "semantic_models", "version"})


def changed_keys(old: Any, new: Any) -> Iterator[tuple[str, str]]:
    """(key, `added`, `removed` or `changed`), sorted. What is not a mapping is one key, ``""``."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        if old != new:
            yield "", "changed"
        return
    for key in sorted(old.keys() | new.keys()):
        if key not in old:
            yield key, "added"
        elif key not in new:
            yield key, "removed"
        elif old[key] != new[key]:
            yield key, "changed"


def blocks(
    base: Document | None, head: Document | None, class_of: Callable[[str], Class]
) -> tuple[Block, ...]:
    """Order of keys, comments and layout make no difference. None is a file that is not there."""
    old = base.value if base else {}
    new = head.value if head else {}
    return tuple(
        Block(key, what, class_of(key), line_of(base, head, key, what))
        for key, what in changed_keys(old, new)
    )


def line_of(base: Document | None, head: Document | None, key: str, what: str) -> int:
    where = base if what == "removed" or head is None else head
    return where.line((key,)) if where else 1


def odps_blocks(base: Document | None, head: Document | None) -> tuple[Block, ...]:
    return blocks(base, head, lambda key: _ODPS.get(key, Class.CONTRACT))


def properties_blocks(base: Document | None, head: Document | None) -> tuple[Block, ...]:
    """Of dbt's YAML: descriptions are documentation, and tests say nothing of the rows."""
    old = base.value if base and isinstance(base.value, dict) else {}
    new = head.value if head and isinstance(head.value, dict) else {}

    def class_of(key: str) -> Class:
        if key == "unit_tests":
            return Class.TEST
        if key in _OF_NO_ROW:
            return Class.DOCS
        before, after = old.get(key), new.get(key)
        if _without(before, _WORDING) == _without(after, _WORDING):
            return Class.DOCS
        if _without(before, _WORDING | _TESTS) == _without(after, _WORDING | _TESTS):
            return Class.TEST
        return Class.LOGIC

    return blocks(base, head, class_of)


def _without(value: Any, keys: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(part, keys) for key, part in value.items() if key not in keys}
    if isinstance(value, list):
        return [_without(part, keys) for part in value]
    return value


def class_of_blocks(found: tuple[Block, ...]) -> Class:
    """Layout, if no block differs."""
    return heaviest([Class.LAYOUT, *(block.class_ for block in found)])
