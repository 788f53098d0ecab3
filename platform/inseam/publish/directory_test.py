from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from inseam.bundle.folder import verify
from inseam.bundle.manifest import manifest
from inseam.delivery.clock import SystemClock
from inseam.delivery.deliver import Means, deliver
from inseam.delivery.item import End, Item, Outcome
from inseam.delivery.policy import Policy
from inseam.delivery.spool import Spool
from inseam.publish.directory import Directory, items_of

FILES = {"orders.odps.yaml": b"id: orders\n", "rows.parquet": b"\x00\xff", "old/x": b"x"}
NEWER = {"orders.odps.yaml": b"id: orders\nversion: 2\n", "rows.parquet": b"\x00\xff"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


def send(folder: Path, files: dict[str, bytes]) -> dict[str, Outcome]:
    means = Means(
        Directory(folder),
        Spool(folder.parent / "spool"),
        Policy(),
        SystemClock(),
        Random(1),
    )
    items = items_of(manifest("orders", "4f1d0c6", files), files)
    return {outcome.item.key: outcome for outcome in deliver(items, means)}


def ends(outcomes: dict[str, Outcome]) -> set[End]:
    return {outcome.end for outcome in outcomes.values()}


def test_a_bundle_arrives_whole_and_a_second_run_writes_nothing(folder: Path) -> None:
    assert ends(send(folder, FILES)) == {End.CREATED}
    assert verify(folder / "orders") == []
    assert (folder / "orders" / "rows.parquet").read_bytes() == b"\x00\xff"

    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert ends(send(folder, FILES)) == {End.UNCHANGED}
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_what_a_newer_bundle_does_not_have_is_removed(folder: Path) -> None:
    send(folder, FILES)

    outcomes = send(folder, NEWER)

    assert outcomes["files/orders/rows.parquet"].end is End.UNCHANGED
    assert outcomes["files/orders/orders.odps.yaml"].end is End.CHANGED
    assert verify(folder / "orders") == []


def test_a_file_that_somebody_added_is_removed_as_well(folder: Path) -> None:
    send(folder, FILES)
    (folder / "orders" / "by hand").write_text("")

    send(folder, FILES)

    assert verify(folder / "orders") == []


def test_nothing_is_written_through_a_link(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder.mkdir()
    (folder / "orders").symlink_to(elsewhere)

    outcomes = send(folder, FILES)

    assert ends(outcomes) == {End.REFUSED, End.BLOCKED}
    assert list(elsewhere.iterdir()) == []


def test_nothing_is_written_out_of_the_folder(folder: Path) -> None:
    item = Item(key="files/orders/../../x", whose="orders", content="")
    means = Means(
        Directory(folder), Spool(folder.parent / "spool"), Policy(), SystemClock(), Random(1)
    )

    (outcome,) = deliver([item], means)

    assert outcome.end is End.REFUSED
    assert "leads out of" in outcome.reason


def test_a_file_where_a_folder_belongs_is_a_refusal(folder: Path) -> None:
    folder.mkdir()
    (folder / "orders").write_text("")

    assert ends(send(folder, FILES)) == {End.REFUSED, End.BLOCKED}
