"""Where a dbt project has its files: the folders that dbt_project.yml names."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from pants_inseam.yaml_scalars import scalars

PROJECT = "dbt_project.yml"
# dbt's own defaults; it looks for docs in all of these, and there are no assets by default.
_DEFAULTS = {
    "model-paths": ("models",),
    "seed-paths": ("seeds",),
    "test-paths": ("tests",),
    "analysis-paths": ("analyses",),
    "macro-paths": ("macros",),
    "snapshot-paths": ("snapshots",),
    "function-paths": ("functions",),
    "docs-paths": (),
    "asset-paths": (),
}


def project_folders(dbt_project_yml: bytes) -> dict[str, tuple[str, ...]]:
    """The folders by their keys, relative to the project's and without `./` or a slash at the end.

    The project's own folder is `.`. One that lies outside is left out: the library has a finding
    for it. As `inseam.dbt_project.folders` has it.
    """
    named: dict[str, list[str]] = {}
    for keys, value in scalars(dbt_project_yml):
        if keys[0] in _DEFAULTS and keys[1:] in ((), (None,)):
            named.setdefault(str(keys[0]), []).append(value)
    return {
        key: tuple(dict.fromkeys(filter(None, map(_inside, named.get(key, default)))))
        for key, default in _DEFAULTS.items()
    }


def globs_of(folders: Iterable[str]) -> tuple[str, ...]:
    """Of all files below the folders."""
    return tuple("**" if folder == "." else f"{folder}/**" for folder in folders)


def _inside(folder: str) -> str:
    normal = posixpath.normpath(folder)
    outside = posixpath.isabs(normal) or normal.split("/")[0] == ".."
    return "" if outside or "{{" in folder else normal
