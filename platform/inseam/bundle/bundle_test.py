from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inseam.bundle.__main__ import verified
from inseam.bundle.folder import read, verify, write
from inseam.bundle.manifest import BadManifest, from_json, is_inside, manifest, to_json
from inseam.report.exit_code import exit_code
from inseam.report.finding import InputError

FILES = {"orders.odps.yaml": b"id: orders\n", "contracts/orders-v1.odcs.yaml": b"id: orders-v1\n"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "orders"
    write(folder, "orders", "4f1d0c6", FILES)
    return folder


def bind_socket(path: Path) -> None:
    """By a name within its folder, for a socket's name is a short one."""
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


def rules(folder: Path) -> list[tuple[str, str]]:
    return [(found.rule, found.message.split()[0]) for found in verify(folder)]


def test_a_bundle_is_as_it_was_written(folder: Path) -> None:
    assert verify(folder) == []
    found, files = read(folder)
    assert (found.product, found.source_revision, files) == ("orders", "4f1d0c6", FILES)


def test_the_same_files_give_the_same_bytes_wherever_they_are_written(
    folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "somewhere" / "else"
    write(other, "orders", "4f1d0c6", dict(reversed(FILES.items())))

    for name in (*FILES, "bundle.json"):
        assert (other / name).read_bytes() == (folder / name).read_bytes()
    assert str(tmp_path) not in (folder / "bundle.json").read_text()


def test_a_bundle_is_not_written_over_another(folder: Path) -> None:
    with pytest.raises(FileExistsError):
        write(folder, "orders", "4f1d0c6", FILES)


@pytest.mark.parametrize("make", [os.mkfifo, bind_socket])
def test_what_is_no_regular_file_is_said_and_not_read(
    make: Callable[[Path], None], folder: Path
) -> None:
    for name in (*FILES, "bundle.json"):
        (folder / name).unlink()
        make(folder / name)
        if name != "bundle.json":
            assert ("bundle-file-irregular", name) in rules(folder)
    assert rules(folder)[0][0] == "bundle-manifest-missing"


def test_a_missing_a_changed_and_an_extra_file_are_each_said(folder: Path) -> None:
    (folder / "orders.odps.yaml").unlink()
    (folder / "contracts" / "orders-v1.odcs.yaml").write_bytes(b"id: orders-v2\n")
    (folder / "contracts" / "more.yaml").write_bytes(b"")

    assert rules(folder) == [
        ("bundle-file-changed", "contracts/orders-v1.odcs.yaml"),
        ("bundle-file-missing", "orders.odps.yaml"),
        ("bundle-file-extra", "contracts/more.yaml"),
    ]
    with pytest.raises(InputError, match="is missing"):
        read(folder)


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_link_is_no_file_of_a_bundle(folder: Path, tmp_path: Path, what: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    for name, content in FILES.items():
        (outside / Path(name).name).write_bytes(content)
    if what == "file":
        (folder / "orders.odps.yaml").unlink()
        (folder / "orders.odps.yaml").symlink_to(outside / "orders.odps.yaml")
        assert rules(folder) == [("bundle-path-outside", "orders.odps.yaml")]
    else:
        (folder / "contracts" / "orders-v1.odcs.yaml").unlink()
        (folder / "contracts").rmdir()
        (folder / "contracts").symlink_to(outside)
        said = {rule for rule, _ in rules(folder)}
        assert said == {"bundle-file-missing", "bundle-file-extra"}


def test_a_pipe_is_an_extra_file(folder: Path) -> None:
    os.mkfifo(folder / "pipe")

    assert rules(folder) == [("bundle-file-extra", "pipe")]


@pytest.mark.parametrize(
    "path",
    ["../x", "/x", "a/../x", "a//x", "./x", "", ".", "..", "a\\x", "C:x", "a/", "x\n", "a\0"],
)
def test_paths_out_of_the_bundle_are_neither_written_nor_read(path: str, tmp_path: Path) -> None:
    assert not is_inside(path)
    with pytest.raises(BadManifest, match="is not a path within a bundle"):
        write(tmp_path / "new", "orders", "1", {path: b""})
    assert not (tmp_path / "new").exists()
    inside = to_json(manifest("orders", "1", {"x": b""})).replace(b'"x"', json.dumps(path).encode())
    with pytest.raises(BadManifest, match="leads out of the bundle"):
        from_json(inside)


def test_the_manifest_is_no_file_of_its_own() -> None:
    with pytest.raises(BadManifest):
        manifest("orders", "1", {"bundle.json": b""})


def change(found: dict[str, Any], **changes: Any) -> None:
    found.update(changes)


@pytest.mark.parametrize(
    "edit",
    [
        lambda row: change(row, version=2),
        lambda row: change(row, files={}),
        lambda row: change(row, files=[{"path": "x"}]),
        lambda row: change(row, product=None),
        lambda row: row["files"].append(row["files"][0]),
        lambda row: row["files"][0].update(sha256="abc"),
    ],
)
def test_a_manifest_that_is_none_is_said(
    folder: Path, edit: Callable[[dict[str, Any]], None]
) -> None:
    row = json.loads((folder / "bundle.json").read_bytes())
    edit(row)
    (folder / "bundle.json").write_text(json.dumps(row))

    assert [found.rule for found in verify(folder)] == ["bundle-manifest-invalid"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff", pytest.param(b"[" * 100_000 + b"]" * 100_000, id="nested")],
)
def test_a_manifest_that_cannot_be_read_is_said(folder: Path, content: bytes) -> None:
    (folder / "bundle.json").write_bytes(content)

    assert [found.rule for found in verify(folder)] == ["bundle-manifest-invalid"]


def test_the_command_says_what_it_verified(folder: Path, tmp_path: Path) -> None:
    said = verified([folder])
    assert (said.findings, said.summary) == ((), ("1 bundle verified",))

    said = verified([folder, tmp_path / "none"])
    assert exit_code(said.findings) == 1
    assert said.findings[0].rule == "bundle-manifest-missing"
