from __future__ import annotations

import json
from typing import Any, Optional

import pytest
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pants_inseam.goals.parity import Parity
from pants_inseam.goals.testing_test import LIBRARY as OF_TESTS
from pants_inseam.goals.testing_test import REPOSITORY, SHOP
from pants_inseam.stub_repository import (
    OPTIONS,
    Files,
    below,
    contract,
    make_repository,
    pex_tool_variables,
)

# Each leaves a mark of its run, for that what is cached runs once.
LIBRARY: Files = {
    "platform/inseam/parity/java.py": """\
import os, sys

if os.environ.get("JAVA_HOME") == "nowhere":
    print("no java")
    sys.exit(2)
folder, file = sys.argv[1:]
os.makedirs(folder, exist_ok=True)
open(f"{folder}/17.0.1", "w").write("here" if os.environ["INSEAM_USER_PATH"] else "")
open(file, "w").write("17.0.1")
""",
    "platform/inseam/parity/databricks_sql.py": """\
import json, sys

project, profiles, as_of, file, built = sys.argv[1:]
json.load(open(built))
text = open(f"{project}/models/output_ports/v1/orders.sql").read()
if "uncompilable" in text:
    print("dbt cannot compile")
    sys.exit(1)
json.dump({"argv": sys.argv[1:], "sql": text}, open(file, "w"))
""",
    "platform/inseam/parity/duckdb_rows.py": """\
import json, os, sys, uuid

request = json.load(open(sys.argv[1]))
os.makedirs(request["results"])
text = open(request["project"] + "/dbt_project.yml").read()
json.dump({"failing": True}, open(request["results"] + "/result.json", "w"))
if "inputless" not in text:
    built = {"run": str(uuid.uuid4()), "synthesis": request["synthesis"]}
    json.dump(built, open(request["results"] + "/built.json", "w"))
""",
    "platform/inseam/parity/personal.py": """\
import json, sys

json.dump(sys.argv[2:], open(sys.argv[1], "w"))
""",
    "platform/inseam/parity/__main__.py": """\
import json, sys, uuid

request = json.load(open(sys.argv[1]))
given = {
    "request": request,
    "run": str(uuid.uuid4()),
    "compiled": json.load(open(request["compiled"])),
    "built": [json.load(open(f"{folder}/built.json")) for folder in request["built"]],
    "personal": json.load(open(request["personal"])),
    "java": open(request["java_homes"] + "/" + request["java"]).read(),
}
print(json.dumps(given))
sys.exit("differs" in given["compiled"]["sql"])
""",
}
FILES: Files = {**REPOSITORY, **LIBRARY}
PRESENT = OF_TESTS["platform/inseam/testing/present.py"]


def repository(files: Optional[Files] = None) -> RuleRunner:
    return make_repository({**FILES, **(files or {})})


def parity(
    runner: RuleRunner, *arguments: str, java_home: str = "", targets: str = "products/orders::"
) -> GoalRuleResult:
    return runner.run_goal_rule(
        Parity,
        global_args=(*OPTIONS, "--parity-spark=testing", "--databricks-compile-resolve=testing"),
        args=(*arguments, targets),
        env={"JAVA_HOME": java_home} if java_home else {},
        env_inherit=pex_tool_variables() | {"PATH"},
    )


def given(runner: RuleRunner, *arguments: str) -> dict[str, Any]:
    """What Spark's process was given."""
    found: dict[str, Any] = json.loads(parity(runner, *arguments).stdout)
    return found


def test_spark_has_the_compiled_sql_and_what_duckdb_built() -> None:
    found = given(repository(), "--parity-seeds=[4, 5]", "--parity-number=20")
    assert found["request"]["product"] == "orders"
    assert found["compiled"]["argv"][:2] == ["products/orders", "platform/dbt/profiles.yml"]
    assert [built["synthesis"] for built in found["built"]] == [
        {"rows": 100, "seed": 1},
        {"rows": 20, "seed": 4, "hard": True, "instead_of_written": True},
        {"rows": 20, "seed": 5, "hard": True, "instead_of_written": True},
    ]
    assert SHOP in found["personal"]
    assert found["java"] == "here"


@pytest.mark.parametrize(
    "rows, made", [("written", [False]), ("made", [True] * 3), ("both", [False, True, True, True])]
)
def test_which_rows(rows: str, made: list[bool]) -> None:
    built = given(repository(), f"--parity-rows={rows}")["built"]
    assert ["hard" in one["synthesis"] for one in built] == made


def test_without_a_contract_to_read_there_is_nothing_to_make_rows_of() -> None:
    runner = repository({"products/orders/models/input_ports/shop-v1.source.yaml": ""})
    (built,) = given(runner)["built"]
    assert "hard" not in built["synthesis"]


def test_the_same_product_is_compared_once() -> None:
    runner = repository()
    first = given(runner)
    assert given(runner) == first
    # What DuckDB built has no wording, and neither have its rows.
    runner.write_files({SHOP: contract("shop-v1") + "# a comment\n"})
    assert given(runner) == first
    runner.write_files({"products/orders/models/output_ports/v1/orders.sql": "select 2"})
    assert given(runner)["run"] != first["run"]


def test_a_difference_is_the_exit_code() -> None:
    runner = repository()
    assert parity(runner).exit_code == 0
    runner.write_files({"products/orders/models/output_ports/v1/orders.sql": "select 'differs'"})
    assert parity(runner).exit_code == 1


def test_what_cannot_be_compiled_goes_to_no_spark() -> None:
    files = {"products/orders/models/output_ports/v1/orders.sql": "select 'uncompilable'"}
    found = parity(repository(files))
    assert (found.exit_code, found.stdout) == (1, "dbt cannot compile\n")


def test_what_a_test_would_say_of_inputs_is_shown_as_it_does() -> None:
    runner = repository({"products/orders/dbt_project.yml": "name: orders # \ninputless: 1"})
    found = parity(runner)
    assert found.exit_code == 1
    assert found.stdout.startswith("beside: ")


def test_without_java_nothing_else_runs() -> None:
    found = parity(repository(), java_home="nowhere")
    assert (found.exit_code, found.stdout) == (2, "no java\n")
    # It may have been installed meanwhile.
    assert parity(repository()).exit_code == 0


def test_targets_that_are_no_project() -> None:
    files = below("docs", {"BUILD": "file(name='x', source='x')", "x": ""})
    found = parity(repository(files), targets="docs::")
    assert found.exit_code == 0
    assert found.stdout == "Nothing was compared: there is no dbt project among the targets.\n"
