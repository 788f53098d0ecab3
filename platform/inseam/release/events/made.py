"""The events of a release's run: of the product's, and within it of one for each port.

Whether it is published or fails, each run has its start and its end. What is written has the id of
the release as its version, once readers see it, and what is read that of the release from which it
was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from inseam.lineage.document import Lineage, Model, escaped, object_id
from inseam.lineage.openlineage.environment import Environment
from inseam.lineage.openlineage.events import Dataset, EventType, Run, RunEvent
from inseam.lineage.openlineage.facets import (
    DatasetFacet,
    DatasetVersion,
    EntropyDataDataset,
    EntropyDataRun,
    ErrorMessage,
    JobOfRun,
    ParentRun,
    RunFacet,
    RunOfJob,
    RunTags,
    Tag,
)
from inseam.lineage.openlineage.jobs import Jobs
from inseam.lineage.openlineage.known import Known
from inseam.lineage.openlineage.run_id import run_id
from inseam.release.events.here import as_released
from inseam.release.events.places import Places
from inseam.release.events.runs import Kind, Moment, ReleaseRun
from inseam.release.history import Event, Release

_SOURCE = "inseam"


@dataclass(frozen=True, slots=True)
class Made:
    """``port`` is a contract's id, None for the run of the whole product."""

    event: RunEvent
    product: str
    release: str
    port: str | None


class EventsOfProduct:
    """``name`` is the environment's, ``names`` are those of its jobs and datasets.

    ``lineage`` and what is ``known`` are of the product's code as the releases of ``code`` have it:
    of others nobody knows where their columns come from.
    """

    def __init__(
        self,
        name: str,
        names: Environment,
        places: Places,
        code: str = "",
        lineage: Lineage | None = None,
        known: Known | None = None,
    ) -> None:
        self._name = name
        self._places = places
        self._code = code
        here = as_released(
            lineage or Lineage(),
            known or Known(),
            lambda one: places.of_object(one.id),
        )
        self._of_code = Jobs(*here, names)
        self._of_others = Jobs(Lineage(), Known(), names)

    def events(self, run: ReleaseRun) -> Iterator[Made]:
        """In their order: the product's start, the ports', and their ends likewise."""
        same_code = run.release.code == self._code
        jobs = self._of_code if same_code else self._of_others
        for moment in run.moments:
            ports = (self._of_port(run, moment, port, jobs) for port in _ports(run.release))
            whole = self._of_product(run, moment, jobs)
            yield from (whole, *ports) if moment.type is EventType.START else (*ports, whole)

    def _of_product(self, run: ReleaseRun, moment: Moment, jobs: Jobs) -> Made:
        product = run.release.product
        facets = (EntropyDataRun(product), *self._facets(run, moment))
        job = jobs.of_release(product, _job(run))
        event = RunEvent(type=moment.type, time=moment.at, run=_run(run, facets), job=job)
        return Made(event, product, run.release.id, None)

    def _of_port(self, run: ReleaseRun, moment: Moment, port: str, jobs: Jobs) -> Made:
        product = run.release.product
        whole = jobs.of_release(product, _job(run))
        parent = ParentRun(RunOfJob(run.id), JobOfRun(whole.namespace, whole.name))
        facets = (EntropyDataRun(product, port), parent, *self._facets(run, moment))
        outputs = tuple(self._outputs(run, moment, port, jobs))
        # Who goes to another release reads nothing.
        inputs = tuple(self._inputs(run, port, jobs)) if run.kind is Kind.RELEASE else ()
        if moment.type is EventType.START:
            inputs, outputs = _bare(inputs), _bare(outputs)
        event = RunEvent(
            type=moment.type,
            time=moment.at,
            run=_run(run, facets, port),
            job=jobs.of_release(product, f"{_job(run)}.{port}"),
            inputs=inputs,
            outputs=outputs,
        )
        return Made(event, product, run.release.id, port)

    def _facets(self, run: ReleaseRun, moment: Moment) -> Iterator[RunFacet]:
        began = _began(run)
        tags = {"commit": began.commit, "environment": self._name, "release": run.release.id}
        yield RunTags(
            tuple(Tag(key, value, source=_SOURCE) for key, value in tags.items() if value)
        )
        if moment.type in (EventType.FAIL, EventType.ABORT) and moment.note:
            yield ErrorMessage(moment.note)

    def _outputs(self, run: ReleaseRun, moment: Moment, port: str, jobs: Jobs) -> Iterator[Dataset]:
        for one in run.release.objects:
            if one.contract == port and one.published is not None:
                model = _model(jobs, object_id(port, one.published.identifier or ""))
                described = (
                    jobs.output(model)
                    if model
                    else _undescribed(jobs, str(one.published), run.release.product, port)
                )
                published = moment.type is EventType.COMPLETE
                yield _with_version(described, run.release.id if published else None)

    def _inputs(self, run: ReleaseRun, port: str, jobs: Jobs) -> Iterator[Dataset]:
        entry = run.start.entry
        models = [
            model
            for one in run.release.objects
            if one.contract == port
            and one.published is not None
            and (model := _model(jobs, object_id(port, one.published.identifier or "")))
        ]
        if models:
            for id_ in sorted({id_ for model in models for id_ in jobs.reads.of_model(model.id)}):
                described = jobs.datasets.object_of(id_)
                version = self._places.version(described.contract, entry) if described else None
                yield _with_version(jobs.datasets.described(id_), version)
            return
        for contract in run.release.reads:
            version = self._places.version(escaped(contract), entry)
            for place in self._places.read_from(contract, entry):
                yield _with_version(jobs.datasets.bare(str(place)), version)


def _began(run: ReleaseRun) -> Event:
    return next(event for event in run.release.events if event.entry == run.start.entry)


def _job(run: ReleaseRun) -> str:
    return f"{run.release.product}.{run.kind}"


def _run(run: ReleaseRun, facets: Iterable[RunFacet], port: str | None = None) -> Run:
    id_ = run.id if port is None else run_id(run.id, port)
    return Run(id_, tuple(sorted(facets, key=lambda facet: facet.KEY)))


def _ports(release: Release) -> tuple[str, ...]:
    return tuple(
        sorted({one.contract for one in release.objects if one.contract and one.published})
    )


def _model(jobs: Jobs, object_: str) -> Model | None:
    described = jobs.datasets.objects.get(object_)
    return jobs.datasets.models.get((described.model or "") if described else "")


def _undescribed(jobs: Jobs, name: str, product: str, port: str) -> Dataset:
    bare = jobs.datasets.bare(name)
    return replace(bare, facets=(EntropyDataDataset(product, port),))


def _with_version(dataset: Dataset, version: str | None) -> Dataset:
    if version is None:
        return dataset
    facets: tuple[DatasetFacet, ...] = (*dataset.facets, DatasetVersion(version))
    return replace(dataset, facets=tuple(sorted(facets, key=lambda facet: facet.KEY)))


def _bare(datasets: Iterable[Dataset]) -> tuple[Dataset, ...]:
    return tuple(Dataset(one.namespace, one.name) for one in datasets)
