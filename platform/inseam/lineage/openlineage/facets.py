"""The facets that our events carry.

A facet is what its schema says, and no more. Which part of an event it may stand in is its base
class, so that a type checker refuses it anywhere else. Fields are called as in the standard, but
for the case. What is None or empty is left out, as the standard means it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from inseam.lineage.openlineage.entropy_data import DATASET_FACET, RUN_FACET

_STANDARD = "https://openlineage.io/spec/facets"
_UNDERSCORE = re.compile("_([a-z])")


class Facet:
    """``KEY`` is its name in an event, ``SCHEMA`` the address of its schema."""

    __slots__ = ()

    KEY: ClassVar[str]
    SCHEMA: ClassVar[str]

    def body(self) -> dict[str, Any]:
        """What it says, as JSON."""
        said: dict[str, Any] = as_json(self)
        return said


class RunFacet(Facet):
    __slots__ = ()


class JobFacet(Facet):
    __slots__ = ()


class DatasetFacet(Facet):
    __slots__ = ()


class InputFacet(Facet):
    """Of a dataset that is read, in one run."""

    __slots__ = ()


class OutputFacet(Facet):
    """Of a dataset that is written, in one run."""

    __slots__ = ()


def as_json(value: Any) -> Any:
    """A dataclass by the standard's names; what is None or empty in it is left out."""
    if isinstance(value, tuple):
        return [as_json(entry) for entry in value]
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (str, int, float, Mapping)) or value is None:
        return value
    found = ((f.name, getattr(value, f.name)) for f in fields(value))
    return {_key(name): as_json(part) for name, part in found if part is not None and part != ()}


@cache
def _key(name: str) -> str:
    return _UNDERSCORE.sub(lambda found: found[1].upper(), name)


# ---- of datasets


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    type: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Schema(DatasetFacet):
    """The columns, in their order."""

    KEY: ClassVar[str] = "schema"
    SCHEMA: ClassVar[str] = f"{_STANDARD}/1-2-0/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet"

    fields: tuple[Field, ...]


class How(StrEnum):
    """Whether the value itself flows, or only bears on others or on which rows there are."""

    DIRECT = "DIRECT"
    INDIRECT = "INDIRECT"


@dataclass(frozen=True, slots=True, order=True)
class Transformation:
    type: How
    subtype: str
    masking: bool = False


@dataclass(frozen=True, slots=True, order=True)
class InputField:
    """A column that is read, and all that is done with it."""

    namespace: str
    name: str
    field: str
    transformations: tuple[Transformation, ...]


@dataclass(frozen=True, slots=True)
class ColumnLineage(DatasetFacet):
    """Where each column comes from; ``dataset`` bears on all rows."""

    KEY: ClassVar[str] = "columnLineage"
    SCHEMA: ClassVar[str] = (
        f"{_STANDARD}/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet"
    )

    fields: Mapping[str, tuple[InputField, ...]]
    dataset: tuple[InputField, ...] = ()

    def body(self) -> dict[str, Any]:
        lineage: dict[str, Any] = {
            "fields": {
                name: {"inputFields": as_json(inputs)} for name, inputs in self.fields.items()
            }
        }
        return lineage | ({"dataset": as_json(self.dataset)} if self.dataset else {})


@dataclass(frozen=True, slots=True)
class DatasetDocumentation(DatasetFacet):
    KEY: ClassVar[str] = "documentation"
    SCHEMA: ClassVar[str] = (
        f"{_STANDARD}/1-1-0/DocumentationDatasetFacet.json#/$defs/DocumentationDatasetFacet"
    )

    description: str


@dataclass(frozen=True, slots=True)
class Owner:
    name: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class DatasetOwnership(DatasetFacet):
    KEY: ClassVar[str] = "ownership"
    SCHEMA: ClassVar[str] = (
        f"{_STANDARD}/1-0-1/OwnershipDatasetFacet.json#/$defs/OwnershipDatasetFacet"
    )

    owners: tuple[Owner, ...]


@dataclass(frozen=True, slots=True)
class DataSource(DatasetFacet):
    """The database: its name, and where it is."""

    KEY: ClassVar[str] = "dataSource"
    SCHEMA: ClassVar[str] = (
        f"{_STANDARD}/1-0-1/DatasourceDatasetFacet.json#/$defs/DatasourceDatasetFacet"
    )

    name: str
    uri: str


@dataclass(frozen=True, slots=True)
class DatasetVersion(DatasetFacet):
    """Which rows are in it: those of a release, by its id."""

    KEY: ClassVar[str] = "version"
    SCHEMA: ClassVar[str] = (
        f"{_STANDARD}/1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet"
    )

    dataset_version: str


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    namespace: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Symlinks(DatasetFacet):
    """By what other names the dataset is known."""

    KEY: ClassVar[str] = "symlinks"
    SCHEMA: ClassVar[str] = (
        f"{_STANDARD}/1-0-1/SymlinksDatasetFacet.json#/$defs/SymlinksDatasetFacet"
    )

    identifiers: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """``field`` is the column that has it; None for the whole dataset."""

    key: str
    value: str
    field: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class DatasetTags(DatasetFacet):
    KEY: ClassVar[str] = "tags"
    SCHEMA: ClassVar[str] = f"{_STANDARD}/1-0-0/TagsDatasetFacet.json#/$defs/TagsDatasetFacet"

    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class EntropyDataDataset(DatasetFacet):
    """Whose dataset it is, as Entropy Data draws it."""

    KEY: ClassVar[str] = "entropy_data"
    SCHEMA: ClassVar[str] = DATASET_FACET

    data_product_id: str
    output_port_id: str | None = None


# ---- of datasets in a run


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What a data test says. ``actual`` is how many rows are wrong."""

    assertion: str
    success: bool
    column: str | None = None
    severity: str | None = None
    name: str | None = None
    actual: str | None = None
    params: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class DataQualityAssertions(InputFacet):
    KEY: ClassVar[str] = "dataQualityAssertions"
    SCHEMA: ClassVar[str] = (
        f"{_STANDARD}/1-1-0/DataQualityAssertionsDatasetFacet.json"
        "#/$defs/DataQualityAssertionsDatasetFacet"
    )

    assertions: tuple[Assertion, ...]


@dataclass(frozen=True, slots=True)
class OutputStatistics(OutputFacet):
    KEY: ClassVar[str] = "outputStatistics"
    SCHEMA: ClassVar[str] = (
        f"{_STANDARD}/1-0-2/OutputStatisticsOutputDatasetFacet.json"
        "#/$defs/OutputStatisticsOutputDatasetFacet"
    )

    row_count: int


# ---- of jobs


@dataclass(frozen=True, slots=True)
class JobType(JobFacet):
    KEY: ClassVar[str] = "jobType"
    SCHEMA: ClassVar[str] = f"{_STANDARD}/2-0-4/JobTypeJobFacet.json#/$defs/JobTypeJobFacet"

    processing_type: str
    integration: str
    job_type: str


@dataclass(frozen=True, slots=True)
class JobDocumentation(JobFacet):
    KEY: ClassVar[str] = "documentation"
    SCHEMA: ClassVar[str] = (
        f"{_STANDARD}/1-1-0/DocumentationJobFacet.json#/$defs/DocumentationJobFacet"
    )

    description: str


@dataclass(frozen=True, slots=True)
class JobOwnership(JobFacet):
    KEY: ClassVar[str] = "ownership"
    SCHEMA: ClassVar[str] = f"{_STANDARD}/1-0-1/OwnershipJobFacet.json#/$defs/OwnershipJobFacet"

    owners: tuple[Owner, ...]


@dataclass(frozen=True, slots=True)
class Sql(JobFacet):
    KEY: ClassVar[str] = "sql"
    SCHEMA: ClassVar[str] = f"{_STANDARD}/1-1-0/SQLJobFacet.json#/$defs/SQLJobFacet"

    query: str
    dialect: str | None = None


# ---- of runs


@dataclass(frozen=True, slots=True)
class RunOfJob:
    run_id: UUID


@dataclass(frozen=True, slots=True)
class JobOfRun:
    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class ParentRun(RunFacet):
    KEY: ClassVar[str] = "parent"
    SCHEMA: ClassVar[str] = f"{_STANDARD}/1-2-0/ParentRunFacet.json#/$defs/ParentRunFacet"

    run: RunOfJob
    job: JobOfRun


@dataclass(frozen=True, slots=True)
class ProcessingEngine(RunFacet):
    KEY: ClassVar[str] = "processing_engine"
    SCHEMA: ClassVar[str] = (
        f"{_STANDARD}/1-1-1/ProcessingEngineRunFacet.json#/$defs/ProcessingEngineRunFacet"
    )

    version: str
    name: str


@dataclass(frozen=True, slots=True)
class ErrorMessage(RunFacet):
    KEY: ClassVar[str] = "errorMessage"
    SCHEMA: ClassVar[str] = (
        f"{_STANDARD}/1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet"
    )

    message: str
    programming_language: str = "sql"


@dataclass(frozen=True, slots=True)
class RunTags(RunFacet):
    KEY: ClassVar[str] = "tags"
    SCHEMA: ClassVar[str] = f"{_STANDARD}/1-0-0/TagsRunFacet.json#/$defs/TagsRunFacet"

    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TestExecution:
    """``status`` is `pass`, `fail` or `skip`, ``severity`` `error` or `warn`."""

    __test__: ClassVar[bool] = False

    name: str
    status: str
    severity: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class TestRun(RunFacet):
    """Every test that ran, also what is not an assertion on one dataset."""

    __test__: ClassVar[bool] = False

    KEY: ClassVar[str] = "test"
    SCHEMA: ClassVar[str] = f"{_STANDARD}/1-0-1/TestRunFacet.json#/$defs/TestRunFacet"

    tests: tuple[TestExecution, ...]


@dataclass(frozen=True, slots=True)
class EntropyDataRun(RunFacet):
    """Which product a run is of, and which of its ports it fills."""

    KEY: ClassVar[str] = "entropy_data"
    SCHEMA: ClassVar[str] = RUN_FACET

    data_product_id: str
    output_port_id: str | None = None
