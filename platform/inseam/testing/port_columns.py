"""The columns that an output port's model yields, against the contract's."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import duckdb

from inseam.dbt_project.letter_case import OtherCase, case_finding
from inseam.odcs.contract import Contract, Property, SchemaObject
from inseam.odcs.types import as_databricks_has_it, dialect_of, duckdb_type
from inseam.report.finding import Finding, Related, Severity
from inseam.testing.engine import in_schema
from inseam.testing.located import Located, at_element

_PASSED = (
    " dbt accepts it: it compares the fields of a struct by name, not their order, nor whether"
    " they are in a list."
)


def compare_columns(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    contract: Contract,
    described: SchemaObject,
    model_file: str,
) -> list[Located]:
    """What ``sql`` yields against the contract; [] if it agrees or is not valid SQL."""
    yielded = _yielded(connection, sql)
    if yielded is None:
        return []  # dbt's own message says what is wrong with the statement
    dialect = dialect_of(contract)
    found = _other_case(contract, described, yielded, model_file)
    for column in described.properties:
        label = f"`{described.physical_name}.{column.physical_name}`"
        if column.physical_name.lower() not in yielded:
            found.append(
                at_element(
                    _finding(
                        "port-column-missing",
                        contract.file,
                        f"The contract `{contract.id}` promises {label}, but {model_file} "
                        "does not yield it.",
                        f"Select `{column.physical_name}` in {model_file}, or remove the "
                        "column in a new major version of the contract.",
                    ),
                    column.path,
                )
            )
            continue
        actual = yielded[column.physical_name.lower()][1]
        if not _same_type(connection, actual, duckdb_type(column, dialect)):
            found.append(_other_type(contract, described, column, actual, model_file))
    promised_names = {column.physical_name.lower() for column in described.properties}
    for lowered, (name, type_) in yielded.items():
        if lowered not in promised_names:
            found.append(
                Located(
                    _finding(
                        "port-column-undeclared",
                        model_file,
                        f"The model yields `{name}` ({type_}), which the contract "
                        f"`{contract.id}` does not declare.",
                        f"Remove it from the select, or add it to {contract.file}, raise the "
                        "minor version and run ./pants generate.",
                    )
                )
            )
    return found


def _other_case(
    contract: Contract,
    described: SchemaObject,
    yielded: Mapping[str, tuple[str, str]],
    model_file: str,
) -> list[Located]:
    columns = [
        (column.path, OtherCase(column.physical_name, name))
        for column in described.properties
        if (name := yielded.get(column.physical_name.lower(), ("", ""))[0])
        and name != column.physical_name
    ]
    if not columns:
        return []
    paths, differing = zip(*columns, strict=True)
    related = [Related("model", model_file)]
    finding = case_finding(contract.file, None, described.physical_name, differing, related)
    return [at_element(finding, paths[0])]


def compare_structs(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    contract: Contract,
    described: SchemaObject,
    model_file: str,
) -> list[Located]:
    """Where ``sql``, which dbt built, yields a struct of another type than the contract's.

    dbt-duckdb compares the fields of a struct by their names. It sees neither their order nor
    whether the struct is in a list; all other types it compares whole.
    """
    yielded = _yielded(connection, sql) or {}
    dialect = dialect_of(contract)
    return [
        _other_type(contract, described, column, actual, model_file, _PASSED)
        for column in described.properties
        if (actual := yielded.get(column.physical_name.lower(), ("", ""))[1])
        if actual.startswith("STRUCT")
        and not _same_type(connection, actual, duckdb_type(column, dialect))
    ]


def materialise_unconstrained(
    connection: duckdb.DuckDBPyConnection, sql: str, schema: str, table: str
) -> bool:
    """Builds the table without its constraints, so that the contract's checks can name the rows.

    Builds nothing if the statement itself fails; dbt's message says why.
    """
    with suppress(duckdb.Error):
        connection.execute(f"create schema if not exists {in_schema(connection, schema)}")
        connection.execute(
            f"create or replace table {in_schema(connection, schema, table)} as {sql}"
        )
        return True
    return False


def _yielded(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, tuple[str, str]] | None:
    """The name and type of each column, by its name in lower case; None if it is not valid SQL."""
    try:
        rows = connection.execute(f"describe {sql}").fetchall()
    except duckdb.Error:
        return None
    return {row[0].lower(): (row[0], row[1]) for row in rows}


def _other_type(
    contract: Contract,
    described: SchemaObject,
    column: Property,
    actual: str,
    model_file: str,
    more: str = "",
) -> Located:
    promised = duckdb_type(column, dialect_of(contract))
    declared = column.physical_type or column.logical_type or promised
    on_duckdb = "" if declared.upper() == promised else f" ({promised} on DuckDB)"
    label = f"`{described.physical_name}.{column.physical_name}`"
    # No cast makes a value of a list, or a list of a value.
    is_castable = actual.endswith("]") == promised.endswith("]")
    name = f"`{column.physical_name}`"
    cast = f"Cast {name} to {promised}" if is_castable else f"Make {name} a {promised}"
    finding = _finding(
        "port-column-type",
        contract.file,
        f"The contract `{contract.id}` promises {label} as {declared}{on_duckdb}, but"
        f" {model_file} yields {actual}.{more}",
        f"{cast} in {model_file}, or change the type in a new major version of the contract.",
    )
    aspect = "physicalType" if column.physical_type else "logicalType"
    return at_element(finding, (*column.path, aspect))


def _same_type(connection: duckdb.DuckDBPyConnection, actual: str, promised: str) -> bool:
    """Compared as DuckDB spells them: STRING and VARCHAR are one type."""
    (spelled,) = connection.execute(f"select typeof(cast(null as {promised}))").fetchone() or (
        promised,
    )
    return bool(spelled.upper() == as_databricks_has_it(actual.upper()))


def _finding(rule: str, file: str, message: str, fix: str) -> Finding:
    return Finding(rule=rule, severity=Severity.ERROR, file=file, message=message, fix=fix)
