from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pants.base.specs import RawSpecs, RecursiveGlobSpec, Specs
from pants.core.goals.publish import PublishPackages, PublishProcesses
from pants.engine.fs import Snapshot
from pants.engine.internals.scheduler import ExecutionError
from pants.engine.process import InteractiveProcess
from pants.option.global_options import KeepSandboxes
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.goals.package_test import FILES
from pants_inseam.goals.publish import PublishDataProductFieldSet, PublishDataProductRequest
from pants_inseam.stub_repository import OPTIONS, make_repository, pex_tool_variables, targets_in

KEY = "canary-4f1d0c6e2b"
MARKET = {"market": {"kind": "entropy-data", "key": "MARKET_KEY", "default": True}}
CATALOG = {"catalog": {"kind": "directory", "path": "dist/catalog", "default": True}}
INVOICES, ORDERS = "products/invoices", "products/orders"


@pytest.fixture
def runner() -> RuleRunner:
    return make_repository(FILES)


def published(
    runner: RuleRunner,
    *options: str,
    of: tuple[str, ...] = (INVOICES, ORDERS),
    repositories: Mapping[str, Any] = MARKET,
    key: str = KEY,
) -> tuple[PublishPackages, ...]:
    """What the goal runs or says when it is called for these products."""
    runner.set_options(
        (
            *OPTIONS,
            "--bundles-source-revision=r1",
            f"--data-products-repositories={repositories}",
            *options,
        ),
        env={"MARKET_KEY": key, "UNRELATED": "of the user"},
        env_inherit=pex_tool_variables(),
    )
    specs = Specs(
        includes=RawSpecs(
            recursive_globs=tuple(map(RecursiveGlobSpec, of)), description_of_origin="a test"
        ),
        ignores=RawSpecs(description_of_origin="a test"),
    )
    found: list[PublishPackages] = []
    for folder in of:
        target = targets_in(runner, folder)[f"{folder}#dbt"]
        request = PublishDataProductRequest(PublishDataProductFieldSet.create(target), ())
        found += runner.request(PublishProcesses, [request, specs])
    return tuple(found)


def process(packages: PublishPackages) -> InteractiveProcess:
    assert packages.process is not None
    return packages.process


def arguments(packages: PublishPackages) -> tuple[str, ...]:
    """Of the library."""
    _, *argv = process(packages).process.argv
    assert argv[:2] == ["-m", "inseam.publish"]
    return tuple(argv[2:])


def test_one_process_has_all_products_of_the_call_and_the_registry(runner: RuleRunner) -> None:
    (one,) = published(runner)
    assert arguments(one) == (
        "--key-variable=MARKET_KEY",
        "--deadline=300",
        "--format=text",
        "--repository={chroot}",
        "{chroot}/bundles/invoices",
        "{chroot}/bundles/orders",
    )
    assert (one.names, one.description) == (("2 data products",), "@market")
    assert process(one).run_in_workspace
    files = runner.request(Snapshot, [process(one).process.input_digest]).files
    assert {
        "_src/inseam/publish/__main__.py",
        "bundles/invoices/bundle.json",
        "bundles/orders/bundle.json",
        "contracts/external/shop-v1.odcs.yaml",
        "contracts/published/orders-v1/1.0.0.odcs.yaml",
        "platform/teams.yaml",
    } <= set(files)


def test_only_what_the_call_is_for_goes(runner: RuleRunner) -> None:
    (one,) = published(runner, of=(ORDERS,))
    assert [one for one in arguments(one) if "bundles/" in one] == ["{chroot}/bundles/orders"]
    assert one.names == ("orders",)


def test_every_repository_has_a_process(runner: RuleRunner) -> None:
    runner.write_files({f"{INVOICES}/BUILD": "data_product(repositories=['@market'])"})
    goes = {one.description: one for one in published(runner, repositories={**MARKET, **CATALOG})}
    assert set(goes) == {"@market", "@catalog"}
    catalog, market = goes["@catalog"], goes["@market"]
    assert arguments(catalog)[0] == "--directory=dist/catalog"
    assert arguments(catalog)[-1:] == ("{chroot}/bundles/orders",)
    assert arguments(market)[-2:] == ("{chroot}/bundles/invoices", "{chroot}/bundles/orders")


def test_the_key_s_value_is_for_the_process_alone(runner: RuleRunner) -> None:
    (one,) = published(runner)
    assert process(one).process.env["MARKET_KEY"] == KEY
    assert "UNRELATED" not in process(one).process.env
    # What Pants logs, and what it would keep a sandbox with.
    assert "'MARKET_KEY': '***'" in str(process(one))
    assert KEY not in f"{one} {one!r} {one.get_output_data()}"
    assert process(one).keep_sandboxes is KeepSandboxes.never


def test_the_key_is_read_again_for_every_call(runner: RuleRunner) -> None:
    for key in (KEY, "another"):
        (one,) = published(runner, key=key)
        assert process(one).process.env["MARKET_KEY"] == key


def test_the_goal_has_options_for_data_products(runner: RuleRunner) -> None:
    (one,) = published(runner, "--publish-dry-run", "--publish-deadline=7", "--inseam-format=json")
    assert {"--plan", "--deadline=7", "--format=json"} <= set(arguments(one))
    assert one.names == ("nothing (a dry run of 2 data products)",)
    assert any("bundles/" in argument for argument in arguments(one))


def test_a_product_that_goes_nowhere_is_said(runner: RuleRunner) -> None:
    runner.write_files({f"{ORDERS}/BUILD": "data_product(repositories=[])"})
    going, staying = published(runner)
    assert arguments(going)[-1:] == ("{chroot}/bundles/invoices",)
    assert (staying.names, staying.process) == ((ORDERS,), None)
    assert "neither `repositories` nor pants.toml says where" in str(staying.description)


def test_unknown_repositories_are_said_with_their_build_files(runner: RuleRunner) -> None:
    for folder in (INVOICES, ORDERS):
        runner.write_files({f"{folder}/BUILD": "data_product(repositories=['@markt'])"})
    with pytest.raises(ExecutionError) as raised:
        published(runner)
    for folder in (INVOICES, ORDERS):
        assert f"{folder}/BUILD: there is no repository '@markt'." in str(raised.value)
    assert "has: @market." in str(raised.value)


def test_a_package_that_cannot_be_made_says_why(runner: RuleRunner) -> None:
    runner.write_files({f"{ORDERS}/dbt_project.yml": "name: orders, broken"})
    with pytest.raises(ExecutionError, match="it does not parse"):
        published(runner)
