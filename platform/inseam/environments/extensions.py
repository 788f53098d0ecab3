"""DuckDB's extensions, which come as wheels: nothing is downloaded."""

from __future__ import annotations

import tempfile
from importlib.resources import files
from pathlib import Path

import duckdb

# What a lake needs, its catalog in SQLite or in Postgres. DuckDB loads those that it meets.
OF_A_LAKE = ("ducklake", "sqlite_scanner", "postgres_scanner")


def extension_file(name: str) -> Path:
    """The extension in the package that it comes in."""
    package = files(f"duckdb_extension_{name}")
    file = package / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    return Path(str(file))


def extension_folder(folder: Path) -> Path:
    """Fills ``folder`` as DuckDB's `extension_directory`, with links. Gives it as an absolute path.

    Processes may do so at once, and one may read it meanwhile.
    """
    with duckdb.connect() as connection:
        row = connection.execute("pragma platform").fetchone()
    assert row is not None
    here = folder.absolute() / f"v{duckdb.__version__}" / str(row[0])
    here.mkdir(parents=True, exist_ok=True)
    for name in OF_A_LAKE:
        file, link = extension_file(name), here / f"{name}.duckdb_extension"
        if link.is_symlink() and link.readlink() == file:
            continue
        with tempfile.TemporaryDirectory(dir=here) as scratch:
            made = Path(scratch, link.name)
            made.symlink_to(file)
            made.replace(link)
    return folder.absolute()
