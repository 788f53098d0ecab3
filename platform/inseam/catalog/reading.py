"""How the tables of a port are read: text to copy."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from inseam.catalog.content import Port, Server
from inseam.odcs.names import port_schema, source_name

_ENGINES = ("databricks", "duckdb")


def ways(port: Port) -> Iterator[tuple[str, str]]:
    """Pairs of a heading and its text; none for a contract without tables."""
    if not port.tables:
        return
    server = _server(port)
    name = ".".join(map(_quoted, (*_schema(port, server), port.tables[0].physical_name)))
    yield "SQL", f"select *\nfrom {name}\nlimit 100"
    yield "dbt source", _source(port, server)
    if server and server.kind == "databricks":
        yield "Python, on Databricks", f'rows = spark.table("{name}")'
    else:
        yield "Python, from DuckDB", f'rows = connection.sql("""select * from {name}""").df()'


def _server(port: Port) -> Server | None:
    """The first one with a schema, of production if there is such a one."""
    known = [server for server in port.servers if server.kind in _ENGINES and server.schema]
    known.sort(key=lambda server: "prod" not in (server.environment or server.name).lower())
    return known[0] if known else None


def _schema(port: Port, server: Server | None) -> tuple[str, ...]:
    if server is None:
        return (port_schema(port.id),)
    return tuple(filter(None, (server.catalog, server.schema)))


def _quoted(name: str) -> str:
    return name if name.isidentifier() else "`" + name.replace("`", "``") + "`"


def _source(port: Port, server: Server | None) -> str:
    source = {
        "name": source_name(port.id),
        "schema": _schema(port, server)[-1],
        "config": {"meta": {"data_contract": {"id": port.id}}},
        "tables": [
            {"name": table.name}
            if table.name == table.physical_name
            else {"name": table.name, "identifier": table.physical_name}
            for table in port.tables
        ],
    }
    if server and server.catalog:
        source = {"name": source.pop("name"), "database": server.catalog, **source}
    written = {"version": 2, "sources": [source]}
    return yaml.safe_dump(written, sort_keys=False, allow_unicode=True).rstrip()
