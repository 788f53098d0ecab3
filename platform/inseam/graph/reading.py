"""What the models of products read: another model of theirs, or a contract's object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from inseam.facts.schema import SourceTableRow
from inseam.graph.node import Node, model, object_


class Read(Protocol):
    """A row that says what a model, test or exposure reads."""

    @property
    def product(self) -> str: ...

    @property
    def depends_on(self) -> str: ...

    @property
    def source(self) -> str | None: ...

    @property
    def contract_id(self) -> str | None: ...


class Reading:
    def __init__(self, source_tables: Iterable[SourceTableRow]) -> None:
        # A source's table, as a model names it -> what it is called in the database.
        self._identifiers = {
            (row.product, row.source, row.table_name): row.identifier for row in source_tables
        }

    def of(self, row: Read) -> Node | None:
        """What a row's model reads. None for a source that names no contract."""
        if row.source is None:
            return model(row.product, row.depends_on)
        if row.contract_id is None:
            return None
        key = (row.product, row.source, row.depends_on)
        return object_(row.contract_id, self._identifiers.get(key) or row.depends_on)
