from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pants_inseam.goals.facts_test import REPOSITORY
from pants_inseam.goals.lineage import Lineage
from pants_inseam.stub_repository import OPTIONS, Files, commit, make_repository, pex_tool_variables

# Writes down what it was given.
DOCUMENT = """\
import glob, json, sys, uuid

facts, out, *products = sys.argv[1:]
files = sorted(glob.glob(f"{facts}/**/*.jsonl", recursive=True))
given = {"products": products, "files": files, "run": str(uuid.uuid4())}
json.dump(given, open(out, "w"))
findings = ["personal data"] if any("leak" in open(file).read() for file in files) else []
print(json.dumps({"findings": findings, "summary": [f"{len(files)} files"]}))
sys.exit(1 if findings else 0)
"""
SHOW = """\
import json, sys

request, document, out, *base = sys.argv[1:]
given = {"request": json.load(open(request)), "document": json.load(open(document))}
given["base"] = [json.load(open(file)) for file in base]
if "nowhere" in given["request"]["upstream"]:
    print(json.dumps({"findings": ["unknown column"], "summary": []}))
    sys.exit(2)
json.dump(given, open(out, "w"))
"""
PAGE = """\
import json, sys

document, out, *base = sys.argv[1:]
json.dump([json.load(open(file)) for file in (document, *base[1:])], open(out, "w"))
"""
EVENTS = """\
import json, os, sys

document, facts, out, *options = sys.argv[1:]
if "--namespace=nothing" in options:
    print(json.dumps({"findings": ["no namespace"], "summary": []}))
    sys.exit(2)
os.makedirs(out)
open(f"{out}/static.jsonl", "w").write(" ".join(options))
"""
FILES: Files = {
    **REPOSITORY,
    "platform/inseam/lineage/__main__.py": DOCUMENT,
    "platform/inseam/lineage/openlineage/__main__.py": EVENTS,
    "platform/inseam/lineage/page/__main__.py": PAGE,
    "platform/inseam/lineage/show.py": SHOW,
}
SQL = "products/orders/models/orders.sql"


def lineage(runner: RuleRunner, *arguments: str) -> GoalRuleResult:
    return runner.run_goal_rule(
        Lineage,
        global_args=OPTIONS,
        args=arguments,
        env_inherit=pex_tool_variables(),
    )


def shown(runner: RuleRunner, *arguments: str) -> dict[str, Any]:
    result = lineage(runner, *arguments)
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def written(runner: RuleRunner) -> dict[str, Any]:
    file = Path(runner.build_root, "dist/lineage/lineage.json")
    document: dict[str, Any] = json.loads(file.read_text())
    return document


def test_all_products_are_one_document() -> None:
    runner = make_repository(FILES)
    result = lineage(runner, "::")
    assert result.exit_code == 0, result.stderr
    # Both parts of two products, three contracts of no product, and the teams.
    assert '"summary": ["9 files"]' in result.stdout
    assert "Wrote dist/lineage/lineage.json" in result.stderr
    assert written(runner)["products"] == []
    assert len(written(runner)["files"]) == 9


def test_beside_it_lie_the_page_and_the_events() -> None:
    runner = make_repository(FILES)
    result = lineage(
        runner, "--lineage-namespace=duckdb://acme-ci", "--data-products-as-of=2026-01-31", "::"
    )
    folder = Path(runner.build_root, "dist/lineage")
    assert result.stderr.splitlines() == [
        f"Wrote dist/lineage/{file}"
        for file in ("index.html", "lineage.json", "openlineage/static.jsonl")
    ]
    assert json.loads((folder / "index.html").read_text()) == [written(runner)]
    assert (folder / "openlineage/static.jsonl").read_text() == (
        "--namespace=duckdb://acme-ci --time=2026-01-31"
    )


def test_events_are_held_against_a_folder_of_schemas_by_its_whole_path() -> None:
    runner = make_repository(FILES)
    assert lineage(runner, "--lineage-schemas=spec", "::").exit_code == 0
    options = Path(runner.build_root, "dist/lineage/openlineage/static.jsonl").read_text()
    assert options.startswith(f"--schemas={runner.build_root}/spec --namespace=")


def test_what_keeps_events_from_being_written_is_said() -> None:
    result = lineage(make_repository(FILES), "--lineage-namespace=nothing", "::")
    assert result.exit_code == 2
    assert "no namespace" in result.stderr
    assert "Wrote" not in result.stderr


def test_of_some_products_all_facts_are_read() -> None:
    runner = make_repository(FILES)
    assert lineage(runner, "products/orders::").exit_code == 0
    assert written(runner)["products"] == ["orders"]
    assert len(written(runner)["files"]) == 9


def test_without_a_product_nothing_is_written() -> None:
    runner = make_repository(FILES)
    result = lineage(runner, "contracts::")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "No product was read: there is none among the targets.\n"
    assert not Path(runner.build_root, "dist/lineage").exists()


def test_what_is_wrong_fails_the_goal_and_is_written_all_the_same() -> None:
    runner = make_repository({**FILES, SQL: "select 1 as leak", "products/leak/BUILD": ""})
    runner.write_files({"platform/inseam/facts/dbt.py": _leaking()})
    result = lineage(runner, "::")
    assert result.exit_code == 1
    assert '"findings": ["personal data"]' in result.stdout
    assert written(runner)["files"]


def _leaking() -> str:
    text = FILES["platform/inseam/facts/dbt.py"]
    assert isinstance(text, str)
    return text.replace('"run": str', '"leak": 1, "run": str')


def test_a_column_is_shown_of_the_whole_repository_and_nothing_is_written() -> None:
    runner = make_repository(FILES)
    said = shown(
        runner,
        "--lineage-upstream=orders-v1.orders.id",
        "--lineage-downstream=shop-v1.orders.id",
        "--lineage-format=dot",
    )
    assert said["request"] == {
        "version": 1,
        "form": "dot",
        "upstream": ["orders-v1.orders.id"],
        "downstream": ["shop-v1.orders.id"],
    }
    assert said["document"]["products"] == []
    assert said["base"] == []
    assert not Path(runner.build_root, "dist/lineage").exists()


def test_a_column_that_there_is_not_is_said() -> None:
    result = lineage(make_repository(FILES), "--lineage-upstream=nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "unknown column" in result.stderr


def test_a_drawing_is_all_that_is_on_standard_output() -> None:
    runner = make_repository(FILES)
    result = lineage(runner, "--lineage-format=mermaid", "::")
    assert json.loads(result.stdout)["request"]["form"] == "mermaid"
    assert '"summary": ["9 files"]' in result.stderr


def test_what_has_not_changed_since_the_base_is_the_same_document() -> None:
    runner = make_repository(FILES)
    commit(runner)
    arguments = ("--lineage-diff", "--lineage-base=main")
    same = shown(runner, *arguments)
    assert same["base"] == [same["document"]]
    runner.write_files({SQL: "select 2"})
    changed = shown(runner, *arguments)
    assert changed["base"] == [same["document"]]
    assert changed["document"]["run"] != same["document"]["run"]


def test_the_page_shows_what_the_branch_changes() -> None:
    runner = make_repository(FILES)
    commit(runner)
    runner.write_files({SQL: "select 2"})
    arguments = ("--lineage-diff", "--lineage-base=main", "products/orders::")
    result = lineage(runner, *arguments)
    assert result.exit_code == 0, result.stderr
    head, base = json.loads(Path(runner.build_root, "dist/lineage/index.html").read_text())
    assert head == written(runner)
    assert (head["products"], base["products"]) == (["orders"], ["orders"])
    assert head["run"] != base["run"]


def test_a_base_that_there_is_not_is_said() -> None:
    runner = make_repository(FILES)
    commit(runner)
    result = lineage(runner, "--lineage-diff", "--lineage-base=nowhere")
    assert result.exit_code == 2
    assert result.stderr.startswith("--lineage-base=nowhere: there is no such branch")


def test_a_fault_in_reading_a_product_is_shown_as_it_is() -> None:
    result = lineage(make_repository({**FILES, SQL: "fault"}), "::")
    assert result.exit_code == 1
    assert "Traceback of a fault" in result.stderr
    assert "Wrote" not in result.stderr
