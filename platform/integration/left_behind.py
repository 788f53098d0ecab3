"""What calls of ./pants leave on a machine, searched for what may not be there."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def store() -> Path:
    """Where Pants keeps all that it has read and made, of all repositories."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pants/lmdb_store"


def files_with(texts: Iterable[str], folder: Path) -> dict[str, list[Path]]:
    """Which of its files have them. What Pants tidies up meanwhile is not among them."""
    found: dict[str, list[Path]] = {text: [] for text in texts}
    for place, _, names in os.walk(folder):
        for file in (Path(place, name) for name in names):
            if file.is_symlink() or not file.is_file():
                continue
            with suppress(FileNotFoundError), file.open("rb") as opened:
                if not os.fstat(opened.fileno()).st_size:
                    continue
                with mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ) as content:
                    for text, files in found.items():
                        if content.find(text.encode()) >= 0:
                            files.append(file)
    return found
