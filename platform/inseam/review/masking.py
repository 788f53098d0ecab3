"""Which values of a port's rows a review shows.

A review is read by more people than the rows are. A value is shown only if, at the base and at the
head alike,

1. a bundle would show its column (`inseam.bundle.visible_columns`, `inseam.bundle.sample`):
   nothing in the contract, in its name or in its lineage says that it holds personal data;
2. a column of texts has no free text: each of its values is one word such as an id or a code, or
   the contract lists it as allowed;
3. the value itself does not look like an e-mail address, a telephone number or the like.

All other values, in a key or not, are `MASKED`: one word for all of them, so that nobody finds out
a value by trying what its hash would be. How many there are is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from inseam.bundle.sample import Document, looks_personal, physical_name, shown_columns
from inseam.bundle.visible_columns import Carried, open_objects
from inseam.odcs.constraints import allowed_values

MASKED = "•••"
# What an id, a code, a path or a date has. An e-mail address has an @, a sentence has blanks.
_WORD = r"[A-Za-z0-9_.:/+-]{1,64}"
# Of these types nothing can be written that a person has to read.
_PLAIN_TYPES = ("BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "FLOAT", "HUGEINT", "INTERVAL", "TIME")

_PLAIN_ENDS = ("INT", "INTEGER")


@dataclass(frozen=True, slots=True)
class Mask:
    """``open`` are columns that may be shown, in lower case, with the values that are allowed."""

    open: Mapping[str, frozenset[str]]

    def shown(self, column: str, value: str | None) -> str | None:
        """A value as a review has it; None is NULL, which is masked as others are."""
        allowed = self.open.get(column.lower())
        if allowed is None:
            return MASKED
        if value is None or value in allowed:
            return value
        return MASKED if looks_personal(value) else value

    def without(self, columns: Iterable[str]) -> Mask:
        closed = {name.lower() for name in columns}
        return Mask({name: values for name, values in self.open.items() if name not in closed})


def mask_of(sides: Iterable[tuple[Document, Carried]], table: str) -> Mask:
    """``sides`` are the contract at the base and at the head, each with what lineage knows of it.

    A column that one of them lacks is for the other to decide; nothing is open without a contract.
    """
    known: dict[str, set[bool]] = {}
    allowed: dict[str, frozenset[str]] = {}
    for contract, carried in sides:
        for name, columns in open_objects(contract, carried):
            if name.lower() != table.lower():
                continue
            shown = {column.lower() for column in shown_columns(columns, ())}
            for column in _columns(contract, table):
                key = physical_name(column).lower()
                known.setdefault(key, set()).add(key in shown)
                listed = allowed_values(column, ())
                values = frozenset(map(str, listed.value)) if listed else frozenset()
                allowed[key] = allowed[key] & values if key in allowed else values
    return Mask({name: allowed[name] for name, answers in known.items() if answers == {True}})


def _columns(contract: Document, table: str) -> list[Document]:
    return [
        column
        for described in contract.get("schema") or ()
        if physical_name(described).lower() == table.lower()
        for column in described.get("properties") or ()
    ]


def free_text(connection: duckdb.DuckDBPyConnection, relation: str, mask: Mask) -> list[str]:
    """The open columns of a relation that have a value which is more than a word."""
    types = connection.execute(f"describe select * from {relation}").fetchall()
    texts = [
        name for name, type_, *_ in types if name.lower() in mask.open and not _is_plain(type_)
    ]
    if not texts:
        return []
    found, values = [], []
    for name in texts:
        quoted = '"' + name.replace('"', '""') + '"'
        found.append(
            f"coalesce(bool_or(not regexp_full_match({quoted}::varchar, '{_WORD}')"
            f" and not list_contains(?::varchar[], {quoted}::varchar)), false)"
        )
        values.append(sorted(mask.open[name.lower()]))
    row = connection.execute(f"select {', '.join(found)} from {relation}", values).fetchone()
    return [name for name, is_free in zip(texts, row or (), strict=True) if is_free]


def _is_plain(type_: str) -> bool:
    return type_.endswith(_PLAIN_ENDS) or (type_.startswith(_PLAIN_TYPES) and "[" not in type_)
