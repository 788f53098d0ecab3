"""For tests of `inseam.adopt`: what dbt says of a project, without dbt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from inseam.adopt.reading import Node, ReadProject, Source, Test


def model(name: str, sql: str = "", depends: Iterable[str] = (), **more: Any) -> Node:
    """``more`` are other fields of the node."""
    given: dict[str, Any] = {
        "path": f"models/{name}.sql",
        "config": {"materialized": "view"},
        "access": "protected",
        "columns": {},
        **more,
    }
    return Node(
        id=f"model.shop.{name}" + (f".v{more['version']}" if more.get("version") else ""),
        name=name,
        kind="model",
        relation=("local", "main", name),
        description="",
        depends=tuple(depends),
        macros=(),
        tags=(),
        meta={},
        sql=sql,
        **given,
    )


def source(table: str, **columns: dict[str, Any]) -> Source:
    return Source(
        id=f"source.shop.raw.{table}",
        source="raw",
        table=table,
        path="models/sources.yml",
        relation=("local", "raw", table),
        description="",
        source_description="",
        columns=columns,
        meta={},
        has_database=False,
        freshness={},
    )


def data_test(name: str, on: str, column: str, **more: Any) -> Test:
    to = str(more.pop("to", ""))
    depends = tuple(filter(None, (on, to)))
    return Test(f"{name}.{on}.{column}", name, "", on, column, more, "", False, depends, to)


def project(
    models: Iterable[Node], sources: Iterable[Source] = (), tests: Iterable[Test] = ()
) -> ReadProject:
    return ReadProject({m.id: m for m in models}, {s.id: s for s in sources}, tuple(tests), (), ())
