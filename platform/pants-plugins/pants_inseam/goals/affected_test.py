from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pants_inseam.goals.affected import Affected, module_of
from pants_inseam.goals.facts_test import ORDERS, REPOSITORY, SHOP
from pants_inseam.stub_repository import (
    OPTIONS,
    Files,
    commit,
    contract,
    make_repository,
    pex_tool_variables,
)

# Writes down what it was given.
AFFECTED = """\
import json, os, sys

form, request, out = sys.argv[1:]
given = json.load(open(request))
given["form"] = form
given["files"] = sorted(
    os.path.join(folder, name)[2:]
    for folder, _, names in os.walk(".")
    for name in names
    if folder.startswith(("./_given", "./_files"))
)
if given["asked"] == ["oders"]:
    print(json.dumps({"findings": ["unknown"], "summary": []}))
    sys.exit(2)
json.dump(given, open(out, "w"))
"""
SPECS = """\
import json, sys

form, request, out = sys.argv[1:]
given = json.load(open(request))
json.dump({**given, "form": form}, open(out, "w"))
print("Everything.", file=sys.stderr)
sys.exit(3 if given["changes"] == [] else 0)
"""
FILES: Files = {
    **REPOSITORY,
    "platform/inseam/affected/__main__.py": AFFECTED,
    "platform/inseam/affected/specs.py": SPECS,
}


def affected(runner: RuleRunner, *arguments: str, base: str = "main") -> GoalRuleResult:
    return runner.run_goal_rule(
        Affected,
        global_args=OPTIONS,
        args=(f"--affected-base={base}", *arguments),
        env_inherit=pex_tool_variables(),
    )


def given(runner: RuleRunner, *arguments: str) -> dict[str, Any]:
    result = affected(runner, *arguments)
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def repository() -> RuleRunner:
    runner = make_repository(FILES)
    commit(runner)
    return runner


def facts(document: dict[str, Any], side: str) -> list[str]:
    prefix = f"_given/{side}/_facts/"
    return [file[len(prefix) :] for file in document["files"] if file.startswith(prefix)]


def test_where_nothing_has_changed_no_facts_are_read() -> None:
    said = given(repository())
    assert said["changes"] == []
    assert said["files"] == []
    assert said["folders"] == {
        "base": ["products/invoices", "products/orders"],
        "head": ["products/invoices", "products/orders"],
    }


def test_what_has_changed_is_given_as_it_was_and_as_it_is() -> None:
    runner = repository()
    runner.write_files({ORDERS: contract("orders-v1") + "description: x\n"})
    said = given(runner)
    assert said["changes"] == [{"base": ORDERS, "head": ORDERS}]
    # Wording does not concern dbt.
    assert facts(said, "base") == facts(said, "head") == ["products/orders.documents.jsonl"]
    # What is the same is given once.
    assert facts(said, "both") == [
        "products/invoices.dbt.jsonl",
        "products/invoices.documents.jsonl",
        "products/orders.dbt.jsonl",
    ]
    assert {f"_files/base/{ORDERS}", f"_files/head/{ORDERS}"} <= set(said["files"])


def test_the_facts_are_those_of_products_that_the_change_may_concern() -> None:
    runner = repository()
    runner.write_files({"products/invoices/models/orders.sql": "select 2"})
    said = given(runner)
    assert facts(said, "both") == ["products/invoices.documents.jsonl"]
    assert facts(said, "base") == facts(said, "head") == ["products/invoices.dbt.jsonl"]


def test_another_systems_contract_concerns_who_reads_it_and_who_reads_them() -> None:
    runner = repository()
    runner.write_files({SHOP: contract("shop-v1") + "description: x\n"})
    said = given(runner)
    shop = f"external/{SHOP[: -len('.odcs.yaml')]}.jsonl"
    assert facts(said, "base") == facts(said, "head") == [shop]
    assert len(facts(said, "both")) == 4


def test_a_product_that_is_gone_is_read_at_the_base() -> None:
    runner = repository()
    shutil.rmtree(Path(runner.build_root, "products/orders"))
    said = given(runner)
    assert said["folders"]["head"] == ["products/invoices"]
    assert "products/orders.documents.jsonl" in facts(said, "base")
    assert "products/orders.dbt.jsonl" in facts(said, "base")
    assert {"base": ORDERS, "head": None} in said["changes"]


def test_a_changed_module_is_named_with_the_entry_modules_that_import_it() -> None:
    runner = repository()
    path = "platform/inseam/testing/__main__.py"
    runner.write_files({path: "pass"})
    said = given(runner)
    assert {module for module, files in said["tools"].items() if files} == {"inseam.testing"}
    assert said["tools"]["inseam.testing"] == [path]


def test_the_products_of_targets_and_options_are_asked_for() -> None:
    runner = repository()
    assert given(runner)["asked"] == []
    assert given(runner, "products/orders::")["asked"] == ["orders"]
    said = given(runner, "--affected-product=gone", "products/orders::")
    assert said["asked"] == ["gone", "orders"]


def test_the_forms_for_programs_are_to_be_had_by_their_names() -> None:
    runner = repository()
    for form in ("json", "markdown", "github-matrix"):
        assert given(runner, f"--inseam-format={form}")["form"] == form


def test_what_keeps_it_from_being_known_is_an_error() -> None:
    runner = repository()
    result = affected(runner, "--affected-product=oders")
    assert result.exit_code == 2
    assert "unknown" in result.stderr
    result = affected(runner, base="nowhere")
    assert result.exit_code == 2
    assert "no such branch" in result.stderr


def test_specs_are_found_by_the_changes_alone() -> None:
    runner = repository()
    runner.write_files({ORDERS: contract("orders-v1") + "description: x\n"})
    result = affected(runner, "--affected-specs")
    assert result.exit_code == 0
    assert result.stderr == "Everything.\n"
    said = json.loads(result.stdout)
    assert said["changes"] == [{"base": ORDERS, "head": ORDERS}]
    assert sorted(said) == ["base", "changes", "form", "version"]


def test_a_fault_in_finding_specs_fails() -> None:
    assert affected(repository(), "--affected-specs").exit_code == 3


@pytest.mark.parametrize(
    "address, module",
    [
        ("//platform/inseam/testing/__main__.py", "inseam.testing"),
        ("//platform/inseam/facts/dbt.py", "inseam.facts.dbt"),
        ("//platform/inseam/style/dbt_context/__init__.py", None),
        ("//:sqlfluff", None),
    ],
)
def test_an_address_of_a_module_is_its_name(address: str, module: str | None) -> None:
    assert module_of(address) == module
