"""YAML read into plain values, with the line of every part.

Built from libyaml's events rather than its nodes: no recursion, so depth is harmless, and the
limits below hold while reading and not after.

Scalars are read as the YAML 1.2 core schema does (https://yaml.org/spec/1.2.2/#103-core-schema): a
date, `no` and `09:00` stay the text that the author wrote. Keys are always text. Duplicate keys and
tags that ask for anything but plain values are refused.

The merge key `<<` is of YAML 1.1 and not of 1.2, but dbt and datacontract-cli, which read the same
files, honour it. So does this: else a `required: true` that is merged in would hold for them and
not for us.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from inseam.report.finding import Finding, InputError, Severity

MAX_BYTES = 5_000_000
YAML_UNREADABLE = "yaml-unreadable"
MAX_DEPTH = 200
# Counted with every alias written out, so that a few lines of anchors cannot stand for gigabytes.
MAX_VALUES = 200_000
# A longer text, or key, counts as several values.
CHARACTERS_OF_ONE_VALUE = 100
MAX_DIGITS = 1_000

Path = tuple[str | int, ...]

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_CONSTANTS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
_SURROGATES = re.compile(
    r"(?<!\\)(?P<before>(?:\\\\)*)\\u(?P<high>[dD][89abAB][0-9a-fA-F]{2})"
    r"\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
)
_CORE = "tag:yaml.org,2002:"
_NO_TAG = frozenset({None, "!"})
_MAPPING_TAGS = _NO_TAG | {f"{_CORE}map"}
_SEQUENCE_TAGS = _NO_TAG | {f"{_CORE}seq"}
_RESOLVED_TAGS = frozenset(f"{_CORE}{kind}" for kind in ("int", "float", "bool", "null"))
_SCALAR_TAGS = _NO_TAG | _RESOLVED_TAGS | {f"{_CORE}str"}
_MERGE = "<<"

# What YAML allows in a file (https://yaml.org/spec/1.2.2/#51-character-set).
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n?|\n")
# libyaml takes these for ends of lines too, as YAML 1.1 did. Editors, and YAML 1.2, do not.
_NO_LINE_END = re.compile("[\x85\u2028\u2029]")
# Reading n of these takes libyaml n² steps. They only abbreviate tags, which nobody needs here.
_TAG_DIRECTIVE = re.compile("^%TAG", re.MULTILINE)


@dataclass(slots=True)
class _Place:
    """Where a value is, and where its parts are."""

    line: int
    parts: dict[str | int, _Place] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """``value`` is made of dict, list, str, int, float, bool and None."""

    file: str
    value: Any
    _place: _Place = field(repr=False)

    def line(self, path: Path) -> int:
        """The line, from 1, of ``path``, or of the nearest part of it that exists.

        Of a mapping's entry it is the line of its key, of a sequence's entry where it begins. What
        an alias stands for is where the alias is.
        """
        place = self._place
        for step in path:
            part = (place.parts or {}).get(step)
            if part is None:
                break
            place = part
        return place.line

    def entries(self) -> Iterator[tuple[Path, int]]:
        """Every entry of a mapping or sequence with its line, in the order of the file."""
        stack: list[tuple[Path, _Place]] = [((), self._place)]
        while stack:
            path, place = stack.pop()
            if path:
                yield path, place.line
            stack += reversed([((*path, step), part) for step, part in (place.parts or {}).items()])


def read_file(file: str) -> bytes:
    """Raises `InputError` if there is no such file."""
    try:
        return FilePath(file).read_bytes()
    except FileNotFoundError:
        raise InputError(
            [
                Finding(
                    rule="file-missing",
                    severity=Severity.ERROR,
                    file=file,
                    message="There is no such file, though a BUILD file names it.",
                    fix="Write it, or take the target out of the BUILD file.",
                )
            ]
        ) from None


def read_yaml(file: str, content: bytes) -> Document:
    """Raises `InputError` for what is not YAML, is empty, repeats a key or exceeds a limit."""
    if len(content) > MAX_BYTES:
        what = f"has {len(content):,} bytes, more than {MAX_BYTES:,}"
        raise _error(file, None, what, "Split the file.")
    text = _decoded(file, content)
    builder = _Builder(file, text)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(part for part in (error.problem, error.context) if part)
        # What is missing at the end of a file, libyaml misses after its last line.
        line = min(builder.line(mark), _line_at(text, len(text.rstrip()))) if mark else None
        what = f"is not valid YAML: {problem}"
        raise _error(file, line, what, "Correct the YAML at this line.") from None
    except yaml.YAMLError as error:
        what = f"is not valid YAML: {str(error).splitlines()[0]}"
        raise _error(file, None, what, "Correct the YAML.") from None
    return builder.document()


def _decoded(file: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        what = f"is not UTF-8 text: it has the byte 0x{error.object[error.start]:02x}"
        raise _error(file, line, what, "Save the file as UTF-8 text.") from None
    if forbidden := _FORBIDDEN.search(text):
        line = _line_at(text, forbidden.start())
        what = f"is not valid YAML: it has the character U+{ord(forbidden.group()):04X}"
        raise _error(file, line, what, "Remove the character.")
    if directive := _TAG_DIRECTIVE.search(text):
        line = _line_at(text, directive.start())
        raise _error(file, line, "has a directive `%TAG`", "Remove the directive and its tags.")
    # RFC 8259, section 7: JSON writes a character beyond U+FFFF in two escapes, and YAML in one.
    return _SURROGATES.sub(_one_escape, text) if file.endswith(".json") else text


def _one_escape(pair: re.Match[str]) -> str:
    units = bytes.fromhex(pair["high"] + pair["low"])
    return f"{pair['before']}\\U{ord(units.decode('utf-16-be')):08X}"


def _line_at(text: str, position: int) -> int:
    return len(_LINE_END.findall(text, 0, position)) + 1


def _error(file: str, line: int | None, what: str, fix: str) -> InputError:
    return InputError(
        [
            Finding(
                rule=YAML_UNREADABLE,
                severity=Severity.ERROR,
                file=file,
                line=line,
                message=f"The file {what}.",
                fix=fix,
            )
        ]
    )


@dataclass(slots=True)
class _Node:
    """What an alias can stand for. ``size`` is None while its parts are still being read."""

    value: Any
    size: int | None = None


@dataclass(slots=True)
class _Collection:
    """A mapping or sequence that is being read."""

    node: _Node
    parts: dict[str | int, _Place]
    values_before: int
    key: str | None = None
    merges: bool = False  # `key` is the merge key
    merged: list[tuple[Any, int]] = field(default_factory=list)


class _Builder:
    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._no_line_ends = [match.start() for match in _NO_LINE_END.finditer(text)]
        self._open: list[_Collection] = []
        self._anchors: dict[str, _Node] = {}
        self._values = 0
        self._root: Any = None
        self._root_place: _Place | None = None

    def document(self) -> Document:
        if self._root_place is None or self._root is None:
            raise _error(self._file, None, "is empty", "Write the document, or delete the file.")
        return Document(self._file, self._root, self._root_place)

    def line(self, mark: Any) -> int:
        line: int = mark.line + 1
        return line - bisect_left(self._no_line_ends, mark.index) if self._no_line_ends else line

    def take(self, event: yaml.Event) -> None:
        line = self.line(event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            self._take_scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open_collection({}, event, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open_collection([], event, line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close_collection()
        elif isinstance(event, yaml.AliasEvent):
            self._take_alias(str(event.anchor), line)
        elif isinstance(event, yaml.DocumentStartEvent) and self._root_place is not None:
            raise self._error(line, "holds a second YAML document", "Keep one document in a file.")

    def _error(self, line: int, what: str, fix: str) -> InputError:
        return _error(self._file, line, what, fix)

    def _take_scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if event.tag not in _SCALAR_TAGS:
            raise self._tag_error(event.tag, line)
        mapping = self._open[-1] if self._open else None
        if mapping and isinstance(mapping.node.value, dict) and mapping.key is None:
            value: Any = event.value
            self._take_key(mapping, event, line)
        else:
            value = self._scalar(event, line)
            self._add(value, _Place(line))
        size = self._count(1 + len(event.value) // CHARACTERS_OF_ONE_VALUE, line)
        if event.anchor:
            self._anchors[event.anchor] = _Node(value, size)

    def _take_key(self, mapping: _Collection, event: yaml.ScalarEvent, line: int) -> None:
        key = event.value
        if (first := mapping.parts.get(key)) is not None:
            what = f"has the key `{key}` twice, first in line {first.line}"
            raise self._error(line, what, "Keep one of the two.")
        mapping.parts[key] = _Place(line)
        mapping.key = key
        mapping.merges = key == _MERGE and event.implicit[0]  # not if it is quoted

    def _open_collection(
        self, value: dict[str, Any] | list[Any], event: yaml.CollectionStartEvent, line: int
    ) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise self._error(line, f"is nested more than {MAX_DEPTH} deep", "Make it flatter.")
        if event.tag not in (_MAPPING_TAGS if isinstance(value, dict) else _SEQUENCE_TAGS):
            raise self._tag_error(event.tag, line)
        parts = self._add(value, _Place(line)).parts = {}
        node = _Node(value)
        if event.anchor:
            self._anchors[event.anchor] = node
        self._open.append(_Collection(node, parts, self._values))
        self._count(1, line)

    def _close_collection(self) -> None:
        closed = self._open.pop()
        closed.node.size = self._values - closed.values_before
        for source, line in closed.merged:
            self._merge(source, closed, line)

    def _merge(self, source: Any, into: _Collection, line: int) -> None:
        for mapping in source if isinstance(source, list) else [source]:
            if not isinstance(mapping, dict):
                what = "merges something that is not a mapping with `<<`"
                raise self._error(line, what, "Write `<<: *anchor` with the anchor of a mapping.")
            for key, value in mapping.items():
                if key not in into.node.value:  # what is written beside `<<` stands
                    into.node.value[key] = value
                    into.parts[key] = _Place(line)

    def _take_alias(self, anchor: str, line: int) -> None:
        node = self._anchors.get(anchor)
        if node is None:
            what = f"has the alias `*{anchor}` before any anchor `&{anchor}`"
            raise self._error(line, what, "Correct the name, or write the value out.")
        if node.size is None:
            what = f"contains itself: `*{anchor}` is inside `&{anchor}`"
            raise self._error(line, what, "Remove the alias.")
        self._add(node.value, _Place(line))
        self._count(node.size, line)

    def _add(self, value: Any, place: _Place) -> _Place:
        """Puts the value where it belongs. Gives its place, which for an entry is its key's."""
        if not self._open:
            self._root, self._root_place = value, place
            return place
        parent = self._open[-1]
        if isinstance(parent.node.value, list):
            parent.parts[len(parent.node.value)] = place
            parent.node.value.append(value)
            return place
        if parent.key is None:
            what = "has a key that is not plain text"
            raise self._error(place.line, what, "Use text as the key.")
        if parent.merges:
            parent.merged.append((value, place.line))
        else:
            parent.node.value[parent.key] = value
            place = parent.parts[parent.key]
        parent.key, parent.merges = None, False
        return place

    def _count(self, values: int, line: int) -> int:
        self._values += values
        if self._values > MAX_VALUES:
            what = f"stands for more than {MAX_VALUES:,} values, aliases written out"
            raise self._error(line, what, "Write less, or without aliases.")
        return values

    def _tag_error(self, tag: str | None, line: int) -> InputError:
        what = f"has the tag `{str(tag).replace(_CORE, '!!')}`"
        return self._error(line, what, "Write a plain value without a tag.")

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> Any:
        text: str = event.value
        if not event.implicit[0] and event.tag not in _RESOLVED_TAGS:
            return text  # quoted or a block
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if (whole := _INT.fullmatch(text)) or _FLOAT.fullmatch(text):
            if len(text) > MAX_DIGITS:
                what = f"has a number of more than {MAX_DIGITS:,} digits"
                raise self._error(line, what, "Write it in quotes, as text.")
            if not whole:
                return float(text)
            return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        if _NOT_FINITE.fullmatch(text):
            return float(text.replace(".", ""))
        return text
