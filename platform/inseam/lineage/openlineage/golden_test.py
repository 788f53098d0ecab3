"""The events of ``testdata/mesh.yaml``: ``testdata/cases/<case>/``.

- ``case.yaml``: which events, in which environment, and of which jobs if not of all.
- ``results/``: what dbt says of a run.
- ``expected.json``: the events, and what could not be reported.

To accept what the tests say now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>

Every event of every case is made by the classes of `openlineage-python` too, which refuse what the
standard does not have. Where OPENLINEAGE_SCHEMAS names a folder with the standard's schemas, the
events are validated with those too.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from inseam.facts.schema import SourceRow, SourceTableRow
from inseam.lineage.document import from_json, to_json
from inseam.lineage.from_facts import describe
from inseam.lineage.openlineage import events
from inseam.lineage.openlineage.dbt_results import read_results
from inseam.lineage.openlineage.design import dataset_events, design_runs, job_events
from inseam.lineage.openlineage.environment import Environment
from inseam.lineage.openlineage.jobs import Jobs
from inseam.lineage.openlineage.known import known
from inseam.lineage.openlineage.runs import run_events
from inseam.lineage.openlineage.validation import Validator, read_schemas
from inseam.report.finding import Finding
from testkit.openlineage_classes import held_against_classes
from testkit.openlineage_facts import (
    TESTDATA,
    mesh_lineage,
    readable,
    rows,
    without_addresses,
)

CASES = sorted(path for path in (TESTDATA / "cases").iterdir() if path.is_dir())
TIME = datetime(2026, 1, 31, 6, tzinfo=UTC)
PRODUCER = "https://acme.example.com/inseam"

# Namespace and name.
Node = tuple[str, str]


def events_of(case: Path) -> tuple[list[events.Event], list[Finding]]:
    asked = yaml.safe_load((case / "case.yaml").read_text())
    environment = Environment(
        datasets=asked.get("namespace", "duckdb://acme-ci"), jobs="inseam://acme", producer=PRODUCER
    )
    jobs = Jobs(mesh_lineage(), known(rows()), environment)
    findings: list[Finding] = []
    found: list[events.Event]
    match asked["events"]:
        case "static":
            found = [*job_events(jobs, TIME), *dataset_events(jobs, TIME)]
        case "design":
            found = list(design_runs(jobs, TIME))
        case "run":
            results = read_results(case / "results")
            assert results is not None
            told = run_events(jobs, results, TIME)
            found, findings = list(told.events), list(told.findings)
    if names := asked.get("jobs"):
        found = [e for e in found if not isinstance(e, events.DatasetEvent) and e.job.name in names]
        assert found, "no event is of these jobs"
    return found, findings


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_events_say_what_is_known(case: Path) -> None:
    found, findings = events_of(case)
    said = [events.to_json(event, PRODUCER) for event in found]
    for event in said if not case.name.startswith("static") else ():
        # What the events say of a dataset is the same in every event.
        for dataset in (*event["inputs"], *event["outputs"]):
            dataset["facets"] = ", ".join(dataset.get("facets", ()))
    document = {"events": said, "findings": [finding.message for finding in findings]}
    text = readable(without_addresses(document)) + "\n"
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        (case / "expected.json").write_text(text)
    assert text == (case / "expected.json").read_text()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_the_classes_of_the_standard_can_hold_every_event(case: Path) -> None:
    found, _ = events_of(case)
    for event in found:
        held_against_classes(events.to_json(event, PRODUCER))


@pytest.mark.skipif("OPENLINEAGE_SCHEMAS" not in os.environ, reason="no schemas are given")
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_every_event_and_facet_is_what_its_schema_says(case: Path) -> None:
    validator = Validator(read_schemas(Path(os.environ["OPENLINEAGE_SCHEMAS"])))
    found, _ = events_of(case)
    for event in found:
        assert validator.problems(events.to_json(event, PRODUCER)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_every_column_that_is_read_is_one_of_an_input(case: Path) -> None:
    """Receivers drop what they find in no schema."""
    found, _ = events_of(case)
    for event in found:
        if isinstance(event, events.DatasetEvent):
            continue
        said = events.to_json(event, PRODUCER)
        inputs = {(d["namespace"], d["name"]): d.get("facets", {}) for d in said["inputs"]}
        for output in said["outputs"]:
            facets = output.get("facets", {})
            if (lineage := facets.get("columnLineage")) is None:
                continue
            fields = [f for column in lineage["fields"].values() for f in column["inputFields"]]
            for read in (*fields, *lineage.get("dataset", ())):
                schema = inputs[read["namespace"], read["name"]]["schema"]["fields"]
                assert read["field"] in {field["name"] for field in schema}
            own = {field["name"] for field in facets["schema"]["fields"]}
            assert lineage["fields"].keys() <= own


def test_the_same_input_gives_the_same_bytes_and_another_time_the_same_runs() -> None:
    case = TESTDATA / "cases/run"
    once = [events.to_line(event, PRODUCER) for event in events_of(case)[0]]
    assert all(line.isascii() and line.count("\n") == 1 for line in once)
    assert once == [events.to_line(event, PRODUCER) for event in events_of(case)[0]]
    results = read_results(case / "results")
    assert results is not None
    jobs = Jobs(mesh_lineage(), known(rows()), Environment(datasets="duckdb://x", jobs="x"))
    later = run_events(jobs, results, TIME.replace(year=2027)).events
    ids = {json.loads(line)["run"]["runId"] for line in once}
    assert {str(event.run.id) for event in later} == ids


def written_and_read(spelled: dict[str, Any]) -> tuple[list[Node], set[Node]]:
    """By jobs of all products, where the consumer's source has some of its names ``spelled``."""
    facts = [
        replace(row, **{k: v for k, v in spelled.items() if hasattr(row, k)})
        if isinstance(row, SourceRow | SourceTableRow) and row.product == "invoices"
        else row
        for row in rows()
    ]
    environment = Environment(datasets="duckdb://acme-ci", jobs="inseam://acme", producer=PRODUCER)
    jobs = Jobs(from_json(to_json(describe(facts))), known(facts), environment)
    found = list(job_events(jobs, TIME))
    written = [(d.namespace, d.name) for event in found for d in event.outputs]
    read = {
        (d.namespace, d.name)
        for event in found
        if event.job.name.startswith("invoices")
        for d in event.inputs
    }
    return written, read


@pytest.mark.parametrize(
    "spelled",
    [{}, {"database": "ACME"}, {"schema": "OP_ORDERS_V1"}],
    ids=lambda spelled: ",".join(spelled) or "as the provider",
)
def test_a_table_is_one_dataset_for_who_writes_it_and_who_reads_it(spelled: dict[str, str]) -> None:
    written, read = written_and_read(spelled)

    provided = ("duckdb://acme-ci", "acme.op_orders_v1.orders")
    assert written.count(provided) == 1
    assert provided in read
    assert {name.lower() for _, name in read}.isdisjoint({"op_orders_v1.orders", "orders"})


def test_tables_of_one_name_in_two_products_are_two_datasets() -> None:
    written, _ = written_and_read({})

    assert len(written) == len(set(written))
    staged = {name for _, name in written if name.endswith(".stg_orders")}
    assert staged == {"acme.internal_orders.stg_orders", "acme.internal_invoices.stg_orders"}
