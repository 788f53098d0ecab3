from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pants_inseam.goals.contract_gate import ContractGate
from pants_inseam.goals.facts_test import ORDERS, REPOSITORY
from pants_inseam.stub_repository import (
    OPTIONS,
    Files,
    commit,
    contract,
    git,
    make_repository,
    pex_tool_variables,
    set_options,
)

# Writes down what it was given.
GATE = """\
import json, os, sys

given = json.load(open(sys.argv[1]))
given["files"] = sorted(
    os.path.join(folder, name)[2:]
    for folder, _, names in os.walk(".")
    for name in names
    if folder.startswith(("./_base", "./_head", "./_facts"))
)
print(json.dumps(given))
"""
BROKEN = "print('one finding')\nraise SystemExit(1)\n"
FILES: Files = {
    **REPOSITORY,
    "platform/inseam/gate/repository.py": GATE,
    "contract-gate.yaml": "waivers: []",
}
SHARED = [
    "contracts/external/shop-v1.odcs.yaml",
    "contracts/published/orders-v1/1.0.0.odcs.yaml",
    "contracts/published/shop-v1/1.0.0.odcs.yaml",
    "contracts/published/shop-v1/1.1.0.odcs.yaml",
]
INVOICES = "products/invoices/models/output_ports/v1/invoices-v1.odcs.yaml"


def gate(runner: RuleRunner, *arguments: str, base: str = "main") -> GoalRuleResult:
    return runner.run_goal_rule(
        ContractGate,
        global_args=OPTIONS,
        args=(f"--contract-gate-base={base}", *arguments),
        env_inherit=pex_tool_variables(),
    )


def given(runner: RuleRunner, *arguments: str) -> dict[str, Any]:
    result = gate(runner, *arguments)
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def files(document: dict[str, Any], side: str) -> list[str]:
    return [file[len(side) + 1 :] for file in document["files"] if file.startswith(f"{side}/")]


@pytest.fixture
def repository() -> RuleRunner:
    runner = make_repository(FILES)
    commit(runner)
    return runner


def test_all_contracts_of_both_sides_are_given(repository: RuleRunner) -> None:
    said = given(repository, "--contract-gate-today=2026-11-01")

    assert files(said, "_base") == sorted([*SHARED, INVOICES, ORDERS])
    # Consumers' snapshots and products' files are read as they are.
    beside = [
        "contract-gate.yaml",
        *(f"products/{name}/{name}.odps.yaml" for name in ("invoices", "orders")),
        "products/invoices/models/input_ports/orders-v1.odcs.yaml",
        "products/orders/models/input_ports/shop-v1.odcs.yaml",
    ]
    assert files(said, "_head") == sorted([*SHARED, INVOICES, ORDERS, *beside])
    assert said["today"] == "2026-11-01"
    assert said["before"] == f"main ({git(repository, 'rev-parse', 'HEAD')[:12]})"
    assert said["only"] is None
    # Nothing has changed, so who reads what is of no interest.
    assert files(said, "_facts") == []


def test_the_day_is_the_real_one_if_none_is_given(repository: RuleRunner) -> None:
    assert re.fullmatch(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]", given(repository)["today"])


def test_of_a_changed_contract_the_facts_of_its_readers_are_given(repository: RuleRunner) -> None:
    repository.write_files({ORDERS: contract("orders-v1") + "description: x\n"})

    said = given(repository)

    assert said["changed"] == [ORDERS]
    # Wording does not concern dbt.
    documents = "_facts/products/orders.documents.jsonl"
    assert files(said, "_facts/base") == files(said, "_facts/head") == [documents]
    # Of the product and of who reads its contract; nobody else is concerned.
    assert len(files(said, "_facts/both")) == 3


AUDIT: Files = {
    "products/audit/BUILD": "data_product()",
    "products/audit/dbt_project.yml": "name: audit",
}
AGREEMENT: Files = {
    "products/audit/agreements/orders-v1.yaml": "provider: {product: orders, port: orders-v1}",
}
INPUT_PORT: Files = {"products/audit/audit.odps.yaml": "inputPorts: [{contractId: orders-v1}]"}


@pytest.mark.parametrize("document", [AGREEMENT, INPUT_PORT], ids=["agreement", "input port"])
def test_who_only_documents_that_it_reads_a_contract_is_a_reader(document: Files) -> None:
    repository = make_repository({**FILES, **AUDIT, **document})
    commit(repository)
    Path(repository.build_root, ORDERS).unlink()

    both = files(given(repository), "_facts/both")

    assert "_facts/products/audit.documents.jsonl" in both


def test_who_has_documented_so_at_the_base_is_a_reader() -> None:
    repository = make_repository({**FILES, **AUDIT, **AGREEMENT, **INPUT_PORT})
    commit(repository)
    repository.write_files({ORDERS: contract("orders-v1") + "description: x\n"})
    for path in (*AGREEMENT, *INPUT_PORT):
        Path(repository.build_root, path).unlink()

    assert "_facts/products/audit.documents.jsonl" in files(given(repository), "_facts/base")


def test_a_product_that_is_gone_is_given_as_it_was(repository: RuleRunner) -> None:
    shutil.rmtree(Path(repository.build_root, "products/orders"))

    said = given(repository)

    assert ORDERS in files(said, "_base")
    assert ORDERS not in files(said, "_head")


@pytest.mark.parametrize("folder", ["contracts/external/legacy", "systems/legacy"])
@pytest.mark.parametrize("is_declared_above", [True, False])
def test_a_contract_of_another_system_is_given_as_it_was_wherever_it_is(
    folder: str, is_declared_above: bool
) -> None:
    path = f"{folder}/crm-v1.odcs.yaml"
    build = f"{folder}/BUILD"
    source = "crm-v1.odcs.yaml"
    if is_declared_above:
        build, source = f"{Path(folder).parent}/BUILD", f"legacy/{source}"
    declared = str(FILES.get(build, "")) + f"\ndata_contract(name='crm', source='{source}')"
    repository = make_repository({**FILES, build: declared, path: contract("crm-v1")})
    commit(repository)

    repository.write_files({path: contract("crm-v1") + "description: x\n"})

    said = given(repository)
    assert path in files(said, "_base")
    assert path in files(said, "_head")

    Path(repository.build_root, path).unlink()
    repository.write_files({build: str(FILES.get(build, ""))})
    set_options(repository)

    said = given(repository)
    assert path in files(said, "_base")
    assert path not in files(said, "_head")


def test_a_file_that_no_target_makes_a_contract_is_none_at_the_base() -> None:
    path = "platform/testdata/example.odcs.yaml"
    repository = make_repository({**FILES, path: contract("example")})
    commit(repository)
    Path(repository.build_root, path).unlink()

    assert path not in files(given(repository), "_base")


def test_a_published_version_that_is_gone_is_given_as_it_was(repository: RuleRunner) -> None:
    Path(repository.build_root, SHARED[1]).unlink()

    said = given(repository)

    assert SHARED[1] in files(said, "_base")
    assert SHARED[1] not in files(said, "_head")


def test_targets_say_which_contracts_to_look_at(repository: RuleRunner) -> None:
    everything = given(repository)["files"]

    said = given(repository, "products/orders::")

    assert said["only"] == {"folders": ["products/orders"], "files": [ORDERS]}
    assert said["files"] == everything
    assert given(repository, "platform::")["only"] == {"folders": [], "files": []}


def test_what_pants_selects_as_changed_leaves_nothing_out(repository: RuleRunner) -> None:
    shutil.rmtree(Path(repository.build_root, "products/invoices"))

    said = given(repository, "--changed-since=HEAD")

    assert said["only"] is None
    assert INVOICES in files(said, "_base")


def test_findings_are_said_and_fail_it(repository: RuleRunner) -> None:
    repository.write_files({"platform/inseam/gate/repository.py": BROKEN})

    result = gate(repository)

    assert (result.exit_code, result.stdout) == (1, "one finding\n")


def test_without_a_base_the_reason_is_said(repository: RuleRunner) -> None:
    result = gate(repository, base="nowhere")

    assert result.exit_code == 2
    assert "--contract-gate-base=nowhere: there is no such branch" in result.stderr
