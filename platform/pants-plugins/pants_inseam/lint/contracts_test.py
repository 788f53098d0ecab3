from __future__ import annotations

from pathlib import Path

import pytest
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.lint.contracts import LintContract, LintProduct, LintUnseenContracts
from pants_inseam.stub_generators import lint, lint_results
from pants_inseam.stub_repository import Files, contract, make_repository

# What is written in a file is what is wrong with it.
STUB_LINT = """\
import sys

_, file = sys.argv
found = [line[9:] for line in open(file).read().splitlines() if line.startswith("# wrong: ")]
for what in found:
    print(f"{file}: {what}")
sys.exit(1 if found else 0)
"""
LIBRARY = {
    "platform/inseam/contract_lint/BUILD": "python_sources()\n",
    "platform/inseam/contract_lint/lint_file.py": STUB_LINT,
}
PORT = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
ODPS = "products/orders/orders.odps.yaml"
EXTERNAL = "contracts/external/shop-v1.odcs.yaml"
FILES = {
    "products/orders/BUILD": "data_product()\n",
    "products/orders/dbt_project.yml": "name: orders\n",
    PORT: contract("orders-v1"),
    ODPS: "kind: DataProduct\n",
    "contracts/external/BUILD": "data_contract(source='shop-v1.odcs.yaml')\n",
    EXTERNAL: contract("shop-v1"),
}


def repository(*more: Files) -> RuleRunner:
    return make_repository({k: v for files in (LIBRARY, FILES, *more) for k, v in files.items()})


def said(runner: RuleRunner) -> list[str]:
    """What the lint of each file says, in order."""
    results = lint_results(runner, (LintContract, LintProduct))
    return sorted(result.stdout for result in results if result.stdout)


def test_every_contract_and_product_file_is_linted_and_what_is_wrong_said_with_its_file() -> None:
    wrong = {file: FILES[file] + f"# wrong: {file[-9:]}\n" for file in (PORT, ODPS, EXTERNAL)}
    runner = repository(wrong)

    assert said(runner) == sorted(f"{file}: {file[-9:]}\n" for file in (PORT, ODPS, EXTERNAL))
    assert lint(runner, "products::").exit_code == 1


def test_what_is_right_has_nothing_said_of_it() -> None:
    runner = repository()
    assert said(runner) == []
    assert lint(runner, "products::").exit_code == 0


def test_snapshots_and_published_contracts_are_others_to_lint() -> None:
    runner = repository(
        {
            "contracts/published/shop-v1/1.0.0.odcs.yaml": "# wrong: as it was published\n",
            "products/orders/models/input_ports/shop-v1.odcs.yaml": "# wrong: as accepted\n",
        }
    )
    assert said(runner) == []


def test_what_no_goal_looks_at_is_linted_once_wherever_it_is() -> None:
    unseen = [
        "contracts/external/crm-v1.odcs.json",
        "contracts/external/crm-v2.odcs.yml",
        "products/orders/models/input_ports/crm-v1.odcs.json",
        "products/orders/models/output_ports/v2/orders-v2.odcs.yml",
        "products/orders/orders.odps.json",
        "products/orders/orders.odps.yml",
    ]
    built = "products/orders/target/orders-v2.odcs.json"
    more = {
        "contracts/external/BUILD": "\n".join(
            f"data_contract(name='{name}', source='{name}-v1.odcs.yaml')"
            for name in ("shop", "till")
        ),
        "contracts/external/till-v1.odcs.yaml": contract("till-v1"),
    }
    runner = repository(dict.fromkeys([*unseen, built], "# wrong: its name\n"), more)

    results = lint_results(runner, (LintContract, LintProduct, LintUnseenContracts))

    assert sorted(one.stdout for one in results if one.stdout) == [
        f"{file}: its name\n" for file in unseen
    ]


def test_a_product_without_a_file_is_not_linted() -> None:
    runner = repository()
    (Path(runner.build_root) / ODPS).unlink()
    assert len(lint_results(runner, (LintContract, LintProduct))) == 2


@pytest.mark.parametrize(
    "option, exit_code", [("--no-contract-lint-skip", 1), ("--contract-lint-skip", 0)]
)
def test_it_can_be_left_out(option: str, exit_code: int) -> None:
    wrong = {file: FILES[file] + "# wrong: it is\n" for file in (PORT, ODPS)}
    assert lint(repository(wrong), option, "products::").exit_code == exit_code
