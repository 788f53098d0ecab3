"""Our events beside those that dbt-ol, OpenLineage's own wrapper of dbt, writes of the same build.

Every difference is one that is meant: each test names one kind, and fails for any other.
"""

from __future__ import annotations

import json
import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
from conftest import Repository, plain_dbt, virtual_environment

# The events of golden files are the sample of every change.
pytestmark = pytest.mark.nightly

NAME = "customer_activity"
PRODUCT = f"products/{NAME}"
NAMESPACE = "duckdb://entropy-data-ci"

Event = dict[str, Any]


class Edge(NamedTuple):
    """From a column that is read to one that is written."""

    name: str
    field: str
    to: str
    column: str


@dataclass(frozen=True)
class Told:
    """What one of the two says at the end of each run."""

    events: list[Event]

    @property
    def ends(self) -> list[Event]:
        return [event for event in self.events if event["eventType"] != "START"]

    def of_kind(self, kind: str) -> list[Event]:
        return [e for e in self.ends if e["job"]["facets"]["jobType"]["jobType"] == kind]

    @property
    def models(self) -> dict[str, Event]:
        """By the name of the table."""
        return {event["outputs"][0]["name"]: event for event in self.of_kind("MODEL")}

    @property
    def datasets(self) -> set[tuple[str, str]]:
        return {
            (dataset["namespace"], dataset["name"])
            for event in self.events
            for dataset in (*event["inputs"], *event["outputs"])
        }

    @property
    def names(self) -> set[str]:
        return {name for _, name in self.datasets}

    @property
    def edges(self) -> dict[Edge, set[str]]:
        """Into columns, with how: DIRECT, INDIRECT, or nothing if that is not written."""
        found: dict[Edge, set[str]] = defaultdict(set)
        for table, event in self.models.items():
            lineage = event["outputs"][0]["facets"]["columnLineage"]
            for column, sources in lineage["fields"].items():
                for source in sources["inputFields"]:
                    edge = Edge(source["name"], source["field"], table, column)
                    found[edge] |= {t["type"] for t in source.get("transformations", ())}
        return found

    @property
    def assertions(self) -> dict[tuple[str, str], set[str]]:
        """The tables at which a test stands, by its column and what it asserts."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for event in self.ends:
            for dataset in event["inputs"]:
                facet = dataset.get("inputFacets", {}).get("dataQualityAssertions", {})
                for assertion in facet.get("assertions", ()):
                    key = (assertion.get("column", ""), assertion["assertion"])
                    found[key].add(dataset["name"].rpartition(".")[2])
        return found

    @property
    def facets(self) -> set[str]:
        """Such as `job.sql`."""
        return {
            f"{part}.{name}"
            for event in self.events
            for part in ("run", "job", "inputs", "outputs")
            for entry in (event[part] if isinstance(event[part], list) else [event[part]])
            for key in ("facets", "inputFacets", "outputFacets")
            for name in entry.get(key, {})
        }


@dataclass(frozen=True)
class Both:
    root: Path
    theirs: Told
    ours: Told


def read_events(file: Path) -> Told:
    return Told([json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()])


def facts_as_lines(database: Path) -> bytes:
    """As `inseam.facts.lines` has them, of all products."""
    body = b""
    places = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        ((version,),) = connection.execute("select version from facts_version").fetchall()
        tables = connection.execute("select table_name from duckdb_tables()").fetchall()
        for (table,) in sorted(tables):
            rows = connection.execute(f"select * from {table}")
            keys = [column[0] for column in rows.description]
            values = (dict(zip(keys, row)) for row in rows.fetchall())
            lines = "".join(json.dumps({"table": table, **row}) + "\n" for row in values).encode()
            if lines and table != "facts_version":
                places[table] = [len(body), len(body) + len(lines)]
                body += lines
    header = {"facts": version, "products": [], "tables": places}
    return json.dumps(header).encode() + b"\n" + body


@pytest.fixture(scope="module")
def both(shared_repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Of one build by hand. Theirs knows what dbt does, ours the facts and the lineage as well."""
    root = shared_repository.root
    folder = tmp_path_factory.mktemp("dbt_ol")
    programs = virtual_environment(folder / "venv", root / "platform/locks/dbt-ol.txt")
    assert shared_repository.pants("run", PRODUCT, "--", "parse").exit_code == 0
    said = plain_dbt(
        programs / "dbt-ol",
        root / PRODUCT,
        "build",
        PATH=f"{programs}:/usr/bin:/bin",
        OPENLINEAGE_NAMESPACE="entropy-data-ci",
        OPENLINEAGE__TRANSPORT__TYPE="file",
        OPENLINEAGE__TRANSPORT__LOG_FILE_PATH=str(folder / "theirs.jsonl"),
        OPENLINEAGE__TRANSPORT__APPEND="true",
    )
    assert "WARN=0 ERROR=0" in said

    for goal in ("facts", "lineage"):
        result = shared_repository.pants(goal, "::")
        assert result.exit_code == 0, result.output
    (folder / "facts").mkdir()
    (folder / "facts/all.jsonl").write_bytes(facts_as_lines(root / "dist/facts.duckdb"))
    result = shared_repository.run(
        *(str(programs / "python"), "-m", "inseam.lineage.openlineage"),
        *("dist/lineage/lineage.json", str(folder / "facts"), str(folder / "ours")),
        *("--namespace", NAMESPACE, "--time", "2026-01-31T06:00:00Z"),
        *("--results", f"{PRODUCT}/target"),
        PYTHONPATH=str(root / "platform"),
    )
    assert result.exit_code == 0, result.output
    yield Both(root, read_events(folder / "theirs.jsonl"), read_events(folder / "ours/run.jsonl"))
    shared_repository.restore()


def test_datasets_are_the_same_and_only_their_namespace_is_a_file_of_this_machine(
    both: Both,
) -> None:
    assert both.ours.names == both.theirs.names
    (theirs,) = {namespace for namespace, _ in both.theirs.datasets}
    assert theirs.startswith("duckdb://")
    assert str(both.root) in theirs
    assert {namespace for namespace, _ in both.ours.datasets} == {NAMESPACE}


def test_each_model_reads_and_writes_the_same_tables(both: Both) -> None:
    def tables(told: Told) -> dict[str, tuple[list[str], list[str]]]:
        return {
            name: (
                sorted(dataset["name"] for dataset in event["inputs"]),
                [dataset["name"] for dataset in event["outputs"]],
            )
            for name, event in told.models.items()
        }

    assert tables(both.ours) == tables(both.theirs)


def test_their_jobs_are_called_by_the_command_and_ours_the_same_after_each(both: Both) -> None:
    def ours(theirs: str) -> str:
        """What the same is called in our events."""
        if theirs == f"dbt-run-{NAME}":
            return NAME
        if found := re.fullmatch(rf"[^.]+\.[^.]+\.({NAME}\.\w+)\.build\.(run|test)", theirs):
            return found[1] if found[2] == "run" else f"{found[1]}.tests"
        assert theirs.startswith(f"test.{NAME}.assert_"), theirs
        return f"{theirs[len('test.') :]}.tests"

    names = {ours(event["job"]["name"]) for event in both.theirs.events}
    assert {event["job"]["name"] for event in both.ours.events} <= names
    # A query that reads one table is one of that table's tests.
    joined = names - {event["job"]["name"] for event in both.ours.events}
    assert joined == {
        f"{NAME}.assert_all_rows_are_of_one_run.tests",
        f"{NAME}.assert_expected_figures.tests",
        f"{NAME}.assert_figures_agree_with_each_other.tests",
    }
    (port,) = (e for e in both.ours.ends if e["job"]["name"] == f"{NAME}.{NAME}.tests")
    tests = {test["name"] for test in port["run"]["facets"]["test"]["tests"]}
    assert {name.split(".")[1] for name in joined} <= tests


def test_every_column_edge_that_is_not_in_both_has_its_reason(both: Both) -> None:
    """dbt-ol's parser takes a CTE for a table wherever `select *` stands in one."""
    theirs, ours = both.theirs.edges, both.ours.edges
    values = {edge for edge, how in ours.items() if "DIRECT" in how}
    to_ctes = {edge for edge in theirs if edge.name not in both.theirs.names}

    def reason_of_theirs(edge: Edge) -> str:
        if edge in values:
            return "the same"
        if edge in to_ctes:
            return "from a CTE, which is not a dataset"
        if ours.get(edge) == {"INDIRECT"}:
            return "a condition, which theirs does not tell from a value"
        return f"not explained: {edge}"

    def reason_of_ours(edge: Edge) -> str:
        if edge in theirs:
            return "the same"
        if any((cte.to, cte.column) == (edge.to, edge.column) for cte in to_ctes):
            return "from the table behind the CTE that theirs names"
        return f"not explained: {edge}"

    assert Counter(map(reason_of_theirs, theirs)).keys() == {
        "the same",
        "from a CTE, which is not a dataset",
        "a condition, which theirs does not tell from a value",
    }
    assert Counter(map(reason_of_ours, values)).keys() == {
        "the same",
        "from the table behind the CTE that theirs names",
    }
    # What theirs leads to CTEs is more than half of it, and none of ours leads to one.
    assert len(to_ctes) > len(theirs) / 2
    assert {edge.name for edge in ours} <= both.ours.names


def test_only_ours_say_how_a_value_is_made_and_what_decides_on_the_rows(both: Both) -> None:
    assert all(not how for how in both.theirs.edges.values())
    assert all(how for how in both.ours.edges.values())

    def on_all_rows(told: Told) -> int:
        outputs = (event["outputs"][0] for event in told.models.values())
        return sum(len(o["facets"]["columnLineage"].get("dataset", ())) for o in outputs)

    assert on_all_rows(both.theirs) == 0
    assert on_all_rows(both.ours) > 0


def test_only_ours_know_columns_and_types_that_nobody_wrote_down(both: Both) -> None:
    for table, event in both.theirs.models.items():
        theirs = event["outputs"][0]["facets"]["schema"]["fields"]
        ours = both.ours.models[table]["outputs"][0]["facets"]["schema"]["fields"]
        names = [field["name"] for field in ours]
        assert {field["name"] for field in theirs} <= set(names)
        assert all(field["type"] for field in ours)
        if not table.startswith("entropy_data_prod.op_"):
            assert not any(field.get("type") for field in theirs)
    (undeclared,) = (
        table
        for table, event in both.theirs.models.items()
        if len(event["outputs"][0]["facets"]["schema"]["fields"])
        < len(both.ours.models[table]["outputs"][0]["facets"]["schema"]["fields"])
    )
    assert undeclared.endswith(".int_customer_activity")


def test_a_test_stands_at_the_table_that_it_is_written_at(both: Both) -> None:
    """Theirs puts what compares two tables at the last one that it reads."""
    theirs, ours = dict(both.theirs.assertions), dict(both.ours.assertions)
    queries = {key for key in theirs if key[1].startswith("assert_")}
    # What a query asserts is called by its class, as the standard has it; theirs by its name.
    assert ours.pop(("", "custom_sql")) == {NAME}
    assert theirs[("", "assert_one_row_for_each_organization")] == {"stg_organizations"}
    generic = {key: at for key, at in theirs.items() if key not in queries}
    differing = {key: (generic.get(key), ours.get(key)) for key in generic.keys() | ours.keys()}
    assert {key: at for key, at in differing.items() if at[0] != at[1]} == {
        ("organization_id", "relationships"): ({"stg_organizations"}, {"int_customer_activity"}),
        ("data_product_id", "relationships"): ({"stg_data_products"}, {"int_output_ports"}),
    }


def test_only_ours_tell_of_unit_tests(both: Both) -> None:
    def tests(told: Told) -> Counter[str]:
        facets = (event["run"]["facets"].get("test", {}) for event in told.ends)
        return Counter(t.get("type", "") for facet in facets for t in facet.get("tests", ()))

    assert tests(both.theirs) == {"": 4}
    assert tests(both.ours)["unit"] > 0
    assert tests(both.ours)["custom_sql"] == 4


def test_the_facets_that_only_one_of_them_has(both: Both) -> None:
    assert both.theirs.facets - both.ours.facets == {
        # dbt-ol's own; no schema can be found at their addresses, which are pages of a code host.
        "job.dbt_node",
        "run.dbt_run",
        "run.dbt_version",
        "inputs.dbt_model",
        "outputs.dbt_model",
        # dbt's tags and meta. Ours are the contract's, at the dataset; and a design has one.
        "run.tags",
    }
    assert both.ours.facets - both.theirs.facets == {
        # The owner is in the team registry, and dbt-ol looks into `meta` of a model.
        "job.ownership",
        "inputs.ownership",
        "job.documentation",
        # Which product it is of, in Entropy Data.
        "run.entropy_data",
        "inputs.entropy_data",
        "outputs.entropy_data",
        # The other names of the same table.
        "inputs.symlinks",
        "outputs.symlinks",
        "inputs.tags",
        "outputs.tags",
    }


def test_only_ours_have_the_same_ids_when_the_same_run_is_told_of_again(both: Both) -> None:
    def versions(told: Told) -> set[int | None]:
        return {uuid.UUID(event["run"]["runId"]).version for event in told.events}

    assert versions(both.ours) == {5}
    assert 5 not in versions(both.theirs)


def test_what_both_say_of_a_run_is_the_same(both: Both) -> None:
    def statuses(told: Told) -> dict[str, str]:
        return {name: event["eventType"] for name, event in told.models.items()}

    def sql(told: Told) -> dict[str, str]:
        return {n: e["job"]["facets"]["sql"]["query"].strip() for n, e in told.models.items()}

    def engine(told: Told) -> set[tuple[str, str]]:
        facets = [event["run"]["facets"]["processing_engine"] for event in told.events]
        return {(facet["name"], facet["version"]) for facet in facets}

    assert statuses(both.ours) == statuses(both.theirs)
    assert sql(both.ours) == sql(both.theirs)
    assert engine(both.ours) == engine(both.theirs)
    assert (
        len({e["run"]["facets"]["parent"]["run"]["runId"] for e in both.ours.of_kind("MODEL")}) == 1
    )
