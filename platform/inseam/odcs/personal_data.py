"""Whether a part of a contract says that it holds personal data.

The one answer of contract lint, the gate, the facts and the published samples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# What lineage has among the classifications that a column carries.
PERSONAL_DATA = "personal data"

# How drafted contracts say it: as a tag, and as a custom property.
TAG = "pii"

# Of tags, classifications and custom properties, in any case and however their words are joined.
_NAME = re.compile(
    r"((is|has|holds|contains|includes)?(pii|personal|personaldata|personalinformation)"
    r"|(contains)?personallyidentifiable(data|information)?)"
)
_JOINTS = re.compile(r"[\s_-]+")
# OpenMetadata writes `PII.None`, others `privacy:pii` and `pii=false`.
_SEGMENTS = re.compile(r"[.:/=]")
_DENIALS = frozenset({"", "false", "f", "no", "n", "none", "off", "0", "n/a", "null"})
_PERSONAL_FORMATS = frozenset({"email", "idn-email"})


@dataclass(frozen=True, slots=True)
class Statement:
    """``holds`` is its answer; ``kind`` and ``word`` say where it is, such as the tag `pii`."""

    holds: bool
    kind: str
    word: str


def personal_data(element: Mapping[str, Any]) -> Statement | None:
    """The statement that decides for a contract, an object or a column; None if there is none.

    One that says yes goes before those that say no, and any of them before the format of the
    values. Also reads a `tags` that is not a list and a `customProperties` that is a mapping.
    """
    statements = tuple(_statements(element))
    yes = next((statement for statement in statements if statement.holds), None)
    return yes or next(iter(statements), None) or _of_the_format(element)


def is_personal(element: Mapping[str, Any]) -> bool | None:
    """False if it says that it holds none, None if it says nothing."""
    statement = personal_data(element)
    return None if statement is None else statement.holds


def _statements(element: Mapping[str, Any]) -> Iterator[Statement]:
    for name, value in _custom_properties(element):
        if _is_name(name) and value is not None:
            yield Statement(not _denies(value), "custom property", name)
    tags = element.get("tags")
    for tag in tags if isinstance(tags, list) else [tags]:
        yield from _of_a_word("tag", tag)
    yield from _of_a_word("classification", element.get("classification"))


def _custom_properties(element: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    custom = element.get("customProperties")
    if isinstance(custom, Mapping):
        yield from ((str(name), value) for name, value in custom.items())
    for one in custom if isinstance(custom, list) else ():
        if isinstance(one, Mapping):
            yield str(one.get("property")), one.get("value")


def _of_a_word(kind: str, word: object) -> Iterator[Statement]:
    if isinstance(word, str):
        segments = _SEGMENTS.split(word)
        named = [index for index, segment in enumerate(segments) if _is_name(segment)]
        if named:
            last = segments[-1]
            denied = named[-1] < len(segments) - 1 and _denies(last)
            yield Statement(not denied, kind, word)


def _is_name(word: str) -> bool:
    return _NAME.fullmatch(_JOINTS.sub("", word).casefold()) is not None


def _denies(value: object) -> bool:
    if isinstance(value, str):
        return value.strip().casefold() in _DENIALS
    return not value


def _of_the_format(element: Mapping[str, Any]) -> Statement | None:
    options = element.get("logicalTypeOptions")
    format_ = options.get("format") if isinstance(options, Mapping) else None
    if isinstance(format_, str) and format_.strip().casefold() in _PERSONAL_FORMATS:
        return Statement(True, "format", format_)
    return None
