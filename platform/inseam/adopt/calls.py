"""`ref()` and `source()` as they stand in SQL and in YAML, with their arguments written out.

dbt finds them so too, before it renders anything; one whose arguments are computed is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_REF = re.compile(
    r"""\bref\s*\(\s*(?P<first>'[^']*'|"[^"]*")\s*(?:,\s*(?P<second>'[^']*'|"[^"]*")\s*)?"""
    r"""(?:,\s*(?:v|version)\s*=\s*(?P<version>'[^']*'|"[^"]*"|[\w.]+)\s*)?,?\s*\)"""
)
_SOURCE = re.compile(
    r"""\bsource\s*\(\s*(?P<first>'[^']*'|"[^"]*")\s*,\s*(?P<second>'[^']*'|"[^"]*")\s*,?\s*\)"""
)


@dataclass(frozen=True, slots=True)
class Ref:
    """``project`` and ``version`` are "" where the call names none; ``line`` counts from 1."""

    project: str
    name: str
    version: str
    line: int


@dataclass(frozen=True, slots=True)
class SourceCall:
    source: str
    table: str
    line: int


def refs(template: str) -> Iterator[Ref]:
    for found in _REF.finditer(template):
        yield _ref(found, template)


def source_calls(template: str) -> Iterator[SourceCall]:
    for found in _SOURCE.finditer(template):
        line = template.count("\n", 0, found.start()) + 1
        yield SourceCall(found["first"][1:-1], found["second"][1:-1], line)


def with_refs(template: str, new: Callable[[Ref], str | None]) -> str:
    """``new`` gives what stands instead of a ref; None leaves it."""

    def put(found: re.Match[str]) -> str:
        instead = new(_ref(found, template))
        return found[0] if instead is None else _quoted_alike(instead, found[0])

    return _REF.sub(put, template)


def with_sources(template: str, new: Callable[[SourceCall], str | None]) -> str:
    def put(found: re.Match[str]) -> str:
        call = SourceCall(found["first"][1:-1], found["second"][1:-1], 0)
        instead = new(call)
        return found[0] if instead is None else _quoted_alike(instead, found[0])

    return _SOURCE.sub(put, template)


def _quoted_alike(call: str, like: str) -> str:
    """In the quotes that the place had: in YAML the others may end the text around it."""
    return call.replace("'", '"') if '"' in like and "'" not in like else call


def _ref(found: re.Match[str], template: str) -> Ref:
    first, second = found["first"][1:-1], (found["second"] or "")[1:-1]
    version = (found["version"] or "").strip("'\"")
    line = template.count("\n", 0, found.start()) + 1
    return Ref(first, second, version, line) if second else Ref("", first, version, line)
