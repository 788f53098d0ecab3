from __future__ import annotations

import json
from typing import Any, Optional

import pytest
from pants.core.goals.test import ShowOutput, Test, TestResult
from pants.engine.fs import DigestContents
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.goals.testing import DbtTestFieldSet, DbtTestRequest
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

SHOP = "contracts/external/shop-v1.odcs.yaml"
ORDERS = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
SNAPSHOT = "products/orders/models/input_ports/shop-v1.odcs.yaml"
LIBRARY = {
    "platform/inseam/odcs/canonical.py": """\
import sys

text = open(sys.argv[1]).read()
if "broken" in text:
    print(f"{sys.argv[1]}: broken")
    sys.exit(2)
open(sys.argv[2], "w").write("".join(text.splitlines(True)[:3]))
""",
    # Writes down what it was given, and takes its time.
    "platform/inseam/testing/__main__.py": """\
import json, os, sys, time, uuid

request = json.load(open(sys.argv[1]))
project = open(request["project"] + "/dbt_project.yml").read()
time.sleep(0.3)
if "fault" in project:
    print("Traceback of a fault", file=sys.stderr)
    sys.exit(3)
files = [os.path.join(folder, name)[2:] for folder, _, names in os.walk(".") for name in names]
os.makedirs("_results/rows")
for name, content in {
    "result.json": {"failing": "failing" in project},
    "given.json": {
        "request": request, "files": files, "run": str(uuid.uuid4()), "project": project
    },
    "junit.xml": {},
    "rows/orders.parquet": {},
}.items():
    json.dump(content, open("_results/" + name, "w"))
""",
    "platform/inseam/testing/present.py": """\
import json, os, sys

files = [os.path.join(folder, name)[2:] for folder, _, names in os.walk(".") for name in names]
print("beside:", *sorted(file for file in files if file.endswith((".yaml", ".sql", ".json"))))
sys.exit(1 if json.load(open(sys.argv[1]))["failing"] else 0)
""",
}
REPOSITORY: Files = {
    **LIBRARY,
    "contracts/external/BUILD": "data_contract(name='shop', source='shop-v1.odcs.yaml')",
    SHOP: contract("shop-v1"),
    **below(
        "products/orders",
        {
            "BUILD": "data_product()",
            "dbt_project.yml": "name: orders",
            "README.md": "# Orders",
            "models/input_ports/shop-v1.source.yaml": source("shop-v1"),
            "models/input_ports/shop-v1.odcs.yaml": contract("shop-v1"),
            "models/output_ports/v1/orders.sql": "select 1",
            "models/output_ports/v1/orders-v1.odcs.yaml": contract("orders-v1"),
        },
    ),
}


def repository(files: Optional[Files] = None) -> RuleRunner:
    return make_repository({**REPOSITORY, **(files or {})})


def run(runner: RuleRunner) -> TestResult:
    field_set = DbtTestFieldSet.create(targets_in(runner, "products/orders")["products/orders#dbt"])
    batch: Any = DbtTestRequest.Batch("data-products", (field_set,), None)
    return runner.request(TestResult, [batch])


def given(runner: RuleRunner) -> dict[str, Any]:
    """What the test's process was given."""
    extra = run(runner).extra_output
    assert extra is not None
    files = {file.path: file.content for file in runner.request(DigestContents, [extra.digest])}
    content: dict[str, Any] = json.loads(files["given.json"])
    return content


def test_the_request_names_the_project_its_ports_and_the_instant() -> None:
    runner = repository()
    set_options(runner, "--data-products-as-of=2030-01-01T00:00:00Z")
    request = given(runner)["request"]
    orders = {"file": ORDERS, "canonical": f"_contracts/{ORDERS}.json"}
    shop = {"file": SHOP, "canonical": f"_contracts/{SHOP}.json"}
    assert request["version"] == 1
    assert request["project"] == "products/orders"
    assert request["profiles"] == "platform/dbt/profiles.yml"
    assert request["as_of"] == "2030-01-01T00:00:00Z"
    assert request["output_ports"] == [orders]
    assert request["input_ports"] == [shop, orders]
    assert request["claimed_twice"] == {}
    assert request["results"] == "_results"


def test_the_process_has_the_project_and_contracts_in_canonical_form_only() -> None:
    files = {file for file in given(repository())["files"] if file.split("/")[0] in GIVEN_FOLDERS}
    assert files == {
        "products/orders/dbt_project.yml",
        "products/orders/models/input_ports/shop-v1.source.yaml",
        "products/orders/models/output_ports/v1/orders.sql",
        "platform/dbt/profiles.yml",
        f"_contracts/{ORDERS}.json",
        f"_contracts/{SHOP}.json",
    }


GIVEN_FOLDERS = {"_contracts", "contracts", "platform", "products", "shared"}


@pytest.mark.parametrize(
    "file, content",
    [
        ("products/orders/README.md", "# All orders"),
        ("products/orders/models/input_ports/shop-v1.odcs.yaml", contract("shop-v1") + "#"),
        (ORDERS, contract("orders-v1") + "# words that the canonical form leaves out"),
        (SHOP, contract("shop-v1") + "# words"),
    ],
    ids=["readme", "snapshot", "own contract", "provider's contract"],
)
def test_wording_repeats_no_test(file: str, content: str) -> None:
    runner = repository()
    before = given(runner)["run"]
    runner.write_files({file: content})
    assert given(runner)["run"] == before


@pytest.mark.parametrize(
    "file, content",
    [
        ("products/orders/models/output_ports/v1/orders.sql", "select 2"),
        (SHOP, "status: active\n" + contract("shop-v1")),
        ("platform/dbt/profiles.yml", "inseam: {}"),
        (
            "platform/inseam/testing/__main__.py",
            LIBRARY["platform/inseam/testing/__main__.py"] + "\n",
        ),
    ],
    ids=["sql", "contract", "profiles", "library"],
)
def test_what_can_change_the_outcome_repeats_the_test(file: str, content: str) -> None:
    runner = repository()
    before = given(runner)["run"]
    runner.write_files({file: content})
    assert given(runner)["run"] != before


def test_force_repeats_the_test_once_a_session() -> None:
    runner = repository()
    first = given(runner)["run"]
    set_options(runner)
    assert given(runner)["run"] == first
    set_options(runner, "--test-force")
    forced = given(runner)["run"]
    assert forced != first
    assert given(runner)["run"] == forced
    set_options(runner, "--test-force")
    assert given(runner)["run"] != forced


def claiming(contract_id: str, *folders: str) -> Files:
    """Products whose port has this id."""
    return {
        f"products/{folder}/{file}": content
        for folder in folders
        for file, content in {
            "BUILD": "data_product()",
            "models/output_ports/v1/port.odcs.yaml": contract(contract_id),
        }.items()
    }


def test_an_id_claimed_twice_is_named_where_it_matters() -> None:
    other_port = "products/{}/models/output_ports/v1/port.odcs.yaml"
    own = given(repository(claiming("orders-v1", "a")))["request"]
    assert own["claimed_twice"] == {"orders-v1": [other_port.format("a"), ORDERS]}
    referenced = given(repository(claiming("shop-v1", "a")))["request"]
    assert referenced["claimed_twice"] == {"shop-v1": [SHOP, other_port.format("a")]}
    assert [port["file"] for port in referenced["input_ports"]] == [ORDERS]


def test_an_id_claimed_twice_elsewhere_repeats_no_test() -> None:
    runner = repository()
    before = given(runner)
    runner.write_files(claiming("stock-v1", "a", "b"))
    assert given(runner) == before


def test_a_result_is_shown_with_the_contracts_as_they_are_written() -> None:
    result = run(repository())
    assert result.exit_code == 0
    assert result.stdout == f"beside: {SHOP} {SNAPSHOT} {ORDERS} result.json\n"
    assert result.output_setting == ShowOutput.ALL


def test_findings_fail_the_test_and_keep_its_results() -> None:
    result = run(repository({"products/orders/dbt_project.yml": "failing"}))
    assert result.exit_code == 1
    assert result.stdout.startswith("beside: ")
    assert result.extra_output is not None
    assert result.xml_results is not None
    assert result.extra_output.files == ("given.json", "result.json", "rows/orders.parquet")
    assert result.xml_results.files == ("products.orders@dbt/junit.xml",)


def test_the_time_that_counts_is_the_test_s() -> None:
    result = run(repository({"products/orders/models/marker.sql": "this test's own run"}))
    assert result.result_metadata is not None
    assert (result.result_metadata.total_elapsed_ms or 0) >= 300


@pytest.mark.parametrize("file", [ORDERS, SHOP])
def test_a_contract_that_cannot_be_read_fails_the_tests_of_those_who_need_it(file: str) -> None:
    runner = repository({file: f"id: {'orders' if file == ORDERS else 'shop'}-v1\nbroken"})
    result = run(runner)
    assert (result.exit_code, result.stdout) == (2, f"{file}: broken\n")


def test_a_fault_is_shown_as_one() -> None:
    result = run(repository({"products/orders/dbt_project.yml": "fault"}))
    assert result.exit_code == 3
    assert result.stderr == "Traceback of a fault\n"


def test_a_test_may_take_as_long_as_its_target_says() -> None:
    slow = LIBRARY["platform/inseam/testing/__main__.py"].replace("0.3", "600")
    runner = repository(
        {
            "products/orders/BUILD": "data_product(timeout=1)",
            "platform/inseam/testing/__main__.py": slow,
        }
    )
    assert run(runner).exit_code not in (0, 1)
    runner.write_files({"products/orders/BUILD": "data_product(timeout=600)", **LIBRARY})
    assert run(runner).exit_code == 0


@pytest.mark.parametrize(
    "option, expected",
    [("all", ShowOutput.ALL), ("failed", ShowOutput.ALL), ("none", ShowOutput.NONE)],
)
def test_warnings_and_the_summary_are_shown_of_passing_tests_too(
    option: str, expected: ShowOutput
) -> None:
    runner = repository()
    set_options(runner, f"--test-output={option}")
    assert run(runner).output_setting == expected


def test_the_goal_runs_one_test_a_project_and_puts_results_into_dist() -> None:
    runner = repository()
    result = runner.run_goal_rule(
        Test, args=[*OPTIONS, "products::"], env_inherit=pex_tool_variables()
    )
    assert result.exit_code == 0
    assert result.stderr.count("succeeded") == 1
    assert "products/orders#dbt succeeded" in result.stderr
    assert runner.read_file("dist/test/products.orders@dbt/result.json")


def test_the_goal_can_leave_data_products_out() -> None:
    runner = repository()
    options = [*OPTIONS, "--data-products-skip", "products::"]
    result = runner.run_goal_rule(Test, args=options, env_inherit=pex_tool_variables())
    assert (result.exit_code, result.stderr.strip()) == (0, "")


def test_a_comment_in_the_project_repeats_no_test() -> None:
    runner = repository()
    first = given(runner)
    runner.write_files({"products/orders/dbt_project.yml": "-- What it is.\nname: orders"})
    set_options(runner)
    assert given(runner)["run"] == first["run"]


def test_what_fails_is_shown_on_the_project_as_it_is_written() -> None:
    written = "-- What it is.\nname: failing"
    runner = repository({"products/orders/dbt_project.yml": written})
    assert given(runner)["project"] == written
    passing = repository({"products/orders/dbt_project.yml": "-- What it is.\nname: orders"})
    assert given(passing)["project"] == "name: orders"
