"""What is designed, before anything runs.

As events of jobs and datasets; and, for receivers that take only runs, as a run of each job that
is tagged as a design and starts and completes at once. What the events of a run say adds up:
the start has the names of its datasets, the end what is known of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from inseam.lineage.document import Model
from inseam.lineage.openlineage.datasets import SOURCE
from inseam.lineage.openlineage.events import (
    Dataset,
    DatasetEvent,
    EventType,
    JobEvent,
    Run,
    RunEvent,
    to_json,
)
from inseam.lineage.openlineage.facets import RunTags, Tag
from inseam.lineage.openlineage.jobs import Jobs
from inseam.lineage.openlineage.run_id import invocation_id

MODE = Tag("lineage_mode", "design", source=SOURCE)


def job_events(jobs: Jobs, time: datetime) -> Iterator[JobEvent]:
    for model in jobs.models:
        yield _job_event(jobs, model, time)


def dataset_events(jobs: Jobs, time: datetime) -> Iterator[DatasetEvent]:
    """Of the objects of output ports."""
    for model in jobs.models:
        if jobs.datasets.object_of(model.id):
            yield DatasetEvent(time=time, dataset=jobs.output(model))


def design_runs(jobs: Jobs, time: datetime) -> Iterator[RunEvent]:
    """A start and an end for each job. The same design is the same run."""
    for model in jobs.models:
        said = _job_event(jobs, model, time)
        content = to_json(said, "")
        del content["eventTime"]
        run = Run(
            invocation_id(f"design {json.dumps(content, sort_keys=True)}"),
            (jobs.product_of(model), RunTags((MODE,))),
        )
        end = RunEvent(
            type=EventType.COMPLETE,
            time=time,
            run=run,
            job=said.job,
            inputs=said.inputs,
            outputs=said.outputs,
        )
        yield replace(
            end, type=EventType.START, inputs=_bare(said.inputs), outputs=_bare(said.outputs)
        )
        yield end


def _bare(datasets: Iterable[Dataset]) -> tuple[Dataset, ...]:
    return tuple(Dataset(dataset.namespace, dataset.name) for dataset in datasets)


def _job_event(jobs: Jobs, model: Model, time: datetime) -> JobEvent:
    return JobEvent(
        time=time,
        job=jobs.of_model(model),
        inputs=jobs.inputs_of_design(model),
        outputs=(jobs.output(model),),
    )
