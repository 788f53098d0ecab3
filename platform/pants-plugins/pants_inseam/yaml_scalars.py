"""Single values of a YAML file, read from its event stream: no values are built, nothing raises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Optional

import yaml

# The files that are read here are a page or two. Reading stops at this many bytes, so that a huge
# file cannot hold up every command.
MAX_BYTES = 5_000_000
# As many as anybody asks for: those of what a table of a source says of its contract. All of them
# would cost as much as the file is deep.
_KEYS = 8

# The keys that lead to a value, the innermost last; None stands for an entry of a sequence.
Keys = tuple[Optional[str], ...]


@dataclass
class _Collection:
    """A mapping or sequence that is being read. ``key`` is the one whose value comes next."""

    is_mapping: bool
    key: str | None = None

    def take(self, node: str) -> None:
        """Notes that a node in it, a key or a value, has ended."""
        if self.is_mapping:
            self.key = node if self.key is None else None


def scalars(content: bytes) -> Iterator[tuple[Keys, str]]:
    """Every scalar value of the first document, with its last eight keys."""
    return ((keys, value) for keys, value, _ in scalars_with_lines(content))


def scalars_with_lines(content: bytes) -> Iterator[tuple[Keys, str, int]]:
    """The same, and the line from 1 on which each value begins.

    Where the file ceases to be YAML the values end. Who works with the file says what is wrong.
    """
    open_: list[_Collection] = []
    anchors: dict[str, str] = {}
    try:
        for event in yaml.parse(content[:MAX_BYTES], Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.DocumentEndEvent):
                return
            if isinstance(event, yaml.CollectionStartEvent):
                open_.append(_Collection(isinstance(event, yaml.MappingStartEvent)))
                continue
            if isinstance(event, yaml.CollectionEndEvent):
                open_.pop()
                node = ""
            elif isinstance(event, yaml.ScalarEvent):
                node = event.value
                if event.anchor:
                    anchors[event.anchor] = node
            elif isinstance(event, yaml.AliasEvent):
                node = anchors.get(event.anchor, "")
            else:
                continue
            if not open_:
                continue
            is_value = not open_[-1].is_mapping or open_[-1].key is not None
            if is_value and not isinstance(event, yaml.CollectionEndEvent):
                keys = tuple(collection.key for collection in open_[-_KEYS:])
                yield keys, node, event.start_mark.line + 1
            open_[-1].take(node)
    except (yaml.YAMLError, ValueError):
        return
