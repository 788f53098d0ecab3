"""What is known before any SQL is read: relations, their columns, and the models to read."""

from __future__ import annotations

from dataclasses import dataclass

# Catalog, schema and table, or the last of them only.
RelationName = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a relation that is known; the type as the dialect writes it.

    `admits_null` is as that of `OutputColumn`; if None, what is nullable admits NULL.
    """

    name: str
    type: str | None = None
    nullable: bool | None = None
    admits_null: bool | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view that models read. `complete` is False if it may have further columns."""

    name: RelationName
    columns: tuple[Column, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Model:
    """A relation that the project makes, and the compiled SQL it makes it with."""

    name: RelationName
    sql: str
