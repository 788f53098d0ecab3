"""`./pants policies` and its part of `lint`, over real products; docs/writing-a-policy.md."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import pytest
from conftest import ROOT, Repository, Result

GUIDE = (ROOT / "docs" / "writing-a-policy.md").read_text(encoding="utf-8")
POLICY = "readme-says-not-how"
ODPS = "products/customer_activity/customer_activity.odps.yaml"
CONTRACT = (
    "products/customer_activity/models/output_ports/v1/entropydata-customer-activity-v1.odcs.yaml"
)


def edit(repository: Repository, file: str, old: str, new: str) -> None:
    path = repository.root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def processes_run(result: Result) -> int:
    found = re.search(r"^ *local_execution_requests: (\d+)$", result.output, re.MULTILINE)
    assert found, result.output
    return int(found[1])


def write_policy(repository: Repository, name: str, query: str) -> None:
    header = "-- title: T.\n-- why: W.\n-- fix: F.\n-- severity: error\n-- since: 2026-01-31\n"
    file = repository.root / "platform" / "policies" / "products" / f"{name}.sql"
    file.write_text(header + query, encoding="utf-8")


@pytest.mark.nightly
def test_the_guide_leads_to_a_policy(repository: Repository) -> None:
    blocks: list[tuple[str, str]] = re.findall(r"```(\w+)\n(.*?)```", GUIDE, re.DOTALL)
    folder = repository.root / "platform" / "policies" / "products"
    said: dict[str, Result] = {}
    for language, text in blocks:
        if language in ("sql", "yaml"):
            name = f"{POLICY}.{'sql' if language == 'sql' else 'cases.yaml'}"
            assert f"`platform/policies/products/{name}`" in GUIDE
            (folder / name).write_text(text, encoding="utf-8")
            continue
        for command in text.splitlines():
            if command.startswith("./pants"):
                said[command] = repository.pants(*shlex.split(command)[1:])
            elif "python -m" not in command:
                repository.run("bash", "-c", command)
    for command, result in said.items():
        assert result.exit_code == 0, (command, result.output)

    explained = said[f"./pants explain --explain-rule={POLICY}"].output
    assert "The person on call is rarely its author." in explained
    assert f"warning[{POLICY}] The README has no such heading." in said["./pants policies"].output
    # What was there when it was adopted is not reported any more.
    after = repository.pants("policies")
    assert after.exit_code == 0
    assert f"[{POLICY}]" not in after.output


def test_lint_says_each_finding_once_and_of_its_targets_only(repository: Repository) -> None:
    edit(repository, ODPS, "name: customer-success\n  description", "name: nobody\n  description")
    edit(repository, CONTRACT, "classification: confidential", "classification: secret")
    write_policy(repository, "broken", "select nothing")

    everything = repository.pants("lint", "--only=policies", "::").output
    for rule in ("product-team-unknown", "column-unclassified", "policy-failed"):
        assert everything.count(f"[{rule}]") == 1, everything
    other = repository.pants("lint", "--only=policies", "products/entropydata_postgres::").output
    assert "[product-team-unknown]" not in other
    assert "[column-unclassified]" not in other


def test_a_changed_policy_reads_no_product_and_a_changed_product_is_read_alone(
    repository: Repository,
) -> None:
    repository.pants("policies")
    # What day it is, is asked in every session.
    assert processes_run(repository.pants("--stats-log", "policies")) == 1

    write_policy(
        repository,
        "nothing",
        "select '' as product, '' as file, 1 as line, '' as message from products where false",
    )
    # All policies as well, and perhaps showing what they say.
    assert processes_run(repository.pants("--stats-log", "policies")) <= 3

    with (repository.root / "products/customer_activity/README.md").open("a") as readme:
        readme.write("## Once more\n")
    # The product's documents as well.
    assert processes_run(repository.pants("--stats-log", "policies")) <= 4


def test_findings_are_shown_in_every_format(repository: Repository) -> None:
    edit(repository, ODPS, "name: customer-success\n  description", "name: nobody\n  description")
    said: dict[str, Any] = {}
    for form in ("json", "sarif"):
        result = repository.pants("--no-pantsd", f"--inseam-format={form}", "policies")
        assert result.exit_code == 1, result.output
        said[form] = json.loads(
            result.output[result.output.index("{") : result.output.rindex("}") + 1]
        )
    rules = {finding["rule"] for finding in said["json"]["findings"]}
    assert "product-team-unknown" in rules
    assert {r["ruleId"] for r in said["sarif"]["runs"][0]["results"]} == rules


def test_the_day_is_an_input(repository: Repository) -> None:
    later = repository.pants("--policies-today=2030-01-01", "policies")
    assert later.exit_code == 1
    assert "[input-agreement-missing]" in later.output
    assert repository.pants("--policies-today=2026-06-01", "policies").exit_code == 0
