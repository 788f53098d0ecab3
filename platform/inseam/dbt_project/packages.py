"""The packages that a project asks for, and those that it has in a sandbox.

There is no `dbt deps` in a test: Pants lays the files of the repository's own packages where dbt
looks for them.
"""

from __future__ import annotations

import os.path
from dataclasses import dataclass
from pathlib import Path

from inseam.documents.yaml_document import Document, read_yaml
from inseam.report.finding import Finding, InputError, Severity

_INSTALLED = "dbt_packages"
# dbt reads the packages of either, and `dbt deps` those of both.
_FILES = ("packages.yml", "dependencies.yml")


@dataclass(frozen=True, slots=True)
class _Package:
    """An entry of ``packages:``, at its place."""

    document: Document
    index: int
    entry: object

    @property
    def local(self) -> str | None:
        """The folder, as the file has it."""
        local = self.entry.get("local") if isinstance(self.entry, dict) else None
        return local if isinstance(local, str) else None

    @property
    def folder_name(self) -> str:
        return Path(self.local).name if self.local else ""


def package_findings(project: Path) -> list[Finding]:
    """Raises `InputError` if `packages.yml` or `dependencies.yml` cannot be read."""
    return [
        _missing(package)
        for package in _packages(project)
        if not _is_installed(project, package.folder_name)
    ]


def has_packages(project: Path) -> bool:
    """Raises `InputError` if `packages.yml` or `dependencies.yml` cannot be read."""
    return bool(_packages(project))


def named_packages(project: Path) -> list[str]:
    """What stands behind `local:`, relative to the project's folder.

    Raises `InputError` if `packages.yml` or `dependencies.yml` cannot be read.
    """
    return [package.local for package in _packages(project) if package.local is not None]


def local_packages(project: Path) -> dict[str, Path]:
    """The folders of its packages in the repository, by the names that dbt calls them: those that
    it names, and those that they need.

    Leaves out what is not installed, or cannot be read.
    """
    folders: dict[str, Path] = {}
    # Where the asking files lie, and where they would lie in the repository.
    waiting = [(project, project)]
    while waiting:
        asking, place = waiting.pop()
        try:
            packages = _packages(asking)
        except InputError:
            continue
        for package in packages:
            installed = project / _INSTALLED / package.folder_name
            if package.local is None or not _is_installed(project, package.folder_name):
                continue
            name = _name(installed / "dbt_project.yml")
            if name is not None and name not in folders:
                folders[name] = Path(os.path.normpath(place / package.local))
                waiting.append((installed, folders[name]))
    return folders


def _packages(project: Path) -> list[_Package]:
    found = []
    for path in (project / name for name in _FILES):
        if not path.is_file() or not path.read_text("utf-8", "replace").strip():
            continue
        document = read_yaml(str(path), path.read_bytes())
        packages = document.value.get("packages") if isinstance(document.value, dict) else None
        if isinstance(packages, list):
            found += [_Package(document, index, entry) for index, entry in enumerate(packages)]
    return found


def _name(project_file: Path) -> str | None:
    try:
        value = read_yaml(str(project_file), project_file.read_bytes()).value
    except (InputError, FileNotFoundError):
        return None
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) else None


def _is_installed(project: Path, folder_name: str) -> bool:
    return bool(folder_name) and (project / _INSTALLED / folder_name).is_dir()


def _missing(package: _Package) -> Finding:
    entry = package.entry
    named = (
        ", ".join(f"{key}: {value}" for key, value in entry.items())
        if isinstance(entry, dict)
        else str(entry)
    )
    return Finding(
        rule="package-unknown",
        severity=Severity.ERROR,
        file=package.document.file,
        line=package.document.line(("packages", package.index)),
        message=f"The package `{named}` is not a `dbt_package` target of this repository.",
        fix="Name the folder of one, such as `local: ../../shared/dbt_common`, or add its BUILD"
        " file with ./pants tailor.",
    )
