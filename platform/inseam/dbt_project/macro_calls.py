"""Which macros a template calls, as dbt-core finds them without rendering it.

dbt 2 leaves most of that out of its manifest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, TemplateError

# Implementations for DuckDB, in the order in which dbt-duckdb looks for them.
_PREFIXES = ("duckdb", "default")
_ENVIRONMENT = Environment(autoescape=False)
# After these a name with parentheses is a definition, or a test or filter of Jinja's.
_NO_CALL_AFTER = frozenset({"data_test", "is", "macro", "materialization", "snapshot", "test"})


@dataclass(frozen=True, slots=True)
class _Call:
    """``package`` is written before the name, or is the namespace of a dispatch."""

    name: str
    package: str | None = None
    is_dispatched: bool = False


class KnownMacros:
    """``macros`` are entries of the manifest, of the project ``root`` and of its packages."""

    def __init__(self, macros: Iterable[Any], root: str) -> None:
        self._root = root
        self._by_package: dict[str, dict[str, str]] = {}
        for macro in macros:
            self._by_package.setdefault(macro.package_name, {})[macro.name] = macro.unique_id

    def called(self, template: str, package: str) -> list[str]:
        """The unique ids of those that a template of ``package`` calls, each once, in order."""
        found = (self._unique_id(call, package) for call in _calls(template))
        return list(dict.fromkeys(unique_id for unique_id in found if unique_id))

    def _unique_id(self, call: _Call, package: str) -> str | None:
        if not call.is_dispatched:
            return self._named(call.package or package, call.name)
        # The project's own go before those of the package that dispatches.
        for searched in (self._root, call.package or package):
            for prefix in _PREFIXES:
                named = f"{prefix}__{call.name}"
                if found := self._by_package.get(searched, {}).get(named):
                    return found
        return None

    def _named(self, package: str, name: str) -> str | None:
        for searched in (package, self._root, *self._by_package):
            if found := self._by_package.get(searched, {}).get(name):
                return found
        return None


def _calls(template: str) -> Iterator[_Call]:
    try:
        tokens = [(t.type, t.value) for t in _ENVIRONMENT.lexer.tokenize(template)]
    except TemplateError:
        return
    for place, (kind, name) in enumerate(tokens):
        if kind != "name" or tokens[place + 1 : place + 2] != [("lparen", "(")]:
            continue
        before = tokens[max(place - 3, 0) : place]
        types = [type_ for type_, _ in before]
        if types[-1:] == ["dot"]:
            is_first = types[-2:-1] == ["name"] and types[-3:-2] != ["dot"]
            if not is_first:
                continue
            owner = before[-2][1]
            if owner == "adapter" and name == "dispatch":
                yield from _dispatched(tokens[place + 2 :])
            elif owner != "adapter":
                yield _Call(name, owner)
        elif types[-1:] != ["pipe"] and not (before and before[-1][1] in _NO_CALL_AFTER):
            yield _Call(name)


def _dispatched(arguments: Sequence[tuple[str, Any]]) -> Iterator[_Call]:
    """``arguments`` are the tokens from the first one on. dbt wants the names written out."""
    given: dict[str, str] = {}
    names = iter(("macro_name", "macro_namespace"))
    for before, (kind, value) in zip((("", ""), *arguments), arguments, strict=False):
        if kind == "rparen":
            break
        if kind == "name":
            names = iter((value,))
        elif kind == "string" and before[0] in ("", "comma", "assign"):
            given[next(names, "")] = value
    if name := given.get("macro_name"):
        yield _Call(name, given.get("macro_namespace"), is_dispatched=True)


def called_macros(manifest: Any) -> list[Any]:
    """Those that the project's own nodes call, on whatever way, as far as `note_macros` knows."""
    project = manifest.metadata.project_name
    own = [node for node in manifest.nodes.values() if node.package_name == project]
    waiting = [unique_id for node in own for unique_id in node.depends_on.macros]
    called: dict[str, Any] = {}
    while waiting:
        unique_id = waiting.pop()
        if unique_id not in called and (macro := manifest.macros.get(unique_id)) is not None:
            called[unique_id] = macro
            waiting += macro.depends_on.macros
    return [macro for _, macro in sorted(called.items())]


def note_macros(manifest: Any, packages: Iterable[str]) -> None:
    """Writes into ``manifest`` what its nodes and macros of ``packages`` call of each other."""
    named = set(packages)
    macros: Mapping[str, Any] = manifest.macros
    own = [macro for macro in macros.values() if macro.package_name in named]
    known = KnownMacros(own, manifest.metadata.project_name)
    for macro in own:
        called = known.called(macro.macro_sql, macro.package_name)
        macro.depends_on["macros"] = [one for one in called if one != macro.unique_id]
    for node in manifest.nodes.values():
        if node.package_name in named and node.raw_code:
            node.depends_on["macros"] = known.called(node.raw_code, node.package_name)
