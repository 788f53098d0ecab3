from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from pants.core.goals.package import Package
from pants.engine.internals.scheduler import ExecutionError
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pants_inseam.goals.facts_test import REPOSITORY
from pants_inseam.goals.package import concerning
from pants_inseam.stub_repository import (
    OPTIONS,
    Files,
    below,
    commit,
    make_repository,
    pex_tool_variables,
)

# A test that finds something has results, one that cannot begin has no results of a contract.
TEST = """\
import json, os, sys, uuid

request = json.load(open(sys.argv[1]))
project = open(request["project"] + "/dbt_project.yml").read()
os.makedirs("_results/compiled")
os.makedirs("_results/rows")
names = ["result.json", "profile.json", "compiled/orders.sql", "rows/orders.parquet"]
if "broken" not in project:
    names += ["checks.json", "run_results.build.json"]
for name in names:
    open(f"_results/{name}", "w").write(json.dumps({"run": str(uuid.uuid4()), "of": project}))
"""
PRESENT = """\
import json, sys

project = json.load(open(sys.argv[1]))["of"]
if "broken" in project:
    print("products/orders/dbt_project.yml:1: it does not parse")
sys.exit(1 if "broken" in project or "failing" in project else 0)
"""
DOCUMENT = """\
import glob, json, sys

facts, out, *products = sys.argv[1:]
files = sorted(glob.glob(f"{facts}/**/*.jsonl", recursive=True))
json.dump({"products": products, "facts": files}, open(out, "w"))
"""
EVENTS = """\
import os, sys

document, facts, out, *options = sys.argv[1:]
os.makedirs(out)
open(f"{out}/run.jsonl", "w").write(open(document).read())
"""
# Writes down what it was given.
COLLECT = """\
import json, os, sys, uuid

INPUTS = ("_facts", "_manifests", "_re", "contracts", "lineage", "openlineage", "products")
request, out = sys.argv[1:]
files = sorted(os.path.join(folder, f)[2:] for folder, _, names in os.walk(".") for f in names)
given = {
    "request": json.load(open(request)),
    "files": [file for file in files if file.startswith(INPUTS)],
    "lineage": json.load(open("openlineage/run.jsonl")),
    "run": str(uuid.uuid4()),
}
if "no name" in open(given["request"]["product"] + "/README.md").read():
    print(json.dumps({"findings": ["no name"], "summary": []}))
    sys.exit(2)
os.makedirs(out)
json.dump(given, open(f"{out}/given.json", "w"))
"""
SEAL = """\
import json, os, sys

folder, product, revision, out = sys.argv[1:]
json.dump({"product": product, "revision": revision, "files": os.listdir(folder)}, open(out, "w"))
"""
FILES: Files = {
    **REPOSITORY,
    "platform/inseam/bundle/collect.py": COLLECT,
    "platform/inseam/bundle/write_manifest.py": SEAL,
    "platform/inseam/lineage/__main__.py": DOCUMENT,
    "platform/inseam/lineage/openlineage/__main__.py": EVENTS,
    "platform/inseam/testing/__main__.py": TEST,
    "platform/inseam/testing/present.py": PRESENT,
}
SQL = "products/orders/models/orders.sql"


def package(runner: RuleRunner, spec: str, revision: str = "r1") -> GoalRuleResult:
    """Without a revision, of what is checked out."""
    named = (f"--bundles-source-revision={revision}",) if revision else ()
    return runner.run_goal_rule(
        Package,
        global_args=(*OPTIONS, *named),
        args=(spec,),
        env_inherit=pex_tool_variables(),
    )


def written(runner: RuleRunner, path: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(Path(runner.build_root, "dist", path).read_text())
    return document


def given(runner: RuleRunner, product: str = "orders") -> dict[str, Any]:
    return written(runner, f"bundles/{product}/given.json")


def revision(runner: RuleRunner, product: str = "orders") -> str:
    found: str = written(runner, f"bundles/{product}/bundle.json")["revision"]
    return found


@pytest.mark.parametrize(
    "spec", ["products/orders", "products/orders::", "products/orders#dbt", "::"]
)
def test_a_product_is_bundled_by_whatever_name(spec: str) -> None:
    runner = make_repository(FILES)
    package(runner, spec)
    assert written(runner, "bundles/orders/bundle.json") == {
        "product": "orders",
        "revision": "r1",
        "files": ["given.json"],
    }


def test_all_products_are_bundled_and_nothing_else() -> None:
    runner = make_repository({**FILES, "shared/tests/BUILD": "dbt_project(name='dbt')"})
    package(runner, "::")
    bundles = Path(runner.build_root, "dist/bundles")
    assert sorted(path.name for path in bundles.iterdir()) == ["invoices", "orders"]


def test_a_bundle_is_made_of_the_products_files_its_test_and_its_facts() -> None:
    runner = make_repository(FILES)
    package(runner, "products/orders")
    assert given(runner)["request"] == {
        "version": 1,
        "product": "products/orders",
        "time": "2026-01-31T06:00:00Z",
    }
    product = "products/orders"
    assert given(runner)["files"] == [
        "_facts/products/orders.dbt.jsonl",
        "_facts/products/orders.documents.jsonl",
        "_request.json",
        "_results/checks.json",
        "_results/profile.json",
        "_results/rows/orders.parquet",
        "_results/run_results.build.json",
        "contracts/published/orders-v1/1.0.0.odcs.yaml",
        "lineage.json",
        "openlineage/run.jsonl",
        f"{product}/BUILD",
        f"{product}/README.md",
        f"{product}/agreements/shop-v1.yaml",
        f"{product}/costs.yaml",
        f"{product}/models/input_ports/shop-v1.odcs.yaml",
        f"{product}/models/output_ports/v1/orders-v1.odcs.yaml",
        f"{product}/orders.odps.yaml",
    ]


def test_its_lineage_is_of_its_own_facts_and_of_the_documents_of_those_it_reads() -> None:
    runner = make_repository(FILES)
    package(runner, "::")
    assert given(runner)["lineage"] == {
        "products": ["orders"],
        "facts": [
            "_facts/external/contracts/external/shop-v1.jsonl",
            "_facts/products/orders.dbt.jsonl",
            "_facts/products/orders.documents.jsonl",
        ],
    }
    assert given(runner, "invoices")["lineage"] == {
        "products": ["invoices"],
        "facts": [
            "_facts/products/invoices.dbt.jsonl",
            "_facts/products/invoices.documents.jsonl",
            "_facts/products/orders.documents.jsonl",
        ],
    }


def test_a_product_without_a_port_or_an_input_is_bundled_too() -> None:
    alone = {"BUILD": "data_product()", "README.md": "# alone", "dbt_project.yml": "name: alone"}
    runner = make_repository({**FILES, **below("products/alone", alone)})
    package(runner, "products/alone")
    assert given(runner, "alone")["lineage"]["facts"] == [
        "_facts/products/alone.dbt.jsonl",
        "_facts/products/alone.documents.jsonl",
    ]


def test_a_change_makes_the_bundle_of_its_product_anew_and_no_other() -> None:
    runner = make_repository(FILES)
    package(runner, "::")
    orders, invoices = given(runner)["run"], given(runner, "invoices")["run"]
    runner.write_files({SQL: "select 2"})
    package(runner, "::")
    assert given(runner)["run"] != orders
    assert given(runner, "invoices")["run"] == invoices


def test_another_revision_makes_another_manifest_and_nothing_more() -> None:
    runner = make_repository(FILES)
    package(runner, "::")
    before = given(runner)
    package(runner, "::", "r2")
    assert revision(runner) == "r2"
    assert given(runner) == before


def test_a_bundle_names_the_commit_that_is_checked_out() -> None:
    runner = make_repository({**FILES, ".gitignore": "dist\n.pids\n.pants.d\n"})
    head = commit(runner)
    package(runner, "::", "")
    assert (revision(runner), revision(runner, "invoices")) == (head, head)


def test_it_says_where_the_products_files_differ_from_that() -> None:
    runner = make_repository({**FILES, ".gitignore": "dist\n.pids\n.pants.d\n"})
    head = commit(runner)
    runner.write_files({SQL: "select 2"})
    package(runner, "::", "")
    assert revision(runner) == f"{head}+changed"
    assert revision(runner, "invoices") == head


def test_a_contract_that_it_reads_concerns_a_product_and_others_files_do_not() -> None:
    contract = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
    paths = (contract, SQL, "products/invoices/x", "shared/x", "products/invoices2/x")
    assert concerning(paths, "products/invoices", (contract,)) == (
        "products/invoices/x",
        contract,
        "shared/x",
    )


def test_without_a_commit_there_has_to_be_a_revision() -> None:
    runner = make_repository(FILES)
    why = "as its source: this folder is in no git repository. Name a revision with --bundles"
    with pytest.raises(ExecutionError, match=why):
        package(runner, "::", "")


def test_a_product_whose_test_could_not_run_is_named_with_what_is_wrong() -> None:
    runner = make_repository({**FILES, "products/orders/dbt_project.yml": "broken"})
    with pytest.raises(ExecutionError) as error:
        package(runner, "::")
    assert "NoBundle: products/orders was not packaged:" in str(error.value)
    assert "products/orders/dbt_project.yml:1: it does not parse" in str(error.value)
    assert not Path(runner.build_root, "dist/bundles").exists()


def test_a_product_whose_test_fails_is_bundled_and_named(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    package(make_repository({**FILES, "products/orders/dbt_project.yml": "failing"}), "::")
    note = "Its test finds errors, and so the bundle says: `./pants test products/orders::`."
    assert "Wrote dist/bundles/invoices" in caplog.messages
    assert f"Wrote dist/bundles/orders\n{note}" in caplog.messages


def test_what_keeps_its_files_from_being_a_bundle_is_said() -> None:
    runner = make_repository({**FILES, "products/orders/README.md": "no name"})
    with pytest.raises(ExecutionError, match='"findings": \\["no name"\\]'):
        package(runner, "::")


def test_what_an_older_bundle_had_is_gone() -> None:
    runner = make_repository(FILES)
    stale = Path(runner.build_root, "dist/bundles/orders/stale.json")
    stale.parent.mkdir(parents=True)
    stale.write_text("{}")
    package(runner, "::")
    assert not stale.exists()
    assert given(runner)
