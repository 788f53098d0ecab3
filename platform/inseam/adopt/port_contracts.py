"""What the contract of a port promises: what was built, and what the project's tests say of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from inseam.adopt.column_facts import Rules, places_of, rules_of
from inseam.adopt.contracts import PlannedColumn, PlannedTable, with_key
from inseam.adopt.moves import CASTS, MovedPort
from inseam.adopt.reading import ReadProject
from inseam.adopt.stage import done, left
from inseam.authoring.column_types import on_databricks
from inseam.authoring.repository import Provided
from inseam.odcs.names import port_schema
from inseam.report.finding import Finding


def port_tables(project: ReadProject, moved: Sequence[MovedPort]) -> list[PlannedTable]:
    places = places_of(project)
    rules = rules_of(project.tests, places)
    tables_of = {places[m.port.node.id]: m.port.table for m in moved}
    drafts = []
    for m in moved:
        node = m.port.node
        described = {name.lower(): column for name, column in node.columns.items()}
        columns = []
        for name, type_ in m.columns.items():
            said = described.get(name.lower(), {})
            rule = rules.get((places[node.id], name.lower()), Rules())
            to = (
                f"{tables_of[rule.to[0]]}.{rule.to[1]}"
                if rule.to and rule.to[0] in tables_of
                else ""
            )
            meta = {**(said.get("meta") or {}), **((said.get("config") or {}).get("meta") or {})}
            columns.append(
                PlannedColumn(
                    name,
                    _cast(type_),
                    said.get("description") or "",
                    rule,
                    to,
                    0,
                    meta,
                    tuple(said.get("tags") or ()),
                )
            )
        kind = "view" if node.materialized == "view" and not m.inner else "table"
        drafts.append(PlannedTable(m.port.table, with_key(columns), node.description, kind))
    return drafts


def _cast(type_: str) -> str:
    return {"bigint": "BIGINT", "timestamp": "TIMESTAMP"}.get(CASTS.get(type_, ""), type_)


def taken_over(own: Provided, drafted: dict[str, Any], id: str) -> dict[str, Any]:
    """The project's own words and promises, at the place of the port."""
    contract = {
        **own.document.value,
        "id": id,
        "dataProduct": drafted["dataProduct"],
        "servers": drafted["servers"],
    }
    contract["servers"][0]["schema"] = port_schema(id)
    drafts = {table["name"].lower(): table for table in drafted["schema"]}
    for table in contract["schema"]:
        built = {
            p["name"].lower(): p
            for p in drafts.get(table["name"].lower(), {}).get("properties", ())
        }
        for column in table.get("properties") or ():
            # Its types were written for another engine.
            if (as_built := built.get(column["name"].lower())) is not None:
                column["physicalType"] = as_built["physicalType"]
                column["logicalType"] = as_built["logicalType"]
    contract.setdefault("slaProperties", drafted["slaProperties"])
    return contract


def remarks(moved: Iterable[MovedPort], id: str, shown: str) -> list[Finding]:
    """What a person should know of a column that the two engines hold differently."""
    found = []
    for m in moved:
        for name, type_ in m.columns.items():
            known = on_databricks(type_)
            if type_ in CASTS:
                message = f"`{name}` is {type_} on DuckDB and is cast to {CASTS[type_]}."
                fix = f"See that no value of it is larger; {id} promises that type."
                found.append(done(f"{shown}/{m.port.node.path}", message, fix))
            elif known is not None and known.remark:
                message = (
                    f"`{name}` is {type_} on DuckDB and {known.physical} on Databricks:"
                    f" {known.remark}."
                )
                found.append(
                    left(f"{shown}/{m.port.node.path}", message, "Cast it, if readers mind.")
                )
    return found
