"""A small repository for tests, with this one's `.sqlfluff` and its dbt_context."""

from __future__ import annotations

import shutil
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
HERE = REPOSITORY / "platform/inseam/style"
CONFIGURATION = ".sqlfluff"


def lay_out(folder: Path, *parts: Path) -> Path:
    """A repository of the files in ``parts``; what a later one has takes the place of the same."""
    root = folder / "repository"
    context = root / "platform" / "inseam" / "style" / "dbt_context"
    shutil.copytree(HERE / "dbt_context", context, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / CONFIGURATION, root)
    for part in parts:
        shutil.copytree(part, root, dirs_exist_ok=True)
    return root
