"""The jobs of the lineage: one for each model, seed and snapshot that makes a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from inseam.lineage.document import Lineage, Model
from inseam.lineage.openlineage.column_lineage import ColumnLineages
from inseam.lineage.openlineage.datasets import Datasets, owners
from inseam.lineage.openlineage.environment import Environment
from inseam.lineage.openlineage.events import Dataset, Job
from inseam.lineage.openlineage.facets import (
    EntropyDataDataset,
    EntropyDataRun,
    JobDocumentation,
    JobFacet,
    JobOwnership,
    JobType,
    Schema,
    Sql,
    Symlinks,
)
from inseam.lineage.openlineage.known import Known
from inseam.lineage.openlineage.reads import Reads

_BATCH = "BATCH"
_DBT = "DBT"
_INSEAM = "INSEAM"
PROJECT = "PROJECT"
RELEASE = "RELEASE"
TESTS = "TEST"
# By which names a dataset is known, whose it is, and its columns: receivers drop what is read from
# one that is in no schema. A facet goes whole or not at all, since it replaces the one before it.
_OF_READERS = frozenset({EntropyDataDataset.KEY, Schema.KEY, Symlinks.KEY})


class Jobs:
    """Everything that events say of a job and its datasets, but for what happens in a run."""

    def __init__(self, lineage: Lineage, known: Known, environment: Environment) -> None:
        self.environment = environment
        self.known = known
        self.datasets = Datasets(lineage, known, environment)
        self.reads = Reads(lineage.models, known.reads)
        self._column_lineages = ColumnLineages(lineage, self.datasets, self.reads)

    @property
    def models(self) -> Iterator[Model]:
        for id_, model in sorted(self.datasets.models.items()):
            if not self.reads.is_ephemeral(id_):
                yield model

    def of_model(self, model: Model, sql: str | None = None) -> Job:
        facets = [*self._facets(model.product, model.kind.upper())]
        if model.description:
            facets.append(JobDocumentation(model.description))
        if sql:
            facets.append(Sql(sql, self.environment.dialect))
        return self._job(f"{model.product}.{model.name}", facets)

    def of_tests(self, product: str, of: str) -> Job:
        """``of`` is the name of a model or test of the product, or of a source's table."""
        return self._job(f"{product}.{of}.tests", self._facets(product, TESTS))

    def of_project(self, product: str) -> Job:
        """All that one command of dbt runs."""
        return self._job(product, self._facets(product, PROJECT))

    def of_release(self, product: str, name: str) -> Job:
        """What brings a product into an environment, or one of its ports."""
        return self._job(name, self._facets(product, RELEASE, _INSEAM))

    def inputs(self, model: Model) -> tuple[Dataset, ...]:
        return tuple(self.datasets.described(id_) for id_ in self.reads.of_model(model.id))

    def inputs_of_design(self, model: Model) -> tuple[Dataset, ...]:
        """What another job writes is described there, and here only as far as a reader needs."""
        return tuple(map(self._as_read, self.reads.of_model(model.id)))

    def _as_read(self, id_: str) -> Dataset:
        described = self.datasets.described(id_)
        if self.datasets.same(id_) not in self.datasets.models:
            return described
        facets = tuple(facet for facet in described.facets if facet.KEY in _OF_READERS)
        return replace(described, facets=facets)

    def output(self, model: Model) -> Dataset:
        """With where its columns come from."""
        described = self.datasets.described(model.id)
        lineage = self._column_lineages.of_model(model.id)
        return replace(described, facets=(*described.facets, lineage)) if lineage else described

    def product_of(self, model: Model) -> EntropyDataRun:
        """The product, and the port if the model fills one."""
        described = self.datasets.object_of(model.id)
        return EntropyDataRun(model.product, described.contract if described else None)

    def _job(self, name: str, facets: Iterator[JobFacet] | list[JobFacet]) -> Job:
        return Job(self.environment.jobs, name, tuple(sorted(facets, key=lambda f: f.KEY)))

    def _facets(self, product: str, type_: str, integration: str = _DBT) -> Iterator[JobFacet]:
        yield JobType(_BATCH, integration, type_)
        described = self.datasets.products.get(product)
        if found := owners(described.team if described else None):
            yield JobOwnership(found)
