"""The models of a new product, as `./pants fmt` would leave them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from inseam.authoring.wiring import InputTable, PortColumn, WiredObject
from inseam.codegen.reserved_words import needs_quotes
from inseam.odcs.names import source_name
from inseam.odcs.types import is_common_type

_LINE = 70


def staging_sql(table: InputTable) -> str:
    """All columns of an input's table, as they are."""
    columns = _listed(name(in_staging(c.physical_name)) for c in table.table.properties)
    source = f"source('{source_name(table.contract.id)}', '{table.table.physical_name}')"
    return f"select\n{columns}\nfrom {{{{ {source} }}}}\n"


def port_sql(wired: WiredObject, contract_id: str) -> str:
    """Columns by name, NULL where a person has to write one; rows that break a promise left out."""
    head = f"-- Output port {contract_id}, governed by the contract beside this file.\n"
    if wired.to_be_written:
        to_write = ", ".join(c.column.physical_name for c in wired.to_be_written)
        head = f"{head}{_comment(f'Still to be written, and NULL until then: {to_write}.')}"
    head += _types(wired)
    origin = f"\nfrom {{{{ ref('{wired.reads.model}') }}}}" if wired.reads else ""
    columns = [_expression(column) for column in wired.columns]
    if not wired.not_null and not wired.one_row_per:
        return f"{head}{_select(columns)}{origin}\n"
    body = f"{_select(columns)}{origin}".replace("\n", "\n    ")
    names = [name(column.column.physical_name) for column in wired.columns]
    return (
        f"{head}with\n\nwired as (\n\n    {body}\n\n)\n\n"
        f"{_select(names)}\nfrom wired{_where(wired)}{_one_row(wired)}\n"
    )


def in_staging(column: str) -> str:
    """What an input's column is called there: in lower case, which all SQL here has."""
    return column if needs_quotes(column) else column.lower()


def name(column: str) -> str:
    """A column as SQL has it: DuckDB and Databricks have other quotes."""
    is_quoted = needs_quotes(column) or column != column.lower()
    return f"{{{{ adapter.quote({column!r}) }}}}" if is_quoted else column


def _comment(text: str, width: int = 97) -> str:
    lines, line = [], "--"
    for word in text.split():
        if len(line) + len(word) + 1 > width:
            lines.append(line)
            line = "--"
        line += f" {word}"
    return "".join(f"{each}\n" for each in (*lines, line))


def _select(columns: list[str]) -> str:
    if len(columns) == 1:
        return f"select {columns[0]}"
    return f"select\n{_listed(columns)}"


def _listed(columns: Iterable[str]) -> str:
    return ",\n".join(f"    {column}" for column in columns)


def _expression(column: PortColumn) -> str:
    own = name(column.column.physical_name)
    if column.source is None:
        return f"cast(null as {_type(column)}) as {own}"
    source = name(in_staging(column.source.physical_name))
    if column.is_cast:
        return f"cast({source} as {_type(column)}) as {own}"
    return source if source == own else f"{source} as {own}"


def _type(column: PortColumn) -> str:
    """As both engines read it: a variable where there is no common name."""
    if is_common_type(column.databricks):
        return column.databricks.lower()
    return f"{{{{ {_variable(column)} }}}}"


def _variable(column: PortColumn) -> str:
    return f"{re.sub(r'[^a-z0-9_]', '_', column.column.physical_name.lower())}_type"


def _types(wired: WiredObject) -> str:
    """The variables, which stand above the SQL: such a type may be longer than a line."""
    columns = [
        column
        for column in wired.columns
        if (column.source is None or column.is_cast) and not is_common_type(column.databricks)
    ]
    written = (
        f"{{% set {_variable(column)} = (\n"
        f"    {_literal(column.duckdb)} if target.type == 'duckdb'\n"
        f"    else {_literal(column.databricks)}\n) %}}\n"
        for column in columns
    )
    return "".join(written) + "\n" * bool(columns)


def _literal(text: str) -> str:
    """A text of Jinja, in as many lines as it takes."""
    parts = textwrap.wrap(text, _LINE, drop_whitespace=False, break_on_hyphens=False)
    return "\n    ~ ".join(f"{part!r}" for part in parts)


def _where(wired: WiredObject) -> str:
    tests = [f"{name(column)} is not null" for column in wired.not_null]
    if not tests:
        return ""
    if len(tests) == 1:
        return f"\nwhere {tests[0]}"
    return "\nwhere\n    " + "\n    and ".join(tests)


def _one_row(wired: WiredObject) -> str:
    """The first row of each key, by all other columns: the same one on every run."""
    if not wired.one_row_per:
        return ""
    key = ", ".join(name(column) for column in wired.one_row_per)
    # Databricks puts maps in no order.
    names = [
        column.column.physical_name
        for column in wired.columns
        if column.source and not column.databricks.startswith("MAP")
    ]
    others = [n for n in names if n not in wired.one_row_per] or list(wired.one_row_per)
    order = ", ".join(f"{name(column)} nulls last" for column in others)
    return f"\nqualify row_number() over (\n    partition by {key}\n    order by {order}\n) = 1"
