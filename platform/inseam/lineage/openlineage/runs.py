"""What happened in a run of dbt.

    project     one run, the parent of all others
    <model>     one run for each model, seed and snapshot that ran
    <x>.tests   one run of all tests that are attached to a model or a source's table, and one of
                each test that is attached to none

A model that was skipped is aborted. One that did nothing has no event. A test that finds wrong rows
is an assertion that failed, with a severity of `warn` as well; it fails the run only with `error`.
A unit test says something of the SQL, and nothing of the data: it is not an assertion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from inseam.lineage.document import Model, model_id
from inseam.lineage.openlineage.dbt_results import NodeResult, Results
from inseam.lineage.openlineage.events import Dataset, EventType, Job, Run, RunEvent
from inseam.lineage.openlineage.facets import (
    Assertion,
    DataQualityAssertions,
    EntropyDataRun,
    ErrorMessage,
    JobOfRun,
    OutputStatistics,
    ParentRun,
    ProcessingEngine,
    RunFacet,
    RunOfJob,
    TestExecution,
    TestRun,
)
from inseam.lineage.openlineage.jobs import Jobs
from inseam.lineage.openlineage.known import DataTest
from inseam.lineage.openlineage.run_id import run_id
from inseam.report.finding import Finding, Severity

_BUILT = frozenset({"model", "seed", "snapshot"})
_TESTS = frozenset({"test", "unit_test"})
_FAILED = frozenset({"error", "fail", "runtime error", "partial success"})
_ERRORS = frozenset({"error", "runtime error"})
_NOTHING_DONE = "no-op"
_SKIPPED = "skipped"
_ENDS = {
    "success": EventType.COMPLETE,
    "pass": EventType.COMPLETE,
    "warn": EventType.COMPLETE,
    _SKIPPED: EventType.ABORT,
    **dict.fromkeys(_FAILED, EventType.FAIL),
}


@dataclass(frozen=True, slots=True)
class Told:
    """``findings`` are results for which there is no event, though there should be one."""

    events: tuple[RunEvent, ...]
    findings: tuple[Finding, ...]


def run_events(jobs: Jobs, results: Results, time: datetime) -> Told:
    """Of the products whose nodes ran. ``time`` is that of what has none of its own."""
    by_product: dict[str, list[NodeResult]] = defaultdict(list)
    findings = []
    for node in results.nodes:
        if node.status in _ENDS or node.status == _NOTHING_DONE:
            by_product[node.package].append(node)
        else:
            findings.append(_untold(node, f"dbt says `{node.status}`, which is not known here"))
    events: list[RunEvent] = []
    for product, nodes in sorted(by_product.items()):
        product_run = _ProductRun(jobs, results, product, time)
        events += product_run.events(nodes)
        findings += product_run.findings
    return Told(tuple(events), tuple(findings))


class _ProductRun:
    def __init__(self, jobs: Jobs, results: Results, product: str, time: datetime) -> None:
        self._jobs = jobs
        self._results = results
        self._product = product
        self._time = time
        self._job = jobs.of_project(product)
        self._id = run_id(results.invocation, f"project.{product}")
        self.findings: list[Finding] = []

    def events(self, nodes: list[NodeResult]) -> list[RunEvent]:
        """The project's start, what ran in it by the time of its start, the project's end."""
        inside = [*self._models(nodes), *self._tests(nodes)]
        # A run's start stands before its end, whatever the clocks said.
        inside.sort(key=lambda pair: (pair[0].time, pair[0].job.name))
        failed = any(end.type is EventType.FAIL for _, end in inside)
        facets: tuple[RunFacet, ...] = (EntropyDataRun(self._product), *self._engine())
        run = Run(self._id, _in_order(facets))
        start = RunEvent(
            type=EventType.START,
            time=min((start.time for start, _ in inside), default=self._time),
            run=run,
            job=self._job,
        )
        end = replace(
            start,
            type=EventType.FAIL if failed else EventType.COMPLETE,
            time=max((end.time for _, end in inside), default=self._time),
        )
        return [start, *(event for pair in inside for event in pair), end]

    def _models(self, nodes: list[NodeResult]) -> Iterator[tuple[RunEvent, RunEvent]]:
        for node in nodes:
            if node.kind not in _BUILT or node.status == _NOTHING_DONE:
                continue
            model = self._jobs.datasets.models.get(model_id(self._product, node.name))
            if model is None:
                self.findings.append(_untold(node, "the lineage does not have it"))
            elif not self._jobs.reads.is_ephemeral(model.id):
                yield self._model(node, model)

    def _model(self, node: NodeResult, model: Model) -> tuple[RunEvent, RunEvent]:
        output = self._jobs.output(model)
        rows = self._results.rows.get(model.object or "")
        end = _ENDS[node.status]
        written = output
        if rows is not None and end is EventType.COMPLETE:
            written = replace(output, output_facets=(OutputStatistics(rows),))
        start, done = self._pair(
            end,
            [node],
            self._run(node.unique_id, self._jobs.product_of(model)),
            self._jobs.of_model(model, node.sql),
            self._jobs.inputs(model),
        )
        return replace(start, outputs=(output,)), replace(done, outputs=(written,))

    def _tests(self, nodes: list[NodeResult]) -> Iterator[tuple[RunEvent, RunEvent]]:
        ran: dict[str, list[tuple[DataTest, NodeResult]]] = defaultdict(list)
        found = _Tests(self._product, self._jobs.known.tests.get(self._product, ()))
        for node in nodes:
            if node.kind not in _TESTS or node.status == _NOTHING_DONE:
                continue
            if (test := found.of(node)) is None:
                self.findings.append(_untold(node, "the facts do not have it"))
            else:
                ran[test.attached_to or node.unique_id].append((test, node))
        for _, tests in sorted(ran.items()):
            yield self._tested(tests)

    def _tested(self, ran: list[tuple[DataTest, NodeResult]]) -> tuple[RunEvent, RunEvent]:
        """All of one dataset, or a single one that is attached to none."""
        test, _ = ran[0]
        nodes = [node for _, node in ran]
        attached = test.attached_to
        model = self._jobs.datasets.models.get(attached or "")
        of = model.name if model else attached or test.name
        product = self._jobs.product_of(model) if model else EntropyDataRun(self._product)
        statuses = {node.status for node in nodes}
        run = self._run(f"tests.{self._product}.{attached or test.name}", product)
        told = TestRun(tuple(_execution(test, node) for test, node in ran))
        start, end = self._pair(
            EventType.ABORT if statuses == {_SKIPPED} else _worst(statuses),
            nodes,
            run,
            self._jobs.of_tests(self._product, of),
            self._read_by(test),
        )
        facets = _in_order((*end.run.facets, told))
        return start, replace(
            end,
            run=Run(end.run.id, facets),
            inputs=tuple(self._asserted(end.inputs, attached, ran)),
        )

    def _read_by(self, test: DataTest) -> tuple[Dataset, ...]:
        """What it is attached to; else what it reads."""
        datasets = (test.attached_to,) if test.attached_to else test.reads
        tables = self._jobs.reads.tables(datasets)
        return tuple(self._jobs.datasets.described(table) for table in tables)

    def _asserted(
        self,
        inputs: Iterable[Dataset],
        attached: str | None,
        ran: list[tuple[DataTest, NodeResult]],
    ) -> Iterator[Dataset]:
        """What an ephemeral model yields is not a table of which there is anything to report."""
        assertions = tuple(
            _assertion(test, node)
            for test, node in ran
            if not test.is_unit and node.status not in (_SKIPPED, *_ERRORS)
        )
        is_table = attached is not None and not self._jobs.reads.is_ephemeral(attached)
        for dataset in inputs:
            if assertions and is_table:
                yield replace(dataset, input_facets=(DataQualityAssertions(assertions),))
            else:
                yield dataset

    def _pair(
        self,
        end: EventType,
        nodes: list[NodeResult],
        run: Run,
        job: Job,
        inputs: tuple[Dataset, ...],
    ) -> tuple[RunEvent, RunEvent]:
        started = min(filter(None, (node.started for node in nodes)), default=self._time)
        completed = max(filter(None, (node.completed for node in nodes)), default=started)
        start = RunEvent(type=EventType.START, time=started, run=run, job=job, inputs=inputs)
        wrong = [n for n in nodes if n.status in _FAILED and n.message]
        message = "\n".join(n.message or "" for n in wrong)
        said = (ErrorMessage(message),) if message and end is EventType.FAIL else ()
        ended = Run(run.id, _in_order((*run.facets, *said)))
        return start, replace(start, type=end, time=completed, run=ended)

    def _run(self, unique_id: str, product: EntropyDataRun) -> Run:
        parent = ParentRun(RunOfJob(self._id), JobOfRun(self._job.namespace, self._job.name))
        return Run(
            run_id(self._results.invocation, unique_id),
            _in_order((product, parent, *self._engine())),
        )

    def _engine(self) -> tuple[ProcessingEngine, ...]:
        version = self._results.dbt_version
        return (ProcessingEngine(version, "dbt"),) if version else ()


class _Tests:
    """A product's tests, by what dbt calls them."""

    def __init__(self, product: str, tests: Iterable[DataTest]) -> None:
        self._product = product
        self._tests = {
            (test.attached_to if test.is_unit else None, test.name): test for test in tests
        }

    def of(self, node: NodeResult) -> DataTest | None:
        if node.kind == "unit_test":
            model, _, name = node.name.partition(".")
            return self._tests.get((model_id(self._product, model), name))
        # dbt puts a hash behind the name of a generic test.
        name = node.name.rpartition(".")[0]
        return self._tests.get((None, node.name)) or self._tests.get((None, name))


def _worst(statuses: set[str]) -> EventType:
    return EventType.FAIL if statuses & _FAILED else EventType.COMPLETE


def _execution(test: DataTest, node: NodeResult) -> TestExecution:
    if node.status == _SKIPPED:
        status = "skip"
    else:
        status = "pass" if node.status in ("pass", "success") else "fail"
    return TestExecution(name=test.name, status=status, severity=test.severity, type=test.type)


def _assertion(test: DataTest, node: NodeResult) -> Assertion:
    return Assertion(
        assertion=test.type,
        success=node.status == "pass",
        column=test.column,
        severity=test.severity,
        name=test.name,
        actual=None if node.failures is None else str(node.failures),
        params=test.arguments,
    )


def _in_order(facets: Iterable[RunFacet]) -> tuple[RunFacet, ...]:
    return tuple(sorted(facets, key=lambda facet: facet.KEY))


def _untold(node: NodeResult, why: str) -> Finding:
    return Finding(
        rule="lineage-result-unknown",
        severity=Severity.WARNING,
        file=f"products/{node.package}/dbt_project.yml",
        message=f"No event reports `{node.unique_id}`: {why}.",
        fix="Make the lineage and the results from the same files.",
    )
