"""Our modules at a place that stays: a sandbox is another folder each time, so nothing that Python
compiles there is found again."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path


def sources_of(folder: Path, key: str) -> Path:
    """Where a parent's children have them. They go when the parent ends."""
    return folder / f"{key}.sources"


def lasting_sources(folder: Path, key: str) -> dict[str, str]:
    """What stands in `sys.path` for our modules, with the folder of a copy, by its content.

    Empty if they cannot be copied.
    """
    root = Path(__file__).parents[2]
    entries = [entry for entry in sys.path if entry and Path(entry).absolute() == root.absolute()]
    files = _files_below(root / "inseam")
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    copy = sources_of(folder, key) / digest.hexdigest()
    try:
        if not copy.is_dir():
            _write(files, copy)
    except OSError:
        return {}
    return dict.fromkeys(entries, str(copy))


def _files_below(folder: Path) -> list[tuple[str, bytes]]:
    found = []
    for below, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            file = Path(below, name)
            found.append((file.relative_to(folder.parent).as_posix(), file.read_bytes()))
    return found


def _write(files: list[tuple[str, bytes]], copy: Path) -> None:
    copy.parent.mkdir(exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=copy.parent))
    for name, content in files:
        file = made / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    # Another was faster, if it is there by now.
    with suppress(OSError):
        made.rename(copy)
