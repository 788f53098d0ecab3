from __future__ import annotations

from pathlib import Path

import pytest

from inseam.bundle.folder import verify
from inseam.bundle.manifest import from_json, manifest, to_json
from inseam.delivery.clock import SystemClock
from inseam.delivery.deliver import Delivery, deliver
from inseam.delivery.destination import Comparison
from inseam.delivery.item import Change, Item, Outcome, Status
from inseam.delivery.retry import RetryPolicy
from inseam.publish.directory import Directory, items_of

FILES = {"orders.odps.yaml": b"id: orders\n", "rows.parquet": b"\x00\xff", "old/x": b"x"}
NEWER = {"orders.odps.yaml": b"id: orders\nversion: 2\n", "rows.parquet": b"\x00\xff"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


def send(folder: Path, files: dict[str, bytes]) -> dict[str, Outcome]:
    delivery = Delivery(Directory(folder), RetryPolicy(), SystemClock())
    items = items_of(manifest("orders", "4f1d0c6", files), files)
    return {outcome.item.key: outcome for outcome in deliver(items, delivery)}


def ends(outcomes: dict[str, Outcome]) -> set[Status]:
    return {outcome.status for outcome in outcomes.values()}


def test_a_bundle_arrives_whole_and_a_second_run_writes_nothing(folder: Path) -> None:
    assert ends(send(folder, FILES)) == {Status.CREATED}
    assert verify(folder / "orders") == []
    assert (folder / "orders" / "rows.parquet").read_bytes() == b"\x00\xff"

    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert ends(send(folder, FILES)) == {Status.UNCHANGED}
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_what_a_newer_bundle_does_not_have_is_removed(folder: Path) -> None:
    send(folder, FILES)

    outcomes = send(folder, NEWER)

    assert outcomes["files/orders/rows.parquet"].status is Status.UNCHANGED
    assert outcomes["files/orders/orders.odps.yaml"].status is Status.CHANGED
    assert verify(folder / "orders") == []


def test_what_somebody_added_to_a_bundle_stays(folder: Path) -> None:
    send(folder, FILES)
    (folder / "orders" / "by hand").write_text("")

    assert ends(send(folder, FILES)) == {Status.UNCHANGED}
    assert ends(send(folder, NEWER)) == {Status.CHANGED, Status.UNCHANGED}

    assert [finding.rule for finding in verify(folder / "orders")] == ["bundle-file-extra"]
    assert not (folder / "orders/old/x").exists()


@pytest.mark.parametrize(
    "there, reason",
    [
        ({"orders.odps.yaml": "id: mine"}, "has files and no bundle.json"),
        ({"models/orders.sql": "select 1"}, "has files and no bundle.json"),
        ({"bundle.json": "{}", "x": "mine"}, "bundle.json does not belong to a bundle"),
        ({"bundle.json": to_json(manifest("spend", "r", {})).decode()}, "is the bundle of spend"),
    ],
)
def test_a_folder_that_is_no_bundle_of_the_product_is_refused_and_left_as_it_is(
    there: dict[str, str], reason: str, folder: Path
) -> None:
    for name, text in there.items():
        (folder / "orders" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "orders" / name).write_text(text)

    outcomes = send(folder, FILES)

    assert ends(outcomes) == {Status.REFUSED, Status.BLOCKED}
    (said,) = {one.reason for one in outcomes.values() if one.status is Status.REFUSED}
    assert str(folder / "orders") in said
    assert reason in said
    files = [path for path in (folder / "orders").rglob("*") if path.is_file()]
    assert {path.relative_to(folder / "orders").as_posix(): path.read_text() for path in files} == (
        there
    )


def test_an_empty_folder_is_filled(folder: Path) -> None:
    (folder / "orders").mkdir(parents=True)

    assert ends(send(folder, FILES)) == {Status.CREATED}
    assert verify(folder / "orders") == []


def test_what_was_stopped_half_way_goes_on(folder: Path) -> None:
    """Before the last file there is a bundle.json that names nothing."""
    first, *_ = items_of(manifest("orders", "4f1d0c6", FILES), FILES)
    Directory(folder).write(first, Comparison(Change.CREATED), lambda: 1.0)

    assert from_json((folder / "orders/bundle.json").read_bytes()).entries == ()
    assert Status.REFUSED not in ends(send(folder, FILES))
    assert verify(folder / "orders") == []


def test_nothing_is_removed_behind_a_link(folder: Path, tmp_path: Path) -> None:
    send(folder, FILES)
    elsewhere = tmp_path / "elsewhere"
    (folder / "orders/old").rename(elsewhere)
    (folder / "orders/old").symlink_to(elsewhere)

    send(folder, NEWER)

    assert (elsewhere / "x").read_bytes() == b"x"


def test_a_file_that_is_called_as_the_manifest_is_one_of_many(folder: Path) -> None:
    files = {**FILES, "facts/bundle.json": b"[]"}

    assert ends(send(folder, files)) == {Status.CREATED}
    assert verify(folder / "orders") == []


def test_nothing_is_written_through_a_link(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder.mkdir()
    (folder / "orders").symlink_to(elsewhere)

    outcomes = send(folder, FILES)

    assert ends(outcomes) == {Status.REFUSED, Status.BLOCKED}
    assert list(elsewhere.iterdir()) == []


def test_nothing_is_written_out_of_the_folder(folder: Path) -> None:
    item = Item(key="files/orders/../../x", group="orders", content="")
    delivery = Delivery(Directory(folder), RetryPolicy(), SystemClock())

    (outcome,) = deliver([item], delivery)

    assert outcome.status is Status.REFUSED
    assert "leads out of" in outcome.reason


def test_a_file_where_a_folder_belongs_is_a_refusal(folder: Path) -> None:
    folder.mkdir()
    (folder / "orders").write_text("")

    assert ends(send(folder, FILES)) == {Status.REFUSED, Status.BLOCKED}
