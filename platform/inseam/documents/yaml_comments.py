"""Comments of a YAML file, apart from its values: so that a file can be rewritten around them.

A comment belongs to the entry below it, or to the one it stands beside. An entry is known by its
path, and in a list of named things (models, columns) by its name rather than its place, so a
comment stays with what it is about when something is added, moved or left out. It goes when that
goes. A blank line is kept as an empty comment.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from inseam.documents.yaml_document import Document, Path, read_yaml

_Key = tuple[object, ...]
_COMMENT = re.compile("#[^\n]*")


@dataclass(frozen=True, slots=True)
class Comments:
    above: Mapping[_Key, tuple[str, ...]] = field(default_factory=dict)
    beside: Mapping[_Key, tuple[str, ...]] = field(default_factory=dict)
    end: tuple[str, ...] = ()


def split_comments(file: str, text: str) -> tuple[str, Comments]:
    """The text without its comments, and these. Raises `InputError` if `read_yaml` would."""
    keys, at_lines = _entries(read_yaml(file, text.encode()))
    columns, blank_lines = _comments_and_blank_lines(text)
    above: dict[_Key, tuple[str, ...]] = {}
    beside: dict[_Key, tuple[str, ...]] = {}
    bare: list[str] = []
    waiting: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        column = columns.get(number, len(line))
        value, comment = line[:column].rstrip(), line[column:].rstrip()
        if not value and (comment or number in blank_lines):
            waiting += (comment,)
            continue
        bare.append(value if comment else line)
        if comment:
            key = keys[max(bisect_right(at_lines, number) - 1, 0)]
            beside[key] = (*beside.get(key, ()), comment)
        if waiting and value:
            # The first entry of the line, or the one that the line goes on with.
            first = bisect_left(at_lines, number)
            begins = first < len(keys) and at_lines[first] == number
            key = keys[first if begins else max(first - 1, 0)]
            above[key] = (*above.get(key, ()), *waiting)
            waiting = ()
    end = "\n".join(waiting).rstrip().split("\n")
    return "\n".join(bare) + "\n", Comments(above, beside, tuple(end) if end != [""] else ())


def add_comments(file: str, text: str, comments: Comments) -> str:
    """``text``, which has none, with the comments that belong to one of its entries."""
    inside_text = _lines_that_end_inside_text(text)
    above: dict[int, list[str]] = {}
    beside: dict[int, list[str]] = {}
    for key, line in zip(*_entries(read_yaml(file, text.encode())), strict=True):
        above.setdefault(line, []).extend(comments.above.get(key, ()))
        where = above if line in inside_text else beside
        where.setdefault(line, []).extend(comments.beside.get(key, ()))
    written: list[str] = []
    for number, line_text in enumerate(text.removesuffix("\n").split("\n"), start=1):
        indent = " " * (len(line_text) - len(line_text.lstrip(" ")))
        written += [(indent + comment).rstrip() for comment in above.get(number, ())]
        written.append("  ".join([line_text, *beside.get(number, ())]))
    return "\n".join([*written, *comments.end]) + "\n"


def _entries(document: Document) -> tuple[list[_Key], list[int]]:
    """The keys and the lines of all entries, in the order of the file."""
    keys: list[_Key] = []
    lines: list[int] = []
    values: dict[_Key, Any] = {(): document.value}
    names: dict[_Key, Counter[str | None]] = {}
    key_of: dict[Path, _Key] = {(): ()}
    for path, line in document.entries():
        parent, step = key_of[path[:-1]], path[-1]
        container: Any = values[parent]
        if isinstance(container, list) and parent not in names:
            names[parent] = Counter(_name(entry) for entry in container)
        value = container[step]
        name = _name(value)
        by_name = isinstance(container, list) and name is not None and names[parent][name] == 1
        key = key_of[path] = (*parent, ("name", name) if by_name else step)
        values[key] = value
        keys.append(key)
        lines.append(line)
    return keys, lines


def _name(value: Any) -> str | None:
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) else None


def _comments_and_blank_lines(text: str) -> tuple[dict[int, int], set[int]]:
    """The column of the comment of every line that has one, and the blank lines between entries."""
    columns: dict[int, int] = {}
    blank: set[int] = set()
    line, counted = 1, 0
    for start, end in _gaps(text):
        line += text.count("\n", counted, start)
        counted = start
        for number, part in enumerate(text[start:end].split("\n"), start=line):
            offset = start - (text.rfind("\n", 0, start) + 1) if number == line else 0
            if comment := _COMMENT.search(part):
                columns[number] = offset + comment.start()
            elif not part.strip():
                blank.add(number)
    return columns, blank


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    """Where in the text there is nothing but space and comments."""
    position = 0
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        if token.start_mark.index > position:
            yield position, token.start_mark.index
        position = max(position, _end(text, token))
    yield position, len(text)


def _end(text: str, token: yaml.Token) -> int:
    start, end = int(token.start_mark.index), int(token.end_mark.index)
    if _is_block(token) and "+" not in text[start:end].split("\n", 1)[0]:
        return start + len(text[start:end].rstrip("\n"))  # blank lines after it are not part of it
    return end


def _is_block(token: yaml.Token) -> bool:
    return isinstance(token, yaml.ScalarToken) and token.style in ("|", ">")


def _lines_that_end_inside_text(text: str) -> set[int]:
    """Lines after which a comment would become a part of a text."""
    return {
        line + 1
        for token in yaml.scan(text, Loader=yaml.CSafeLoader)
        if isinstance(token, yaml.ScalarToken) and not _is_block(token)
        for line in range(token.start_mark.line, token.end_mark.line)
    }
