from __future__ import annotations

from pathlib import Path

import duckdb

from inseam.environments.extensions import OF_A_LAKE, extension_folder


def test_duckdb_loads_every_extension_from_the_folder(tmp_path: Path) -> None:
    folder = extension_folder(tmp_path / "extensions")
    with duckdb.connect(config={"extension_directory": str(folder)}) as connection:
        for name in OF_A_LAKE:
            connection.execute(f"load {name}")
        loaded = connection.execute("select extension_name from duckdb_extensions() where loaded")
        assert set(OF_A_LAKE) <= {name for (name,) in loaded.fetchall()}


def test_a_second_call_leaves_good_links_and_replaces_others(tmp_path: Path) -> None:
    folder = extension_folder(tmp_path)
    links = sorted(folder.glob("*/*/*"))
    right = {link: (link.readlink(), link.lstat().st_ino) for link in links}
    assert len(links) == len(OF_A_LAKE)
    links[0].unlink()
    links[0].symlink_to(tmp_path / "gone")
    extension_folder(tmp_path)
    assert sorted(folder.glob("*/*/*")) == links
    assert links[0].readlink() == right[links[0]][0]
    for link in links[1:]:
        assert (link.readlink(), link.lstat().st_ino) == right[link]
