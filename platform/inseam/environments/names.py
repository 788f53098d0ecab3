"""What things are called in an environment.

One database may hold all catalogs of contracts (a lake); then a catalog is the first part of a
schema's name there. The macros of `shared/dbt_common/macros/release/names.sql` say the same.
"""

from __future__ import annotations

from dataclasses import dataclass

# Between a catalog, a schema and a release.
_JOINT = "__"


@dataclass(frozen=True, slots=True)
class Place:
    """A schema, or a table or view in it, as the environment's engine knows it."""

    database: str
    schema: str
    identifier: str | None = None

    def named(self, identifier: str) -> Place:
        return Place(self.database, self.schema, identifier)

    def as_argument(self) -> dict[str, str]:
        """For an operation."""
        parts = {"database": self.database, "schema": self.schema}
        return parts if self.identifier is None else {**parts, "identifier": self.identifier}

    def __str__(self) -> str:
        return ".".join(part for part in (self.database, self.schema, self.identifier) if part)


def place_of(database: str | None, catalog: str, schema: str) -> Place:
    """Where a contract's schema is published. ``database`` is the environment's, if it has one."""
    if database is None:
        return Place(catalog, schema)
    return Place(database, schema_here(catalog, schema))


def schema_here(catalog: str, schema: str) -> str:
    """Where one database has all catalogs."""
    return f"{catalog}{_JOINT}{schema}"


def published(schema: str, release: str) -> str:
    """The schema's name as readers know it, of that in which a release builds it."""
    suffix = f"{_JOINT}{release}"
    if not schema.endswith(suffix):
        raise ValueError(f"{schema} is not a schema of release {release}")
    return schema.removesuffix(suffix)
