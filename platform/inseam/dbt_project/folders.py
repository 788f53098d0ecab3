"""Where a dbt project has its files: the folders that dbt_project.yml names.

https://docs.getdbt.com/reference/dbt_project.yml has the defaults.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from inseam.documents.yaml_document import Document, read_yaml
from inseam.report.finding import Finding, InputError, Severity

FILE = "dbt_project.yml"
# By their keys; docs are looked for in all of these, and there are no assets by default.
_DEFAULTS: Mapping[str, tuple[str, ...]] = {
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


@dataclass(frozen=True, slots=True)
class ProjectFolders:
    """By the keys of dbt_project.yml, relative to the project's folder, which itself is `.`."""

    by_key: Mapping[str, tuple[str, ...]]

    @property
    def models(self) -> tuple[str, ...]:
        return self.by_key["model-paths"]

    @property
    def seeds(self) -> tuple[str, ...]:
        return self.by_key["seed-paths"]

    def seeds_in(self, project: Path) -> tuple[Path, ...]:
        return tuple(project / folder for folder in self.seeds)

    @property
    def macros(self) -> tuple[str, ...]:
        return self.by_key["macro-paths"]

    def below_models(self, file: str) -> tuple[str, ...]:
        """The parts of a model's path from its folder of models on; none for another file."""
        path = PurePosixPath(file)
        below = [path.relative_to(m).parts for m in self.models if path.is_relative_to(m)]
        return min(below, key=len, default=())


def project_folders(project: Path) -> ProjectFolders:
    """Those that lie in the project; the defaults for what dbt_project.yml leaves out, also if it
    cannot be read: dbt says what is wrong with it then.
    """
    settings = _settings(project)
    value = settings.value if settings and isinstance(settings.value, dict) else {}
    return ProjectFolders(
        {
            key: tuple(
                dict.fromkeys(f for f in map(_normal, _entries(value, key)) if not _is_outside(f))
            )
            for key in _DEFAULTS
        }
    )


def folder_findings(project: Path) -> list[Finding]:
    """One for each folder that is out of the project, where no goal here would see a change."""
    settings = _settings(project)
    if settings is None or not isinstance(settings.value, dict):
        return []
    return [
        Finding(
            rule="project-folder-outside",
            severity=Severity.ERROR,
            file=settings.file,
            line=settings.line((key, index) if isinstance(settings.value[key], list) else (key,)),
            message=f"`{key}` names the folder `{folder}`, which is not in the project.",
            fix=f"Move its files into {project}. Macros of several products go into a package in"
            " `shared/`.",
        )
        for key in _DEFAULTS
        if key in settings.value
        for index, folder in enumerate(_entries(settings.value, key))
        if _is_outside(_normal(folder))
    ]


def _settings(project: Path) -> Document | None:
    file = project / FILE
    try:
        return read_yaml(str(file), file.read_bytes())
    except (InputError, FileNotFoundError):
        return None


def _entries(settings: Mapping[Any, Any], key: str) -> list[str]:
    named = settings.get(key)
    if named is None:
        return list(_DEFAULTS[key])
    return [str(entry) for entry in (named if isinstance(named, list) else [named])]


def _normal(folder: str) -> str:
    return posixpath.normpath(folder)


def _is_outside(folder: str) -> bool:
    return posixpath.isabs(folder) or folder.split("/")[0] == ".."
