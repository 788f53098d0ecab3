from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pants.engine.fs import DigestContents
from pants.engine.internals.scheduler import ExecutionError
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pants_inseam.facts.of_product import Engine, FactsPart, ProductFacts, ProductFactsRequest
from pants_inseam.facts.shared import AllFacts, SharedFacts
from pants_inseam.goals.facts import Facts
from pants_inseam.stub_repository import (
    OPTIONS,
    Files,
    below,
    contract,
    make_repository,
    pex_tool_variables,
    set_options,
    source,
    targets_in,
)
from pants_inseam.target_types import DbtProject

# Writes down what it was given.
READ = """\
import json, os, sys, uuid

files = sorted(
    os.path.join(folder, name)[2:]
    for folder, _, names in os.walk(".")
    for name in names
    if folder.startswith(("./products", "./contracts")) or name == "_request.json"
)
out = next(argument for argument in sys.argv if argument.endswith(".jsonl"))
request = json.load(open("_request.json")) if "_request.json" in files else None
if any("fault" in open(file).read() for file in files if file.endswith(".sql")):
    sys.exit("Traceback of a fault")
os.makedirs(os.path.dirname(out), exist_ok=True)
given = {"argv": sys.argv[1:], "request": request, "files": files, "run": str(uuid.uuid4())}
json.dump(given, open(out, "w"))
"""
LOAD = """\
import glob, json, sys

files = sorted(glob.glob(f"{sys.argv[1]}/**/*.jsonl", recursive=True))
json.dump(files, open(sys.argv[2], "w"))
print(json.dumps({"findings": [], "summary": [f"{len(files)} files"]}))
"""
# Wording begins with the fourth line.
CANONICAL = """\
import os, sys

text = open(sys.argv[1]).read()
if "broken" in text:
    sys.exit(2)
open(sys.argv[2], "w").write("".join(text.splitlines(True)[:3]))
"""
NAMED_DBT = """\
import hashlib, sys

path, folder, out = sys.argv[1:]
content = open(path, "rb").read()
if content == b"no dbt":
    sys.exit("It is no dbt.")
open(out, "w").write(f"{folder}/{hashlib.sha256(content).hexdigest()}/dbt")
"""
ORDERS = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
SHOP = "contracts/external/shop-v1.odcs.yaml"


def product(name: str, reads: str) -> Files:
    return below(
        f"products/{name}",
        {
            "BUILD": "data_product()",
            "README.md": f"# {name}",
            "dbt_project.yml": f"name: {name}",
            f"{name}.odps.yaml": f"id: {name}",
            f"agreements/{reads}.yaml": "id: a",
            "costs.yaml": "[]",
            "models/orders.sql": "select 1",
            f"models/input_ports/{reads}.source.yaml": source(reads),
            f"models/input_ports/{reads}.odcs.yaml": contract(reads),
            f"models/output_ports/v1/{name}-v1.odcs.yaml": contract(f"{name}-v1"),
            f"tests/inputs/{reads}/orders.csv": "id\n1\n",
        },
    )


REPOSITORY: Files = {
    **{f"platform/inseam/facts/{name}.py": READ for name in ("contracts", "dbt", "documents")},
    "platform/inseam/dbt_project/named_dbt.py": NAMED_DBT,
    "platform/inseam/facts/environments.py": READ,
    "platform/inseam/facts/teams.py": READ,
    "platform/inseam/facts/load.py": LOAD,
    "platform/inseam/odcs/canonical.py": CANONICAL,
    "platform/environments.yaml": "- name: lake",
    "platform/teams.yaml": "- id: sales",
    "contracts/external/BUILD": "data_contract(name='shop', source='shop-v1.odcs.yaml')",
    SHOP: contract("shop-v1"),
    "contracts/published/shop-v1/1.0.0.odcs.yaml": contract("shop-v1"),
    "contracts/published/shop-v1/1.1.0.odcs.yaml": contract("shop-v1"),
    "contracts/published/orders-v1/1.0.0.odcs.yaml": contract("orders-v1"),
    **product("orders", "shop-v1"),
    **product("invoices", "orders-v1"),
}


def facts_of(runner: RuleRunner, folder: str) -> ProductFacts:
    target = targets_in(runner, folder)[f"{folder}#dbt"]
    request = ProductFactsRequest(DbtProject.of(target))
    return runner.request(ProductFacts, [request])


def given(runner: RuleRunner, part: FactsPart) -> dict[str, Any]:
    assert part.process.exit_code == 0, part.process.stderr.decode()
    (file,) = runner.request(DigestContents, [part.digest])
    document: dict[str, Any] = json.loads(file.content)
    return document


def runs(runner: RuleRunner, folder: str) -> tuple[str, str]:
    facts = facts_of(runner, folder)
    return given(runner, facts.documents)["run"], given(runner, facts.dbt)["run"]


def write_facts(runner: RuleRunner, *specs: str) -> GoalRuleResult:
    return runner.run_goal_rule(
        Facts, global_args=OPTIONS, args=specs, env_inherit=pex_tool_variables()
    )


def test_documents_are_read_without_what_is_dbts() -> None:
    runner = make_repository(REPOSITORY)
    said = given(runner, facts_of(runner, "products/orders").documents)
    assert said["argv"][0] == "products/orders"
    assert said["files"] == sorted(
        f"products/orders/{name}"
        for name in (
            "BUILD",
            "README.md",
            "agreements/shop-v1.yaml",
            "costs.yaml",
            "models/input_ports/shop-v1.odcs.yaml",
            "models/output_ports/v1/orders-v1.odcs.yaml",
            "orders.odps.yaml",
        )
    )


def test_dbt_is_told_the_contracts_in_canonical_form() -> None:
    runner = make_repository(REPOSITORY)
    said = given(runner, facts_of(runner, "products/orders").dbt)
    own, read = ({"file": file, "canonical": f"_contracts/{file}.json"} for file in (ORDERS, SHOP))
    assert said["request"]["output_ports"] == [own]
    assert said["request"]["input_ports"] == [read, own]
    assert not [file for file in said["files"] if file.endswith((".md", ".odcs.yaml", ".csv"))]
    assert "products/orders/models/orders.sql" in said["files"]


@pytest.mark.parametrize(
    "changed, documents, dbt",
    [
        pytest.param({"products/orders/README.md": "# Other"}, True, False, id="readme"),
        pytest.param({"products/orders/costs.yaml": "[1]"}, True, False, id="costs"),
        pytest.param(
            {ORDERS: contract("orders-v1") + "description: x\n"}, True, False, id="wording"
        ),
        pytest.param({SHOP: contract("shop-v1") + "description: x\n"}, False, False, id="provider"),
        pytest.param({ORDERS: "# v2\n" + contract("orders-v1")}, True, True, id="contract"),
        pytest.param({"products/orders/models/orders.sql": "select 2"}, False, True, id="sql"),
        pytest.param(
            {"products/orders/tests/inputs/shop-v1/orders.csv": "id\n2\n"}, False, False, id="rows"
        ),
        pytest.param({"products/invoices/README.md": "# Other"}, False, False, id="elsewhere"),
    ],
)
def test_only_what_a_change_concerns_is_read_again(
    changed: Files, documents: bool, dbt: bool
) -> None:
    runner = make_repository(REPOSITORY)
    before = runs(runner, "products/orders")

    runner.write_files(changed)
    set_options(runner)

    after = runs(runner, "products/orders")
    assert (after[0] != before[0], after[1] != before[1]) == (documents, dbt)


def test_a_contract_that_is_broken_is_left_out_for_dbt_and_read_as_a_document() -> None:
    runner = make_repository({**REPOSITORY, ORDERS: contract("orders-v1") + "broken"})
    assert given(runner, facts_of(runner, "products/orders").dbt)["request"]["output_ports"] == []
    assert ORDERS in given(runner, facts_of(runner, "products/orders").documents)["files"]
    consumer = given(runner, facts_of(runner, "products/invoices").dbt)
    assert [port["file"] for port in consumer["request"]["input_ports"]] == [
        "products/invoices/models/output_ports/v1/invoices-v1.odcs.yaml"
    ]


def test_what_belongs_to_no_product_is_read_apart() -> None:
    runner = make_repository(REPOSITORY)
    shared = runner.request(SharedFacts, [])
    folder = "contracts/published"
    assert [given(runner, part)["argv"] for part in shared.parts] == [
        ["external", "_facts/external/contracts/external/shop-v1.jsonl", SHOP],
        [
            "published",
            "_facts/published/3.jsonl",
            f"{folder}/shop-v1/1.0.0.odcs.yaml",
            f"{folder}/shop-v1/1.1.0.odcs.yaml",
        ],
        ["published", "_facts/published/b.jsonl", f"{folder}/orders-v1/1.0.0.odcs.yaml"],
        [
            "platform/environments.yaml",
            "_facts/environments.jsonl",
            "platform/dbt/profiles.yml",
        ],
        ["platform/teams.yaml", "_facts/teams.jsonl"],
    ]


def test_many_published_contracts_are_read_by_few_processes() -> None:
    files = {
        f"contracts/published/made-{number}-v1/1.0.0.odcs.yaml": contract(f"made-{number}-v1")
        for number in range(100)
    }
    runner = make_repository({**REPOSITORY, **files})
    shared = runner.request(SharedFacts, [])
    published = [
        argv for argv in (given(runner, p)["argv"] for p in shared.parts) if "published" in argv
    ]
    assert len(published) == 16
    assert sum(len(argv) - 2 for argv in published) == 103


def test_the_goal_writes_one_file_and_says_what_is_in_it() -> None:
    runner = make_repository(REPOSITORY)
    result = write_facts(runner, "::")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["summary"] == ["9 files"]
    assert result.stderr == "Wrote dist/facts.duckdb\n"


def test_only_the_products_of_the_targets_are_in_the_file() -> None:
    runner = make_repository(REPOSITORY)
    result = write_facts(runner, "products/orders::")
    assert json.loads(result.stdout)["summary"] == ["7 files"]
    assert json.loads(write_facts(runner, "platform::").stdout)["summary"] == ["5 files"]


def test_a_package_with_a_project_for_its_tests_is_no_product() -> None:
    tests = {"shared/dbt_common/tests/BUILD": "dbt_project()"}
    runner = make_repository({**REPOSITORY, **tests})
    parts = runner.request(AllFacts, []).parts
    assert len(parts) == 9


def test_dbt_compiles_for_another_engine_on_request() -> None:
    runner = make_repository(REPOSITORY)
    target = targets_in(runner, "products/orders")["products/orders#dbt"]
    engines = {}
    for engine in Engine:
        request = ProductFactsRequest(DbtProject.of(target), (engine, False))
        facts = runner.request(ProductFacts, [request])
        engines[engine] = given(runner, facts.dbt)["request"]["engine"]
    assert engines == {Engine.DUCKDB: "duckdb", Engine.DATABRICKS: "databricks"}
    assert write_facts(runner, "--engine=databricks", "::").exit_code == 0


def test_a_named_dbt_counts_by_its_content_and_not_by_its_place(tmp_path: Path) -> None:
    runner = make_repository(REPOSITORY)

    def read(name: str, content: str, *reader: tuple[Engine, bool]) -> dict[str, Any]:
        (tmp_path / name).write_text(content)
        set_options(runner, f"--data-products-dbt={tmp_path / name}")
        target = targets_in(runner, "products/orders")["products/orders#dbt"]
        request = ProductFactsRequest(DbtProject.of(target), *reader)
        return given(runner, runner.request(ProductFacts, [request]).dbt)

    first = read("dbt", "dbt 2.0.0")

    assert first["request"]["dbt"].startswith("_named_dbt/")
    assert read("elsewhere", "dbt 2.0.0") == first
    assert read("dbt", "dbt 2.0.1")["request"]["dbt"] != first["request"]["dbt"]
    # What leaves the repository, and Databricks' SQL, is of dbt-core.
    assert read("dbt", "dbt 2.0.0", (Engine.DUCKDB, True))["request"]["dbt"] == ""
    assert read("dbt", "dbt 2.0.0", (Engine.DATABRICKS, False))["request"]["dbt"] == ""
    with pytest.raises(ExecutionError, match="It is no dbt"):
        read("dbt", "no dbt")


def test_a_fault_is_shown_and_no_file_written() -> None:
    runner = make_repository({**REPOSITORY, "products/orders/models/orders.sql": "select 'fault'"})
    result = write_facts(runner, "::")
    assert result.exit_code == 1
    assert "Traceback of a fault" in result.stderr
    assert "Wrote" not in result.stderr
