"""Releases of a small mesh into a real DuckLake, by the process that `./pants release` starts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inseam.environments.state import add_rows, read_state
from inseam.release.call import run
from inseam.release.request import read_release_request
from inseam.report.finding import InputError
from inseam.report.report import Report
from testkit.release.kills import leftovers
from testkit.release.mesh import Mesh, forget_the_lake, make_mesh

Rows = list[tuple[int, int, int]]
ORDERS = "lake.prod__op_orders_v1.orders"
CUSTOMERS = "lake.prod__op_orders_v1.customers"
COUNTS = "lake.prod__op_counts_v1.counts"


def rows_of(batch: int, number: int = 3) -> Rows:
    return [(order, order % 2, batch) for order in range(1, number + 1)]


@dataclass(frozen=True)
class Released:
    """A mesh after its first release, and what that reported; ``copy`` is how it was then."""

    mesh: Mesh
    report: Report
    copy: Path


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Released:
    root = tmp_path_factory.mktemp("mesh")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        mesh = make_mesh(root)
        mesh.begin()
        mesh.load(rows_of(1))
        report = release(mesh)
        forget_the_lake()
    copy = tmp_path_factory.mktemp("copy") / "mesh"
    shutil.copytree(root, copy, symlinks=True)
    return Released(mesh, report, copy)


@pytest.fixture
def mesh(released: Released, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mesh]:
    """As it was after its first release, in the place that its lake knows."""
    root = released.mesh.root
    shutil.rmtree(root)
    shutil.copytree(released.copy, root, symlinks=True)
    monkeypatch.chdir(root)
    yield released.mesh
    forget_the_lake()


def release(mesh: Mesh, *products: str, **settings: Any) -> Report:
    return run(read_release_request(mesh.request(*products, **settings)))


def read(mesh: Mesh, sql: str) -> list[tuple[Any, ...]]:
    with mesh.connect() as lake:
        return lake.execute(sql).fetchall()


def schemas(mesh: Mesh) -> list[str]:
    return [
        row[0]
        for row in read(
            mesh,
            "select schema_name from information_schema.schemata"
            " where catalog_name = 'lake' and schema_name like '%\\_\\_%' escape '\\' order by all",
        )
    ]


def steps(mesh: Mesh, product: str) -> list[tuple[Any, ...]]:
    sql = f"from lake.inseam.releases where product = '{product}' order by entry"
    return read(mesh, f"select release.split('_')[1], step {sql}")


def test_readers_see_what_was_audited_by_the_names_of_the_contract(
    released: Released, mesh: Mesh
) -> None:
    assert [f.message for f in released.report.findings] == []
    assert released.report.summary[0] == "lake: 2 released"
    assert released.report.summary[1].endswith("after 14 contract checks and 1 data test")
    assert read(mesh, f"from {ORDERS} order by all") == [(1, 1), (2, 1), (3, 1)]
    assert read(mesh, f"from {COUNTS}") == [(3, 1)]
    assert steps(mesh, "orders") == [
        ("1", "started"),
        ("1", "written"),
        ("1", "audited"),
        ("1", "published"),
    ]


def test_what_is_printed_is_what_readers_attach_and_find(released: Released, mesh: Mesh) -> None:
    lines = [line.strip() for line in released.report.summary]
    assert [line for line in lines if line.startswith("lake.")] == [CUSTOMERS, ORDERS, COUNTS]
    attach = next(line for line in lines if "attach" in line).partition(": ")[2]
    with mesh.connect() as lake:
        lake.execute("detach lake")
        lake.execute(attach)
        assert lake.execute(f"select count(*) from {ORDERS}").fetchone() == (3,)


def test_nothing_changed_is_nothing_built(mesh: Mesh) -> None:
    snapshots = "select count(*) from ducklake_snapshots('lake')"
    before = read(mesh, snapshots)
    mesh.write("products/orders/README.md", "# Orders\n")
    sql = mesh.root / "products/orders/models/all_orders.sql"
    sql.write_text(f"-- All of them.\n{sql.read_text('utf-8')}", "utf-8")

    done = release(mesh)

    assert done.summary[0] == "lake: 2 unchanged"
    assert read(mesh, snapshots) == before


def test_a_dry_run_shows_the_plan_and_does_nothing(mesh: Mesh) -> None:
    before = schemas(mesh)
    mesh.write("products/orders/models/all_orders.sql", "select 1 as order_id\n")

    done = release(mesh, action="plan")

    assert done.summary[0] == "lake: 1 changed, 1 unchanged"
    assert done.summary[1].startswith("  orders: to release: its code or contract changed")
    assert schemas(mesh) == before


def test_a_refresh_goes_on_from_the_rows_there_were(mesh: Mesh) -> None:
    # The shop forgets its first orders; an incremental model does not.
    mesh.load([(4, 0, 2)])
    done = release(mesh, refresh=True)
    assert done.summary[0] == "lake: 2 released"
    assert read(mesh, f"from {ORDERS} order by all") == [(1, 1), (2, 1), (3, 1), (4, 2)]
    assert read(mesh, f"from {COUNTS}") == [(4, 2)]

    mesh.load([*rows_of(1), (4, 0, 2), (5, 0, 3)])
    release(mesh, "orders", refresh=True)
    kept = read(mesh, f"from {ORDERS} order by all")
    release(mesh, "orders", refresh=True, full_refresh=True)

    assert read(mesh, f"from {ORDERS} order by all") == kept == [*rows(1), (4, 2), (5, 3)]
    # One earlier release stays.
    own = [name for name in schemas(mesh) if name.startswith("prod__op_orders_v1__")]
    assert [name.split("__")[2].split("_")[0] for name in own] == ["3", "4"]
    assert leftovers(mesh) == []


def rows(batch: int) -> list[tuple[int, int]]:
    return [(order, found) for order, _, found in rows_of(batch)]


def test_a_failing_audit_leaves_production_as_it_was(mesh: Mesh) -> None:
    mesh.write(
        "products/orders/models/output_ports/v1/customers.sql",
        "select customer_id, 7::bigint as batch from {{ ref('all_orders') }}\n",
    )
    mesh.write(
        "products/counts/models/output_ports/v1/counts.sql", "select 9 as order_count, 9 as batch\n"
    )
    before = schemas(mesh)

    done = release(mesh)

    (broken,) = {f.file for f in done.findings if f.severity == "error"}
    assert broken == "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
    assert any(f.line and "customer_id" in f.message for f in done.findings)
    assert all("Readers still see the release before." in f.fix for f in done.findings)
    assert done.summary[0] == "lake: 1 failed, 1 held back"
    assert "counts: held back, as `orders` failed; readers see 1_" in done.summary[2]
    assert read(mesh, f"select max(batch) from {CUSTOMERS}") == [(1,)]
    assert read(mesh, f"from {COUNTS}") == [(3, 1)]
    assert schemas(mesh) == before


def test_a_model_that_cannot_be_built_leaves_production_as_it_was(mesh: Mesh) -> None:
    before = schemas(mesh)
    mesh.write(
        "products/orders/models/output_ports/v1/customers.sql",
        "select customer_id, batch from {{ ref('all_orders') }} where nothing = 1\n",
    )

    done = release(mesh, "orders")

    (finding,) = (f for f in done.findings if f.severity == "error")
    assert finding.file == "products/orders/models/output_ports/v1/customers.sql"
    assert "nothing" in finding.message
    assert schemas(mesh) == before
    listed = release(mesh, "orders", action="list").summary
    words = [line.split("  ")[-1].partition(",")[0] for line in listed[2:]]
    assert words == ["failed", "published"]


def in_order(mesh: Mesh, table: str) -> bytes:
    """All rows as one Parquet file, in order."""
    file = mesh.root / "in_order.parquet"
    with mesh.connect() as lake:
        lake.execute(f"copy (from {table} order by all) to '{file}'")
    return file.read_bytes()


def test_back_and_forward_again(mesh: Mesh) -> None:
    oldest = in_order(mesh, ORDERS)
    mesh.load(rows_of(2))
    release(mesh, refresh=True)
    newest = in_order(mesh, ORDERS)
    assert newest != oldest
    current = read(mesh, "select release from lake.inseam.releases where product = 'orders'")[-1][0]

    back = release(mesh, "orders", action="rollback")

    assert "orders: readers see 1_" in back.summary[1]
    assert in_order(mesh, ORDERS) == oldest
    assert read(mesh, f"select max(batch) from {CUSTOMERS}") == [(1,)]
    assert read(mesh, f"from {COUNTS}") == [(3, 2)]

    release(mesh, "orders", action="rollback", to=current)

    assert in_order(mesh, ORDERS) == newest


def test_there_is_nothing_to_go_back_to(mesh: Mesh) -> None:
    with pytest.raises(InputError) as error:
        release(mesh, "counts", "orders", action="rollback")

    assert [f.message.partition(" there")[0] for f in error.value.findings] == [
        "`counts` has no earlier release that is kept",
        "`orders` has no earlier release that is kept",
    ]


def test_a_port_that_loses_an_object_loses_its_view(mesh: Mesh) -> None:
    _without_customers(mesh)

    release(mesh, "orders")

    assert read(
        mesh,
        "select distinct table_name from information_schema.columns"
        " where table_schema = 'prod__op_orders_v1'",
    ) == [("orders",)]


def _without_customers(mesh: Mesh) -> None:
    folder = mesh.root / "products/orders/models/output_ports/v1"
    (folder / "customers.sql").unlink()
    for name in ("orders-v1.odcs.yaml", "_models.yml"):
        text = (folder / name).read_text("utf-8")
        (folder / name).write_text(text[: text.index("  - name: customers")], "utf-8")


@pytest.mark.parametrize("left", ["started", "written", "audited"])
def test_what_a_killed_release_left_is_undone(
    mesh: Mesh, left: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = schemas(mesh)
    mesh.load(rows_of(2))
    _stop_after(monkeypatch, left)
    with pytest.raises(KeyboardInterrupt):
        release(mesh, "orders", refresh=True)
    monkeypatch.undo()
    monkeypatch.chdir(mesh.root)
    assert read(mesh, f"select max(batch) from {ORDERS}") == [(1,)]

    done = release(mesh, "orders")

    assert done.summary[0] == "lake: 1 unchanged"
    assert ("2", "undone") in steps(mesh, "orders")
    assert schemas(mesh) == before
    assert leftovers(mesh) == []


def test_what_a_killed_release_was_publishing_is_published(
    mesh: Mesh, capsys: pytest.CaptureFixture[str]
) -> None:
    """As an engine notes it that switches one view after the other."""
    state = read_state(mesh.operations())
    first = next(row for row in state.rows("releases") if row["product"] == "orders")
    release(mesh, "orders", refresh=True)
    entry = read_state(mesh.operations()).next_entry
    row = {**first, "entry": entry, "step": "publishing"}
    add_rows(mesh.operations(), {"releases": [row]})

    done = release(mesh, "orders")

    assert f"Published the rest: orders {first['release']}, whose" in capsys.readouterr().err
    assert done.summary[1] == f"  orders: unchanged; readers see {first['release']}"
    assert steps(mesh, "orders")[-1] == ("1", "published")
    assert leftovers(mesh) == []


def _stop_after(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    from inseam.environments.operations import Operations

    original: Callable[..., Any] = Operations.call

    def call(self: Operations, macro: str, **arguments: Any) -> Any:
        found = original(self, macro, **arguments)
        rows = arguments.get("rows", {}).get("releases", [])
        if any(row["step"] == step for row in rows):
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(Operations, "call", call)
