"""SQL of another engine, translated for DuckDB, on which tests run; the difference is to read."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace

import sqlglot
from sqlglot.errors import SqlglotError

from inseam.adopt.stage import Files, Stage, left, replaced, text
from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import Finding, InputError

_HEAD = re.compile(
    r"(?:\s*\{\{-?\s*config\s*\(.*?\)\s*-?\}\}|\s*\{#.*?#\}|\s*\{%-?\s*set\b.*?%\})*\s*", re.DOTALL
)
_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_OTHER_JINJA = re.compile(r"\{%|\{#")
_PLACE = re.compile(r'"?__jinja_(\d+)__"?', re.IGNORECASE)
# These two are what products are written in.
_AT_HOME = frozenset({"", "duckdb", "databricks"})
_WORD_OF = {"postgresql": "postgres", "sqlserver": "tsql"}


def dialect_of_profiles(files: Files) -> str:
    """The engine that the project's own profiles name, if there is one alone beside DuckDB."""
    engines = set()
    for path in files:
        if path.endswith(("profiles.yml", "profiles.yaml")):
            try:
                value = read_yaml(path, files[path]).value
            except InputError:
                continue
            for profile in value.values() if isinstance(value, dict) else ():
                outputs = profile.get("outputs") if isinstance(profile, dict) else None
                for output in (outputs or {}).values():
                    engines.add(str(output.get("type", "")) if isinstance(output, dict) else "")
    foreign = engines - _AT_HOME - {"spark"}
    return next(iter(foreign)) if len(foreign) == 1 and not engines & {"duckdb"} else ""


def translated(files: Files, dialect: str, shown: str) -> Stage:
    """``dialect`` is one of sqlglot's; "" translates nothing."""
    read = _WORD_OF.get(dialect, dialect)
    if read in _AT_HOME:
        return Stage(files)
    changed: dict[str, str | None] = {}
    notes: list[Finding] = []
    for path in files:
        if not path.endswith(".sql") or not path.startswith(("models/", "tests/", "snapshots/")):
            continue
        before = text(files, path)
        head = _HEAD.match(before)
        start = head.end() if head else 0
        body = before[start:]
        if _OTHER_JINJA.search(body):
            if _differs(_without_blocks(body), read):
                message = f"The SQL is {read}'s and its Jinja has blocks: it is not translated."
                notes.append(left(f"{shown}/{path}", message, "Write it for DuckDB by hand."))
            continue
        new = _translated(body, read)
        if new is None:
            message = f"sqlglot cannot read the SQL as {read}'s, so it is not translated."
            notes.append(left(f"{shown}/{path}", message, "Write it for DuckDB by hand."))
        elif new != body:
            changed[path] = before[:start] + new + "\n"
            notes.append(_difference(f"{shown}/{path}", before, before[:start] + new + "\n", read))
    return Stage(replaced(files, changed), tuple(notes))


def _translated(body: str, dialect: str) -> str | None:
    """None for what cannot be read; the same text where both engines read it alike."""
    kept: list[str] = []

    def put_by(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"__jinja_{len(kept) - 1}__"

    bare = _EXPRESSION.sub(put_by, body)
    try:
        if not _differs(bare, dialect):
            return body
        new = sqlglot.transpile(bare, read=dialect, write="duckdb", pretty=True)[0]
    except (SqlglotError, RecursionError):
        return None
    return _PLACE.sub(lambda found: kept[int(found[1])], new)


def _differs(sql: str, dialect: str) -> bool:
    """Whether DuckDB reads it otherwise, or not at all."""
    try:
        there = sqlglot.transpile(sql, read=dialect, write="duckdb")
    except (SqlglotError, RecursionError):
        return True
    try:
        here = sqlglot.transpile(sql, read="duckdb", write="duckdb")
    except (SqlglotError, RecursionError):
        return True
    return there != here


def _without_blocks(body: str) -> str:
    bare = re.sub(r"\{%.*?%\}|\{#.*?#\}", " ", body, flags=re.DOTALL)
    return _EXPRESSION.sub("__jinja_0__", bare)


def _difference(file: str, before: str, after: str, dialect: str) -> Finding:
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "before", "after", "", "", 1, ""
    )
    note = left(file, f"The SQL was {dialect}'s and is DuckDB's now.", "Read the difference.")
    return replace(note, details=tuple(lines))
