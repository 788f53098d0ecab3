"""Columns that carry values of others which not everybody may see, and do not say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from inseam.bundle.sample import (
    OPEN,
    Document,
    is_of_persons,
    names_a_person,
    physical_name,
    speaks_of_persons,
)
from inseam.odcs.personal_data import PERSONAL_DATA

Carried = Mapping[str, frozenset[str]]


def carried_by_column(lineage: Mapping[str, Any]) -> Carried:
    """Of `inseam.lineage`'s document: what reaches a column unmasked, by `<object>.<column>`."""
    return {
        f"{column['dataset']}.{column['name']}".lower(): frozenset(
            word.strip().lower() for word in column["carries"]
        )
        for column in lineage["columns"]
        if "carries" in column
    }


def open_objects(contract: Document, carried: Carried) -> Iterator[tuple[str, list[Document]]]:
    """The tables of a contract with those columns whose values may be read to be shown."""
    for described in contract.get("schema") or ():
        table = physical_name(described)
        columns = described.get("properties") or ()
        if speaks_of_persons(contract) or speaks_of_persons(described):
            # It does not say of which columns, unless they say themselves what they are.
            columns = [column for column in columns if column.get("classification")]
        of_persons = is_of_persons(described)
        columns = [column for column in columns if not names_a_person(column, of_persons)]
        yield table, open_columns(carried, str(contract.get("id")), table, columns)


def open_columns(
    carried: Carried, contract: str, table: str, columns: Iterable[Document]
) -> list[Document]:
    """Those of an object that carry nothing, or only what everybody may see.

    A contract that classifies a column has answered, but for personal data: its answer to that is
    `pii: false`, and then lineage carries none.
    """
    return [
        column
        for column in columns
        if _is_open(
            column,
            carried.get(f"{contract}.{table}.{physical_name(column)}".lower(), frozenset()),
        )
    ]


def _is_open(column: Document, carried: frozenset[str]) -> bool:
    return PERSONAL_DATA not in carried and (bool(column.get("classification")) or carried <= OPEN)
