from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Optional

import pytest
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner, mock_console

from pants_inseam.goals.load import Load
from pants_inseam.inputs.generated_inputs_test import LIBRARY
from pants_inseam.stub_repository import (
    OPTIONS,
    Files,
    below,
    contract,
    make_repository,
    pex_tool_variables,
    source,
)

SHOP = "contracts/external/shop-v1.odcs.yaml"
TILLS = "contracts/external/tills-v1.odcs.yaml"
ORDERS, CLAIMS, REPORTS = "products/orders", "products/claims", "products/reports"
# Says what it is asked for, and which generated rows it has.
STUB_LOAD = """\
import json, os, sys

_, form, file = sys.argv
asked = json.load(open(file))
folders = [entry.get("generated") for entry in asked["contracts"]]
asked["rows"] = [os.listdir(os.path.join(os.path.dirname(file), f)) for f in folders if f]
asked["form"] = form
json.dump(asked, open("asked.json", "w"))
sys.exit(asked["synthesis"]["rows"] == 13)
"""


def product(folder: str, *reads: str) -> Files:
    """A product with a port of its own name, version 1."""
    name = Path(folder).name
    return below(
        folder,
        {
            "BUILD": "data_product()",
            "dbt_project.yml": f"name: {name}",
            f"models/output_ports/v1/{name}-v1.odcs.yaml": contract(f"{name}-v1"),
            **{f"models/input_ports/{id}.source.yaml": source(id) for id in reads},
        },
    )


FILES: Files = {
    **LIBRARY,
    "platform/inseam/load/BUILD": "python_sources()\n",
    "platform/inseam/load/__main__.py": STUB_LOAD,
    "contracts/external/BUILD": "".join(
        f"data_contract(name='{name}', source='{name}-v1.odcs.yaml')\n"
        for name in ("shop", "tills")
    ),
    SHOP: contract("shop-v1") + '"testDataGenerator": tpcds\n',
    TILLS: contract("tills-v1"),
    **product(ORDERS, "shop-v1"),
    **product(CLAIMS, "shop-v1", "tills-v1", "orders-v1"),
    **product(REPORTS, "orders-v1"),
}


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> RuleRunner:
    made = make_repository(FILES)
    monkeypatch.chdir(made.build_root)
    return made


def load(runner: RuleRunner, *arguments: str) -> GoalRuleResult:
    # A process in the foreground takes this process's own files.
    with mock_console(runner.options_bootstrapper):
        return runner.run_goal_rule(
            Load, args=arguments, global_args=OPTIONS, env_inherit=pex_tool_variables()
        )


def asked(runner: RuleRunner, *arguments: str) -> Mapping[str, Any]:
    """What the process is asked to load."""
    file = Path(runner.build_root, "asked.json")
    file.unlink(missing_ok=True)
    assert load(runner, *arguments).exit_code == 0
    found: Mapping[str, Any] = json.loads(file.read_text())
    return found


def files(found: Mapping[str, Any]) -> list[str]:
    return [entry["file"] for entry in found["contracts"]]


@pytest.mark.parametrize(
    ("targets", "contracts", "products"),
    [
        (("::",), [SHOP, TILLS], [CLAIMS, ORDERS, REPORTS]),
        ((f"{ORDERS}::",), [SHOP], [ORDERS]),
        (("contracts/external:tills",), [TILLS], []),
        ((f"{REPORTS}::", TILLS), [TILLS], [REPORTS]),
    ],
)
def test_what_a_product_reads_from_outside_is_loaded_and_what_is_named(
    targets: tuple[str, ...], contracts: list[str], products: list[str], runner: RuleRunner
) -> None:
    found = asked(runner, *targets)
    assert files(found) == contracts
    assert found["asked"] == products


def test_all_readers_are_known_whatever_is_named(runner: RuleRunner) -> None:
    found = asked(runner, f"{ORDERS}::")
    assert found["readers"] == {"shop-v1": [CLAIMS, ORDERS]}


def test_generated_rows_lie_beside_the_request(runner: RuleRunner) -> None:
    found = asked(runner, "::")
    assert [entry.get("generated") for entry in found["contracts"]] == [f"_generated/{SHOP}", None]
    assert found["rows"] == [["orders.parquet"]]
    assert all("generated" not in e for e in asked(runner, "--synthesise", "::")["contracts"])


@pytest.mark.parametrize(("given", "rows"), [(None, 100), (0, 0), (7, 7)])
def test_an_option_goes_before_what_tests_have(
    given: Optional[int], rows: int, runner: RuleRunner
) -> None:
    options = () if given is None else (f"--rows={given}", "--seed=3")
    found = asked(runner, *options, "::")
    assert found["synthesis"] == {"rows": rows, "seed": 1 if given is None else 3}
    assert (found["clock"], found["as_of"]) == ("2026-01-31T06:00:00Z", "")
    assert found["form"] == "text"


def test_a_product_without_a_system_outside_has_nothing_to_load(runner: RuleRunner) -> None:
    result = load(runner, f"{REPORTS}::")
    assert result.exit_code == 0
    assert result.stdout.startswith("Nothing was loaded: ")


def test_an_id_that_two_contracts_claim_is_handed_on(runner: RuleRunner) -> None:
    runner.write_files({TILLS: contract("shop-v1")})
    found = asked(runner, f"{ORDERS}::")
    assert found["claimed_twice"] == {"shop-v1": [SHOP, TILLS]}


def test_a_generator_that_fails_loads_nothing(runner: RuleRunner) -> None:
    runner.write_files({SHOP: FILES[SHOP] + "faulty: 1\n"})  # type: ignore[operator]
    result = load(runner, "::")
    assert result.exit_code == 2
    assert result.stderr.strip() == f"what is wrong with {SHOP}"
    assert not Path(runner.build_root, "asked.json").exists()


def test_the_exit_code_is_that_of_the_process(runner: RuleRunner) -> None:
    assert load(runner, "--rows=13", "::").exit_code == 1
