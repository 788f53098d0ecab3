"""Which files of a project dbt reads: those in its folders that `.dbtignore` does not name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pathspec import PathSpec

from inseam.dbt_project.folders import project_folders

IGNORED = ".dbtignore"
# These have docs and pictures, which dbt looks for elsewhere.
_NO_CODE = frozenset({"docs-paths", "asset-paths"})


def is_read_by_dbt(project: Path) -> Callable[[Path], bool]:
    """The answer for paths that begin with ``project``; the patterns are those of .gitignore."""
    file = project / IGNORED
    text = file.read_text("utf-8", "replace") if file.is_file() else ""
    ignored = PathSpec.from_lines("gitwildmatch", text.splitlines())
    named = project_folders(project).by_key
    folders = [f for key, of_key in named.items() if key not in _NO_CODE for f in of_key]

    def is_read(path: Path) -> bool:
        inside = path.relative_to(project)
        return any(map(inside.is_relative_to, folders)) and not ignored.match_file(str(inside))

    return is_read
