"""`./pants publish`, from a repository to the double of the marketplace; docs/publish.md."""

from __future__ import annotations

import json
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Repository, Result
from left_behind import files_with, store

from doubles.entropy_data.faults import FOR_GOOD, Fault
from doubles.entropy_data.keys import Grant
from doubles.entropy_data.marketplace import Marketplace, content
from doubles.entropy_data.routes import Api
from doubles.entropy_data.server import Server

# Of this run: a store keeps what earlier ones wrote.
KEY = f"canary-{uuid.uuid4()}"
READER = "products/customer_activity"
PROVIDER = "products/entropydata_postgres"
# Paths after `/api/`, each after those that it needs; lineage is in `v1`.
KINDS = (
    "teams",
    "sourcesystems",
    "datacontracts",
    "dataproducts",
    "access",
    "v1",
    "test-results",
    "costs",
    "example-data",
)


@contextmanager
def double(port: int = 0) -> Iterator[Server]:
    market = Marketplace(today=lambda: date(2026, 1, 31))
    with Server(Api(market, {KEY: Grant()}), port) as server:
        yield server


@dataclass(frozen=True)
class Publisher:
    """A user at their console."""

    repository: Repository
    address: str

    def __call__(self, *arguments: str) -> Result:
        return self.repository.run(
            *("./pants", "--no-colors", "--no-dynamic-ui", *arguments),
            ENTROPY_DATA_HOST=self.address,
            ENTROPY_DATA_API_KEY=KEY,
        )


@pytest.fixture
def bare(repository: Repository) -> Repository:
    """Nothing was published from it."""
    shutil.rmtree(repository.root / "dist", ignore_errors=True)
    return repository


def held(server: Server) -> Any:
    return json.loads(json.dumps(content(server.api.market), default=str))


def written(server: Server) -> list[str]:
    return [f"{call.method} {call.target}" for call in server.calls if call.writes]


def costs(server: Server) -> list[str]:
    return [json.dumps(row, sort_keys=True) for row in held(server)["costs"]]


def test_a_second_call_finds_each_product_unchanged_and_sends_nothing(bare: Repository) -> None:
    with double() as server:
        publish = Publisher(bare, server.address)

        plan = publish("publish", "--publish-dry-run", "products::")
        assert plan.exit_code == 0, plan.output
        assert "to create: dataproducts/customer_activity" in plan.output
        assert written(server) == []

        first = publish("package", "publish", "products::")
        assert first.exit_code == 0, first.output
        assert re.search(r"^customer_activity: \d+ created$", first.output, re.MULTILINE)
        assert (bare.root / "dist/bundles/customer_activity/bundle.json").is_file()
        there, paid, sent = held(server), costs(server), written(server)
        assert set(there["dataproducts"]) == {"customer_activity", "entropydata_postgres"}
        assert len(set(paid)) == len(paid) > 2

        for goal in (("package", "publish"), ("publish", "--publish-dry-run")):
            again = publish(*goal, "products::")
            assert again.exit_code == 0, again.output
            for product in ("customer_activity", "entropydata_postgres"):
                assert f"\n{product}: unchanged\n" in again.output
        assert written(server) == sent
        assert held(server) == there

        # What is changed in the repository is all that goes.
        bare.replace(f"{READER}/costs.yaml", "amount: 28.40", "amount: 31.00")
        changed = publish("publish", "products::")
        assert "customer_activity: 1 changed, " in changed.output
        assert "\nentropydata_postgres: unchanged\n" in changed.output
        assert len(set(paid) - set(costs(server))) == len(set(costs(server)) - set(paid)) == 1
        assert len(costs(server)) == len(paid)


def test_a_refused_product_stops_no_other_and_all_reasons_are_said(bare: Repository) -> None:
    with double() as server:
        publish = Publisher(bare, server.address)

        alone = publish("publish", f"{READER}::")
        assert alone.exit_code == 1, alone.output
        assert "needs dataproducts/entropydata_postgres, which is unknown at" in alone.output
        assert "dataproducts" not in held(server)

    with double() as server:
        assert Publisher(bare, server.address)("publish", "products::").exit_code == 0
        calls = [f"{call.method} {call.target}" for call in server.calls]
        number = calls.index("PUT /api/dataproducts/customer_activity") + 1
    with double() as server:
        server.faults.order(Fault(number, status=422, times=FOR_GOOD, echo=True))
        said = Publisher(bare, server.address)("publish", "products::")

        assert said.exit_code == 1, said.output
        assert set(held(server)["dataproducts"]) == {"entropydata_postgres"}
        assert "dataproducts/customer_activity did not go to" in said.output
        assert "A fault that was ordered. The key is ***." in said.output
        assert re.search(
            r"customer_activity: \d+ did not go to \S+: goes after dataproducts/", said.output
        )
        assert re.search(r"^entropydata_postgres: \d+ created$", said.output, re.MULTILINE)


def test_the_same_call_again_sends_in_order_what_a_server_that_was_down_did_not_get(
    bare: Repository,
) -> None:
    with double() as server:
        port, address = int(server.address.rsplit(":", 1)[1]), server.address
    publish = Publisher(bare, address)
    assert publish("package", "products::").exit_code == 0

    down = publish("publish", "--publish-deadline=3", "products::")
    assert down.exit_code == 1, down.output
    assert down.output.count("error[publish-not-sent]") == 1
    assert f"{address}: error[publish-not-sent] Stopped: the 3 seconds" in down.output
    assert "the connection was refused. Nothing was sent; " in down.output
    left = re.search(rf"^{re.escape(address)}: (\d+) not sent$", down.output, re.MULTILINE)
    assert left, down.output

    with double(port) as server:
        again = publish("publish", "products::")
        assert again.exit_code == 0, again.output
        assert f"{address}: {left[1]} created" in again.output
        kinds = [target.split("/")[2] for target in written(server)]
        assert sorted(kinds, key=KINDS.index) == kinds
        assert set(kinds) == set(KINDS)
        order = [target for target in written(server) if "/dataproducts/" in target]
        assert [target.rsplit("/", 1)[1] for target in order] == [
            "entropydata_postgres",
            "customer_activity",
        ]
        sent = written(server)
        again = publish("publish", "products::")
        assert again.exit_code == 0, again.output
        assert "\ncustomer_activity: unchanged\n" in again.output
        assert written(server) == sent


def test_a_build_file_says_where_its_product_goes(bare: Repository) -> None:
    repositories = {"out": {"kind": "directory", "path": "dist/out"}}
    option = f"--data-products-repositories={repositories}"
    publish = Publisher(bare, "http://127.0.0.1:9")
    nowhere = publish(option, "publish", f"{PROVIDER}::")
    assert nowhere.exit_code == 0, nowhere.output
    assert f"{PROVIDER} skipped (neither `repositories` nor pants.toml says" in nowhere.output

    bare.replace(f"{PROVIDER}/BUILD", "data_product()", "data_product(repositories=['@out'])")
    there = publish(option, "publish", f"{PROVIDER}::")
    assert there.exit_code == 0, there.output
    assert (bare.root / "dist/out/entropydata_postgres/bundle.json").is_file()
    assert "\nentropydata_postgres: unchanged\n" in publish(option, "publish", "products::").output

    bare.replace(f"{READER}/BUILD", "data_product()", "data_product(repositories=['@nowhere'])")
    unknown = publish(option, "publish", "products::")
    assert unknown.exit_code == 1
    assert f"{READER}/BUILD: there is no repository '@nowhere'." in unknown.output
    assert "in pants.toml has: @out." in unknown.output


def test_the_key_is_in_no_log_cache_bundle_sandbox_or_error(
    bare: Repository, tmp_path: Path
) -> None:
    """All that a call leaves anywhere, and all that it says, with everything kept and logged."""
    # What is not a secret and goes the same ways must be found, or nothing would be.
    marker = f"marker-{uuid.uuid4()}"
    bare.replace(f"{PROVIDER}/costs.yaml", "name: replication", f"name: {marker}")
    sandboxes = tmp_path / "sandboxes"
    sandboxes.mkdir()
    loud = ("-ldebug", "--keep-sandboxes=always", f"--local-execution-root-dir={sandboxes}")
    with double() as server:
        publish = Publisher(bare, server.address)
        server.faults.order(Fault(30, status=422, times=FOR_GOOD, echo=True))
        # A daemon, once it runs, does not heed every `-ldebug`.
        said = publish(*loud, "--no-pantsd", "package", "publish", f"{PROVIDER}::").output
        said += publish(*loud, "publish", f"{PROVIDER}::").output
        seen = repr(server.calls)

    assert "[DEBUG] Execute InteractiveProcess(" in said
    assert "'ENTROPY_DATA_API_KEY': '***'" in said
    assert "The key is ***." in said
    assert KEY not in said
    assert KEY not in seen
    leaves_both = (sandboxes, store(), bare.root / "dist")
    for place in (*leaves_both, bare.root / ".pants.d", bare.root / ".pids"):
        found = files_with((KEY, marker), place)
        assert not found[KEY]
        assert bool(found[marker]) == (place in leaves_both), place
    assert marker in seen
