"""Events against small schemas of the standard's form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inseam.lineage.openlineage.entropy_data import DATASET_FACET, RUN_FACET, SCHEMAS
from inseam.lineage.openlineage.validation import Validator, line_findings, read_schemas
from inseam.report.finding import InputError
from testkit.openlineage_facts import BROKEN, CORE, SQL, STANDARD


@pytest.fixture
def validator() -> Validator:
    return Validator([*SCHEMAS, *STANDARD])


def facet(schema: str, **values: Any) -> dict[str, Any]:
    return {"_producer": "urn:test", "_schemaURL": schema, **values}


def event(**parts: Any) -> dict[str, Any]:
    sql = facet(f"{SQL}#/$defs/SQLJobFacet", query="select 1")
    return {
        "schemaURL": f"{CORE}#/$defs/RunEvent",
        "eventTime": "2026-01-31T06:00:00Z",
        "run": {"runId": "6b2d3f5e-5a0c-4b9c-9f0e-2f7f2c1f4a11"},
        "job": {"namespace": "n", "name": "j", "facets": {"sql": sql}},
        **parts,
    }


def job(**facets: Any) -> dict[str, Any]:
    return {"namespace": "n", "name": "j", "facets": facets}


def said(validator: Validator, event: Any) -> list[str]:
    return [f"{problem.at}: {problem.message}" for problem in validator.problems(event)]


def test_an_event_and_its_facets_are_what_their_schemas_say(validator: Validator) -> None:
    assert validator.problems(event()) == []
    assert validator.facets == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"schemaURL": SQL}, f"schemaURL: does not name an event of OpenLineage: '{SQL}'"),
        ({"schemaURL": None}, "schemaURL: does not name an event of OpenLineage: None"),
        ({"eventTime": "2026-01-31"}, "eventTime: '2026-01-31' is not a 'date-time'"),
        ({"eventTime": "2026-02-30T06:00:00Z"}, "is not a 'date-time'"),
        ({"eventTime": "2026-01-31T06:00:00"}, "is not a 'date-time'"),
        ({"run": {"runId": "1"}}, "run.runId: '1' is not a 'uuid'"),
        ({"run": {}}, "run: 'runId' is a required property"),
        (
            {"schemaURL": "https://openlineage.io/spec/9-0-0/OpenLineage.json#/$defs/RunEvent"},
            "no schema is called `https://openlineage.io/spec/9-0-0/OpenLineage.json",
        ),
    ],
)
def test_a_wrong_event_is_refused(
    wrong: dict[str, Any], message: str, validator: Validator
) -> None:
    (problem,) = said(validator, event(**wrong))
    assert message in problem


@pytest.mark.parametrize(
    ("facets", "message"),
    [
        (
            {"sql": facet(f"{SQL}#/$defs/SQLJobFacet")},
            "job.facets.sql: 'query' is a required property",
        ),
        (
            {"sql": facet(f"{SQL}#/$defs/SQLJobFacet", query=1)},
            "job.facets.sql.query: 1 is not of type 'string'",
        ),
        (
            {"sql": {"_schemaURL": f"{SQL}#/$defs/SQLJobFacet", "query": ""}},
            "job.facets.sql: '_producer' is a required property",
        ),
        (
            {"sql": facet(f"{SQL}#/$defs/SQLJobFacet", query="") | {"_producer": "not a uri"}},
            "job.facets.sql._producer: 'not a uri' is not a 'uri'",
        ),
        ({"sql": {"query": ""}}, "job.facets.sql: names no schema: it has no `_schemaURL`"),
        ({"sql": "select 1"}, "job.facets.sql: names no schema"),
        (
            {"sql": facet("https://example.com/blob/main/facet.json", query="")},
            "no schema is called `https://example.com/blob/main/facet.json`",
        ),
        (
            {"sql": facet(f"{SQL}#/$defs/Other", query="")},
            f"no schema is called `{SQL}#/$defs/Other`",
        ),
        (
            {"query": facet(f"{SQL}#/$defs/SQLJobFacet", query="")},
            f"job.facets.query: `{SQL}#/$defs/SQLJobFacet` is the schema of `sql`",
        ),
        (
            {"broken": facet(f"{BROKEN}#/$defs/BrokenJobFacet")},
            "no schema is called `https://nowhere.example/x.json`, which",
        ),
        # The address of the whole document is as good.
        ({"sql": facet(SQL, query=1)}, "job.facets.sql.query: 1 is not of type 'string'"),
        ({"query": facet(SQL, query="")}, f"`{SQL}` is the schema of `sql`"),
    ],
)
def test_a_wrong_facet_is_refused_which_the_core_schema_lets_pass(
    facets: dict[str, Any], message: str, validator: Validator
) -> None:
    (problem,) = said(validator, event(job=job(**facets)))
    assert message in problem


def test_a_facet_of_a_job_is_refused_on_a_dataset(validator: Validator) -> None:
    sql = facet(f"{SQL}#/$defs/SQLJobFacet", query="")
    dataset = {"namespace": "n", "name": "d", "facets": {"sql": sql}}
    (problem,) = said(validator, event(inputs=[dataset]))
    assert problem == (
        "inputs[0].facets.sql: is a `JobFacet` and stands where a `DatasetFacet` belongs"
    )


def test_entropy_data_s_facets_are_held_against_our_schemas_of_them(validator: Validator) -> None:
    run = {"runId": "6b2d3f5e-5a0c-4b9c-9f0e-2f7f2c1f4a11"}

    def with_run_facet(found: dict[str, Any]) -> dict[str, Any]:
        return event(run=run | {"facets": {"entropy_data": found}})

    assert said(validator, with_run_facet(facet(RUN_FACET, dataProductId="orders"))) == []
    (nameless,) = said(validator, with_run_facet(facet(RUN_FACET, outputPortId="orders-v1")))
    assert nameless == "run.facets.entropy_data: 'dataProductId' is a required property"
    (misplaced,) = said(validator, with_run_facet(facet(DATASET_FACET, dataProductId="orders")))
    assert "stands where a `RunFacet` belongs" in misplaced
    (other,) = said(
        validator,
        event(run=run | {"facets": {"entropy": facet(RUN_FACET, dataProductId="orders")}}),
    )
    assert "is the schema of `entropy_data`" in other


def test_what_is_no_object_is_refused(validator: Validator) -> None:
    assert said(validator, ["event"]) == [": an event is an object"]


def test_a_finding_names_the_event_s_line(validator: Validator) -> None:
    lines = [json.dumps(event()), json.dumps(event(eventTime="now"))]
    (finding,) = line_findings(validator, "run.jsonl", lines)
    assert (finding.file, finding.line, finding.rule) == ("run.jsonl", 2, "lineage-event-invalid")


def test_schemas_are_found_in_folders_of_a_folder(tmp_path: Path) -> None:
    for number, schema in enumerate(STANDARD):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "schema.json").write_text(json.dumps(schema))
    assert said(Validator(read_schemas(tmp_path)), event()) == []


def test_everything_that_is_no_schema_is_said_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "b.json").write_text('{"type": "object"}')
    with pytest.raises(InputError) as caught:
        read_schemas(tmp_path)
    assert [finding.file.rpartition("/")[2] for finding in caught.value.findings] == [
        "a.json",
        "b.json",
    ]


def test_a_folder_without_schemas_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no `\*\.json`"):
        read_schemas(tmp_path)
