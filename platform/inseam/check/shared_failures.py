"""Which failures of dbt-databricks dbt-duckdb has too: then the check on DuckDB reports them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from inseam.dbt_project.invocation import ASKS_DATABASE
from inseam.dbt_project.macros import MACRO_HEAD

# dbt's words: "in model parcels (models/parcels.sql)", "> in macro a (macros/a.sql)".
_NAMED = re.compile(r"\b(\w+) \S+ \(([^()\n]+\.\w+)\)")
_DISPATCH = re.compile(r"In dispatch: No macro named '([^'\n]+)'")
_CALL = re.compile(r"\b(\w+)\s*\(")
# The engine's name, and macros that have a text for each.
_BY_ENGINE = re.compile(r"\btarget\s*[.\[]|\badapter\s*\.\s*dispatch\b|\bdbt\s*\.")
_ADAPTER = re.compile(r"\badapter\s*\.")
_COMPILED_ON_BOTH = ("model", "snapshot")


def fails_to_parse_on_both(project: Path, message: str) -> bool:
    """``message`` is that of dbt-databricks, which parses as dbt-duckdb does but for what a
    template asks of its engine.
    """
    if missing := _DISPATCH.search(message):
        return f"duckdb__{missing[1]}" not in _macros(project)
    return not any(map(_BY_ENGINE.search, _texts(project, _files(project, message))))


def fails_to_compile_on_both(project: Path, message: str) -> bool:
    """The check on DuckDB compiles the project's own models and snapshots, and nothing else."""
    node = _NAMED.search(message)
    files = _files(project, message)
    if node is None or node[1] not in _COMPILED_ON_BOTH or not all(map(Path.is_file, files)):
        return False
    texts = _texts(project, files)
    asks = ASKS_DATABASE in message
    return not any(_BY_ENGINE.search(t) or (not asks and _ADAPTER.search(t)) for t in texts)


def _files(project: Path, message: str) -> list[Path]:
    return [project / named[2] for named in _NAMED.finditer(message)]


def _texts(project: Path, files: Iterable[Path]) -> list[str]:
    """Those of the files, and of the macros in the project and its packages that they call."""
    macros = _macros(project)
    texts = [file.read_text("utf-8", "replace") for file in files if file.is_file()]
    seen: set[str] = set()
    for text in texts:
        called = {call[1] for call in _CALL.finditer(text)} & macros.keys()
        texts += [macros[name] for name in sorted(called - seen)]
        seen |= called
    return texts


def _macros(project: Path) -> Mapping[str, str]:
    """The text of a macro's file by its name."""
    return {
        macro[1]: text
        for path in sorted(project.rglob("*.sql"))
        if path.is_file()
        for text in [path.read_text("utf-8", "replace")]
        for macro in MACRO_HEAD.finditer(text)
    }
