"""The tables of a dbt source, as its YAML tells: for the draft of a contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inseam.authoring.drafted_tables import DraftColumn, DraftTable, columns_of_file, is_rows
from inseam.documents.yaml_document import Document
from inseam.odcs.lenient import Entry, entries, text
from inseam.report.near_names import did_you_mean

_PROJECT = "dbt_project.yml"
_TESTS = ("data_tests", "tests")


@dataclass(frozen=True, slots=True)
class DraftSource:
    """``line`` is where it is; ``catalog`` and ``schema`` are None where it does not say."""

    name: str
    line: int
    description: str | None
    catalog: str | None
    schema: str | None
    tables: tuple[DraftTable, ...]


def source_names(document: Document) -> tuple[str, ...]:
    return tuple(str(source.get("name")) for source, _ in entries(_root(document), "sources"))


def which_source(document: Document, name: str) -> tuple[str, str] | None:
    """What is wrong with a source's name, and what to do; None where it is one of the file."""
    names = source_names(document)
    if not names:
        return f"`{document.file}` has no `sources`.", "Name a file with dbt sources."
    if name in names or (not name and len(names) == 1):
        return None
    if not name:
        return f"`{document.file}` has several sources.", f"Name one: {', '.join(names)}."
    what = f"`{document.file}` has no source `{name}`."
    return what, did_you_mean(name, names, f"It has {', '.join(names)}.")


def draft_source(document: Document, name: str, root: Path) -> DraftSource:
    """A source that `which_source` finds. Types that the YAML lacks are those of rows beside it.

    Raises `CannotRead` for rows that cannot be read.
    """
    source, path = next(
        (source, path)
        for source, path in entries(_root(document), "sources")
        if str(source.get("name")) == name or not name
    )
    found = str(source.get("name"))
    project = _project(root / document.file)
    return DraftSource(
        found,
        document.line(path),
        _plain(source, "description"),
        _plain(source, "database"),
        _plain(source, "schema"),
        tuple(
            _table(table, found, project)
            for table, _ in entries(source, "tables")
            if isinstance(table.get("name"), str)
        ),
    )


def _root(document: Document) -> Mapping[str, Any]:
    return document.value if isinstance(document.value, dict) else {}


def _table(table: Entry, source: str, project: Path | None) -> DraftTable:
    name = str(table["name"])
    described = {column.name.lower(): column for column in _columns(table)}
    rows = _rows(project, source, name)
    if rows is None:
        columns = tuple(described.values())
    else:
        columns = tuple(
            replace(said, name=column.name, type_text=said.type_text or column.type_text)
            for column in columns_of_file(rows)
            for said in (described.get(column.name.lower(), column),)
        )
    identifier = _plain(table, "identifier") or name
    return DraftTable(None, identifier, columns, _plain(table, "description"))


def _columns(table: Entry) -> Iterator[DraftColumn]:
    for column, _ in entries(table, "columns"):
        if not isinstance(column.get("name"), str):
            continue
        tests = dict(_tests(column))
        allowed = tests.get("accepted_values", {})
        values = allowed.get("values") or _mapping(allowed.get("arguments")).get("values")
        yield DraftColumn(
            str(column["name"]),
            _plain(column, "data_type"),
            _plain(column, "description"),
            "not_null" in tests,
            "unique" in tests,
            1 if {"unique", "not_null"} <= tests.keys() else None,
            tuple(values) if isinstance(values, list) else (),
        )


def _tests(column: Entry) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key in _TESTS:
        tests = column.get(key)
        for test in tests if isinstance(tests, list) else ():
            if isinstance(test, str):
                yield test, {}
            elif isinstance(test, dict) and test:
                name, arguments = next(iter(test.items()))
                yield str(name), _mapping(arguments)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _plain(entry: Entry, key: str) -> str | None:
    """A text that is not made by Jinja."""
    found = text(entry, key)
    return None if found is None or "{{" in found else found


def _project(file: Path) -> Path | None:
    return next((folder for folder in file.parents if (folder / _PROJECT).is_file()), None)


def _rows(project: Path | None, source: str, table: str) -> Path | None:
    """Rows that somebody wrote for a test, or seeds that stand for the table."""
    if project is None:
        return None
    beside = sorted((project / "tests" / "inputs" / source).glob(f"{table}.*"))
    seeds = sorted((project / "seeds").rglob(f"{table}.csv"))
    return next((path for path in (*beside, *seeds) if is_rows(path)), None)
