"""What events say beside the lineage: what models and tests read, and what is tagged."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from inseam.facts.rows import Rows
from inseam.facts.schema import (
    DataTestDependencyRow,
    DataTestRow,
    ModelDependencyRow,
    SourceRow,
    SourceTableRow,
    TagRow,
)
from inseam.facts.tables import Row
from inseam.lineage.document import model_id, object_id

TABLES = (
    ModelDependencyRow,
    SourceRow,
    SourceTableRow,
    DataTestRow,
    DataTestDependencyRow,
    TagRow,
)

_UNIT = "unit"
# As the standard calls what is a query.
_TYPES = {"singular": "custom_sql"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTest:
    """A data test or unit test (``is_unit``). ``reads`` and ``attached_to`` are datasets' ids.

    dbt attaches a generic test to the model it is written at, and neither a test of a source nor
    one that is a query: they are attached to the one dataset that they read, or else to none.
    """

    name: str
    type: str
    is_unit: bool
    attached_to: str | None
    column: str | None
    severity: str
    arguments: Mapping[str, Any] | None
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """``reads`` are datasets by the model that reads them, ``relations`` the names in the database
    of those that are sources, ``tests`` are by product, ``tags`` by the file that has them.
    """

    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    relations: Mapping[str, str] = field(default_factory=dict)
    tests: Mapping[str, tuple[DataTest, ...]] = field(default_factory=dict)
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def known(rows: Iterable[Row]) -> Known:
    """Of the rows of `TABLES`, in any order."""
    by_table = Rows(rows)
    sources = _Sources(by_table.of(SourceRow), by_table.of(SourceTableRow))
    reads: dict[str, set[str]] = defaultdict(set)
    for row in by_table.of(ModelDependencyRow):
        reads[model_id(row.product, row.model)].add(sources.dataset(row))
    read_by_test: dict[tuple[str, str], set[str]] = defaultdict(set)
    for dependency in by_table.of(DataTestDependencyRow):
        read_by_test[dependency.product, dependency.test].add(sources.dataset(dependency))
    tests: dict[str, list[DataTest]] = defaultdict(list)
    for test in by_table.of(DataTestRow):
        found = read_by_test[test.product, test.test]
        tests[test.product].append(_data_test(test, tuple(sorted(found))))
    tags: dict[str, set[str]] = defaultdict(set)
    for tag in by_table.of(TagRow):
        if not tag.element:
            tags[tag.file].add(tag.tag)
    return Known(
        reads={model: tuple(sorted(found)) for model, found in reads.items()},
        relations=sources.relations,
        tests={
            product: tuple(sorted(found, key=lambda test: (test.name, test.attached_to or "")))
            for product, found in tests.items()
        },
        tags={file: tuple(sorted(found)) for file, found in tags.items()},
    )


class _Sources:
    """The datasets of dbt's sources: objects of contracts, by what they are in the database."""

    def __init__(self, sources: list[SourceRow], tables: list[SourceTableRow]) -> None:
        self.relations: dict[str, str] = {}
        self._datasets: dict[tuple[str, str, str], str] = {}
        places = {(row.product, row.source): (row.database, row.schema) for row in sources}
        for row in sorted(tables, key=lambda row: (row.product, row.source)):
            place = places.get((row.product, row.source), ())
            relation = ".".join(filter(None, (*place, row.identifier)))
            # A source without a contract is known by nothing else.
            contract = row.contract_id
            dataset = object_id(contract, row.identifier) if contract else relation
            self._datasets[row.product, row.source, row.table_name] = dataset
            self.relations.setdefault(dataset, relation)

    def dataset(self, row: ModelDependencyRow | DataTestDependencyRow) -> str:
        if row.source is None:
            return model_id(row.product, row.depends_on)
        key = (row.product, row.source, row.depends_on)
        return self._datasets.get(key, f"{row.source}.{row.depends_on}")


def _data_test(row: DataTestRow, reads: tuple[str, ...]) -> DataTest:
    attached = model_id(row.product, row.model) if row.model else None
    if attached is None and len(reads) == 1:
        (attached,) = reads
    return DataTest(
        name=row.test,
        type=row.type or _TYPES.get(row.kind, row.kind),
        is_unit=row.kind == _UNIT,
        attached_to=attached,
        column=row.column_name,
        severity=(row.severity or "error").lower(),
        arguments=json.loads(row.arguments) if row.arguments else None,
        reads=reads,
    )
