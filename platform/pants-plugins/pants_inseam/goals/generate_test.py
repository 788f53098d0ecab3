from __future__ import annotations

import pytest

from pants_inseam.stub_generators import (
    OLD,
    TEAMS,
    files_in,
    findings,
    generate,
    lint_findings,
    macro,
    models,
    port,
    product,
    published,
    repository,
    snapshot,
    up_to_date,
)
from pants_inseam.stub_repository import below, contract, source

ACTIVE = "status: active\n"


def written(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    assert before.keys() <= after.keys()
    return {path: text for path, text in after.items() if before.get(path) != text}


def test_what_is_missing_or_differs_is_written_and_nothing_else() -> None:
    runner = repository(
        TEAMS,
        product("orders", ACTIVE),
        product("returns"),
        up_to_date("returns"),
        {models("returns"): OLD},
    )
    before = files_in(runner)

    result = generate(runner)

    assert result.exit_code == 0
    paths = [
        "CODEOWNERS",
        published("orders-v1"),
        macro("orders"),
        models("orders"),
        models("returns"),
    ]
    assert result.stdout.splitlines() == [f"wrote {path}" for path in sorted(paths)]
    assert result.stderr == "Wrote 5 files for 2 dbt projects and 2 contracts.\n"
    new = written(before, files_in(runner))
    assert sorted(new) == sorted(paths)
    assert new[models("returns")] == port("returns")
    assert new[published("orders-v1")] == port("orders", ACTIVE)


def test_a_second_call_writes_nothing() -> None:
    runner = repository(TEAMS, product("orders", ACTIVE))
    generate(runner)

    result = generate(runner)

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Nothing to write for 1 dbt project and 1 contract.\n"


def test_a_product_without_anything_to_make_files_from_is_named() -> None:
    runner = repository(
        product("returns"),
        below("products/bare_one", {"BUILD": "data_product()", "dbt_project.yml": "name: bare"}),
        below("products/planned", {"BUILD": "data_product()", "planned.odps.yaml": "id: planned"}),
        below(
            "products/reading",
            {"BUILD": "data_product()", "models/a.source.yaml": source("returns-v1")},
        ),
        below("shared/common/tests", {"BUILD": "dbt_project()", "dbt_project.yml": "name: tests"}),
    )

    bare, planned, count = generate(runner).stderr.splitlines()

    assert bare.startswith("products/bare_one: nothing to make files from, as it has neither an ")
    assert "Write `products/bare_one/bare_one.odps.yaml` and `output_ports/v1/bare-one-v1." in bare
    assert "ODPS" not in planned
    assert "Write `output_ports/v1/planned-v1.odcs.yaml` in its folder of models" in planned
    assert count.startswith("Wrote ")


def test_only_what_is_named_is_written() -> None:
    runner = repository(TEAMS, product("orders"), product("returns"))
    assert "orders" not in generate(runner, "products/returns::").stdout
    assert generate(runner, "platform::").stdout == ""


def test_a_contract_without_a_project_is_published_and_has_its_owner_written() -> None:
    shop = {
        "contracts/external/BUILD": "data_contract(source='shop-v1.odcs.yaml')",
        "contracts/external/shop-v1.odcs.yaml": contract("shop-v1") + ACTIVE,
    }
    result = generate(repository(TEAMS, shop), "contracts/external::")
    assert result.stdout == f"wrote CODEOWNERS\nwrote {published('shop-v1')}\n"


@pytest.mark.parametrize(
    "text, exit_code, shown",
    [
        ("broken", 2, '"what": "broken"'),
        # So Python exits when it cannot start a module, and findings have the same code.
        ("fault", 1, "Traceback of a fault"),
    ],
)
def test_what_fails_is_shown_and_keeps_nobody_else_from_being_written(
    text: str, exit_code: int, shown: str
) -> None:
    runner = repository(product("orders", text), product("returns", ACTIVE))
    before = files_in(runner)

    result = generate(runner)

    assert result.exit_code == exit_code
    assert sorted(written(before, files_in(runner))) == sorted(
        [published("returns-v1"), macro("returns"), models("returns")]
    )
    # Once for the project, once for the contract.
    assert result.stderr.count(shown) == 2
    assert result.stderr.endswith("Wrote 3 files for 2 dbt projects and 2 contracts.\n")


def test_a_team_registry_that_cannot_be_read_keeps_nothing_else_from_being_written() -> None:
    result = generate(repository({"platform/teams.yaml": "broken"}, product("orders")))
    assert result.exit_code == 2
    assert result.stdout == f"wrote {macro('orders')}\nwrote {models('orders')}\n"
    assert findings(result.stderr) == [("broken", "platform/teams.yaml")]


def test_without_a_team_registry_there_is_no_codeowners() -> None:
    assert "CODEOWNERS" not in generate(repository(product("orders"))).stdout


def test_nothing_is_written_into_a_project_that_dbt_could_no_longer_parse() -> None:
    project = {"products/orders/dbt_project.yml": "name: orders"}
    runner = repository(product("orders", "unparsable"), project, product("returns"))
    before = files_in(runner)

    result = generate(runner)

    assert result.exit_code == 1
    assert result.stdout == f"wrote {macro('returns')}\nwrote {models('returns')}\n"
    assert findings(result.stderr) == [("unparsable", "products/orders/dbt_project.yml")]
    assert set(written(before, files_in(runner))) == {macro("returns"), models("returns")}
    # To lint, the files are what they were: missing.
    assert ("stale", models("orders")) in lint_findings(runner)


def test_dbt_parses_no_project_that_gets_no_file_of_its() -> None:
    snapshots = {published("shop-v1"): "unparsable"}
    project = {"products/orders/dbt_project.yml": "name: orders"}
    runner = repository(
        product("orders", reads=("shop-v1",)), up_to_date("orders"), project, snapshots
    )
    result = generate(runner)
    assert (result.exit_code, result.stdout) == (0, f"wrote {snapshot('orders', 'shop-v1')}\n")


def test_what_only_a_person_can_put_right_is_shown_and_what_was_written_is_not() -> None:
    edited = snapshot("orders", "shop-v1")
    runner = repository(
        product("orders", reads=("shop-v1",)), {edited: "edited", published("shop-v1"): "shop"}
    )

    result = generate(runner)

    assert result.exit_code == 1
    assert result.stdout == f"wrote {macro('orders')}\nwrote {models('orders')}\n"
    assert findings(result.stderr) == [("edited", edited)]
    assert files_in(runner)[edited] == "edited"


def test_a_missing_snapshot_is_taken_of_a_version_that_the_same_call_publishes() -> None:
    runner = repository(product("orders", ACTIVE), product("invoices", reads=("orders-v1",)))
    result = generate(runner)
    assert result.exit_code == 0, result.stderr
    assert files_in(runner)[snapshot("invoices", "orders-v1")] == port("orders", ACTIVE)
    assert files_in(runner)[published("orders-v1")] == port("orders", ACTIVE)


def test_a_version_that_a_change_asks_for_is_left_to_lint() -> None:
    runner = repository(product("orders", "reused\n"))
    assert generate(runner).exit_code == 0
    assert lint_findings(runner) == [
        ("version-reused", "products/orders/models/output_ports/v1/orders-v1.odcs.yaml")
    ]


def test_a_contract_that_cannot_be_published_is_no_snapshot_either() -> None:
    runner = repository(
        product("orders", ACTIVE + "broken"), product("invoices", reads=("orders-v1",))
    )
    result = generate(runner)
    assert result.exit_code == 2
    assert snapshot("invoices", "orders-v1") not in files_in(runner)
    assert ("not published", "products/invoices/models/input_ports/all.source.yaml") in findings(
        result.stderr
    )


ACCEPTING = (
    {published("shop-v1", "1.0.0"): "shop 1.0.0", published("shop-v1", "1.1.0"): "shop 1.1.0"},
    {published("crm-v1"): "crm 1.0.0"},
    product("orders", reads=("shop-v1", "crm-v1")),
    product("returns", reads=("crm-v1",)),
    {
        snapshot("orders", "shop-v1"): "shop 1.0.0",
        snapshot("orders", "crm-v1"): OLD,
        snapshot("returns", "crm-v1"): OLD,
    },
    up_to_date("orders"),
    up_to_date("returns"),
)


def test_a_snapshot_that_is_there_stays_until_its_contract_is_accepted() -> None:
    runner = repository(*ACCEPTING)
    assert generate(runner).stdout == ""

    result = generate(runner, "--generate-accept=shop-v1", "::")

    assert result.exit_code == 0
    assert result.stdout == f"wrote {snapshot('orders', 'shop-v1')}\n"
    assert files_in(runner)[snapshot("orders", "shop-v1")] == "shop 1.1.0"
    assert generate(runner, "--generate-accept=shop-v1", "::").stdout == ""


def test_accepting_reaches_the_projects_that_are_named_and_no_others() -> None:
    runner = repository(*ACCEPTING)
    result = generate(runner, "--generate-accept=crm-v1", "products/returns::")
    assert result.stdout == f"wrote {snapshot('returns', 'crm-v1')}\n"
    assert files_in(runner)[snapshot("orders", "crm-v1")] == OLD


def test_several_contracts_are_accepted_at_once() -> None:
    runner = repository(*ACCEPTING)
    result = generate(runner, "--generate-accept=['crm-v1', 'shop-v1']", "::")
    assert len(result.stdout.splitlines()) == 3


@pytest.mark.parametrize("unread", ["shop-v1", "unknown-v1", "../../etc"])
def test_accepting_what_no_project_reads_is_refused_and_writes_nothing(unread: str) -> None:
    runner = repository(*ACCEPTING, {macro("returns"): OLD})
    before = files_in(runner)

    result = generate(
        runner, "--generate-accept=crm-v1", f"--generate-accept={unread}", "products/returns::"
    )

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"--generate-accept={unread}: no product among the targets reads this contract."
        " Name the consumer's folder as a target.\n"
    )
    assert files_in(runner) == before
