from __future__ import annotations

from collections.abc import Iterable

import pytest
from pants.core.goals.fix import AbstractFixRequest, FixTargetsRequest
from pants.core.goals.lint import AbstractLintRequest
from pants.engine.rules import Rule
from pants.engine.unions import UnionRule

from pants_inseam import register
from pants_inseam.lint.generated_files import FixProjectFiles
from pants_inseam.stub_generators import (
    OLD,
    TEAMS,
    files_in,
    fix,
    lint,
    lint_findings,
    lint_results,
    macro,
    models,
    port,
    product,
    published,
    repository,
    snapshot,
    up_to_date,
)
from pants_inseam.stub_repository import contract

ACTIVE = "status: active\n"


def test_lint_says_what_is_missing_or_differs_and_writes_nothing() -> None:
    runner = repository(
        product("orders", ACTIVE), up_to_date("orders", ACTIVE), {models("orders"): OLD}
    )
    before = files_in(runner)

    assert lint(runner).exit_code == 1
    assert lint_findings(runner) == [
        ("stale", published("orders-v1")),
        ("stale", models("orders")),
    ]
    assert files_in(runner) == before


def test_lint_succeeds_when_everything_is_up_to_date() -> None:
    runner = repository(product("orders"), up_to_date("orders"))
    assert lint(runner).exit_code == 0
    # One for the project and one for its contract.
    assert [result.exit_code for result in lint_results(runner)] == [0, 0]


def test_lint_says_once_for_all_projects_that_codeowners_is_stale() -> None:
    products = [files for name in ("a", "b", "c") for files in (product(name), up_to_date(name))]
    runner = repository(TEAMS, *products)
    assert lint(runner).exit_code == 1
    assert lint_findings(runner) == [("stale", "CODEOWNERS")]


def test_lint_asks_for_no_codeowners_without_a_team_registry() -> None:
    assert lint_findings(repository(product("orders"), up_to_date("orders"))) == []


def test_lint_of_an_external_contract_says_that_its_version_is_not_published() -> None:
    shop = {
        "contracts/external/BUILD": "data_contract(source='shop-v1.odcs.yaml')",
        "contracts/external/shop-v1.odcs.yaml": contract("shop-v1") + ACTIVE,
    }
    runner = repository(TEAMS, shop)
    assert lint(runner, "contracts/external::").exit_code == 1
    assert lint_findings(runner) == [("stale", published("shop-v1"))]


def test_lint_says_that_two_contracts_have_one_id() -> None:
    own = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
    other = "products/returns/models/output_ports/v1/returns-v1.odcs.yaml"
    runner = repository(
        product("orders"),
        up_to_date("orders"),
        product("returns"),
        up_to_date("returns"),
        {other: port("orders"), models("returns"): port("orders")},
    )
    assert lint_findings(runner) == [(f"claimed by {own}", other), (f"claimed by {other}", own)]


def test_lint_shows_a_fault_as_one_and_not_as_a_stale_file() -> None:
    runner = repository(product("orders", "fault"), product("returns"), up_to_date("returns"))
    assert lint(runner).exit_code == 1
    shown = [(result.exit_code, result.stdout, result.stderr) for result in lint_results(runner)]
    fault = (1, "", "Traceback of a fault\n")
    assert sorted(shown) == [(0, "", ""), (0, "", ""), fault, fault]


@pytest.mark.parametrize(
    "option, exit_code", [("--no-generated-files-skip", 1), ("--generated-files-skip", 0)]
)
def test_lint_and_fix_can_leave_it_out(option: str, exit_code: int) -> None:
    runner = repository(TEAMS, product("orders"), up_to_date("orders"), {macro("orders"): OLD})
    result = lint(runner, option, "products::")
    assert result.exit_code == exit_code
    assert ("generated-files" in result.stderr) == (exit_code == 1)
    fix(runner, option, "products::")
    assert files_in(runner)[macro("orders")] == ("the macro" if exit_code else OLD)


def test_lint_does_not_run_the_fixer() -> None:
    """It would say the same files a second time, without what is wrong with them."""

    def bases(request: type[FixTargetsRequest], rules: Iterable[Rule | UnionRule]) -> set[type]:
        unions = (rule for rule in rules if isinstance(rule, UnionRule))
        return {union.union_base for union in unions if union.union_member is request}

    registered = bases(FixProjectFiles, register.rules())

    assert AbstractLintRequest in bases(FixProjectFiles, FixProjectFiles.rules())
    assert AbstractLintRequest not in registered
    assert AbstractFixRequest in registered


def test_fix_brings_existing_files_up_to_date() -> None:
    runner = repository(
        product("orders"),
        product("returns"),
        up_to_date("returns"),
        {models("orders"): OLD, macro("orders"): OLD, macro("returns"): OLD},
    )
    before = files_in(runner)

    result = fix(runner)

    assert result.exit_code == 0
    assert files_in(runner) == {
        **before,
        models("orders"): port("orders"),
        macro("orders"): "the macro",
        macro("returns"): "the macro",
    }


def test_fix_adds_no_file() -> None:
    runner = repository(TEAMS, product("orders", ACTIVE), {models("orders"): OLD})
    before = files_in(runner)

    fix(runner)

    assert files_in(runner) == {**before, models("orders"): port("orders", ACTIVE)}


def test_fix_touches_no_snapshot_and_no_published_file() -> None:
    runner = repository(
        TEAMS,
        product("orders", ACTIVE, reads=("shop-v1",)),
        up_to_date("orders", ACTIVE),
        {
            "CODEOWNERS": OLD,
            macro("orders"): OLD,
            snapshot("orders", "shop-v1"): "edited",
            published("shop-v1"): "shop",
            published("orders-v1"): OLD,
        },
    )
    before = files_in(runner)

    fix(runner)

    assert files_in(runner) == {**before, macro("orders"): "the macro"}


@pytest.mark.parametrize("text", ["broken", "fault"])
def test_fix_leaves_a_project_that_fails_as_it_is_and_fixes_the_others(text: str) -> None:
    runner = repository(
        product("orders", text),
        product("returns"),
        up_to_date("returns"),
        {models("orders"): OLD, macro("orders"): OLD, macro("returns"): OLD},
    )
    before = files_in(runner)

    fix(runner)

    assert files_in(runner) == {**before, macro("returns"): "the macro"}
