"""With upstream inputs, the rows that providers yield lie beside the request; else none do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pants.core.goals.test import TestResult
from pants.engine.fs import DigestContents
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.goals.testing import DbtTestFieldSet, DbtTestRequest
from pants_inseam.stub_repository import (
    Files,
    below,
    contract,
    make_repository,
    set_options,
    source,
    targets_in,
)

UPSTREAM = "--data-products-inputs=upstream"
LIBRARY = {
    "platform/inseam/odcs/canonical.py": """\
import sys

open(sys.argv[2], "w").write(open(sys.argv[1]).read())
""",
    # Its port's rows are the first line of its model; a second line makes no difference to them.
    "platform/inseam/testing/__main__.py": """\
import json, os, sys, uuid
from pathlib import Path

request = json.load(open(sys.argv[1]))
project = Path(request["project"])
for model in project.glob("models/output_ports/v1/*.sql"):
    rows = Path("_results/rows", model.stem + "-v1")
    rows.mkdir(parents=True)
    rows.joinpath(model.stem + ".parquet").write_text(model.read_text().splitlines()[0])
given = {
    "request": request,
    "upstream": {str(f): f.read_text() for f in sorted(Path("_upstream").rglob("*.parquet"))},
    "run": str(uuid.uuid4()),
}
Path("_results/result.json").write_text("{}")
Path("_results/junit.xml").write_text("")
Path("_results/given.json").write_text(json.dumps(given))
""",
}


def product(name: str, *read: str) -> Files:
    return below(
        f"products/{name}",
        {
            "BUILD": "data_product()",
            "dbt_project.yml": f"name: {name}",
            "models/input_ports/read.source.yaml": source(*read),
            f"models/output_ports/v1/{name}.sql": f"rows of {name}\n",
            f"models/output_ports/v1/{name}-v1.odcs.yaml": contract(f"{name}-v1"),
        },
    )


def port(name: str) -> str:
    return f"products/{name}/models/output_ports/v1/{name}-v1.odcs.yaml"


def repository(**reads: tuple[str, ...]) -> RuleRunner:
    files: dict[str, Any] = dict(LIBRARY)
    for name, read in reads.items():
        files.update(product(name, *read))
    return make_repository(files)


def given(runner: RuleRunner, name: str) -> dict[str, Any]:
    """What the test of a product was given."""
    target = targets_in(runner, f"products/{name}")[f"products/{name}#dbt"]
    batch: Any = DbtTestRequest.Batch("data-products", (DbtTestFieldSet.create(target),), None)
    extra = runner.request(TestResult, [batch]).extra_output
    assert extra is not None
    files = {file.path: file.content for file in runner.request(DigestContents, [extra.digest])}
    content: dict[str, Any] = json.loads(files["given.json"])
    return content


def entry(content: dict[str, Any], file: str) -> dict[str, str]:
    entries: list[dict[str, str]] = content["request"]["input_ports"]
    (found,) = (entry for entry in entries if entry["file"] == file)
    return found


@pytest.fixture
def chain() -> RuleRunner:
    """`spend` reads `sales`, and that reads `tills`."""
    return repository(tills=(), sales=("tills-v1",), spend=("sales-v1",))


def test_a_contract_is_the_boundary_unless_asked_otherwise(chain: RuleRunner) -> None:
    content = given(chain, "spend")
    assert content["upstream"] == {}
    assert "upstream" not in entry(content, port("sales"))


def test_the_rows_of_the_provider_lie_where_the_request_says(chain: RuleRunner) -> None:
    set_options(chain, UPSTREAM)
    content = given(chain, "spend")
    folder = entry(content, port("sales"))["upstream"]
    assert content["upstream"] == {f"{folder}/sales.parquet": "rows of sales"}


def test_a_change_that_yields_the_same_rows_repeats_nothing_downstream(chain: RuleRunner) -> None:
    set_options(chain, UPSTREAM)
    model = "products/sales/models/output_ports/v1/sales.sql"
    first = given(chain, "spend")
    sales = given(chain, "sales")

    chain.write_files({model: "rows of sales\notherwise\n"})
    set_options(chain, UPSTREAM)
    assert given(chain, "sales")["run"] != sales["run"]
    assert given(chain, "spend")["run"] == first["run"]

    chain.write_files({model: "other rows\n"})
    set_options(chain, UPSTREAM)
    assert given(chain, "spend")["run"] != first["run"]


def test_products_on_a_cycle_are_not_built_first() -> None:
    runner = repository(tills=("sales-v1",), sales=("tills-v1",), spend=("sales-v1",))
    set_options(runner, UPSTREAM)
    assert given(runner, "sales")["upstream"] == {}
    assert list(given(runner, "spend")["upstream"].values()) == ["rows of sales"]


def test_a_product_reads_its_own_port_as_before() -> None:
    runner = repository(sales=("sales-v1",))
    set_options(runner, UPSTREAM)
    assert "upstream" not in entry(given(runner, "sales"), port("sales"))
