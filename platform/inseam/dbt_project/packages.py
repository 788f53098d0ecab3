"""The packages that a project asks for, and those that it has in a sandbox.

There is no `dbt deps` in a test: Pants lays the files of the repository's own packages where dbt
looks for them.
"""

from __future__ import annotations

import os.path
from pathlib import Path
from typing import Any

from inseam.contracts.yaml_document import Document, read_yaml
from inseam.report.finding import Finding, InputError, Severity

_INSTALLED = "dbt_packages"


def package_findings(project: Path) -> list[Finding]:
    """Raises `InputError` if `packages.yml` cannot be read."""
    found = _packages(project)
    if found is None:
        return []
    document, packages = found
    return [
        _missing(document, index, package)
        for index, package in enumerate(packages)
        if not _is_installed(project, package)
    ]


def local_packages(project: Path) -> dict[str, Path]:
    """The folders of its packages in the repository, by the names that dbt calls them.

    Leaves out what is not installed, or cannot be read.
    """
    try:
        found = _packages(project)
    except InputError:
        return {}
    folders = {}
    for package in found[1] if found else ():
        if _is_installed(project, package):
            local = str(package["local"])
            if name := _name(project / _INSTALLED / Path(local).name / "dbt_project.yml"):
                folders[name] = Path(os.path.normpath(project / local))
    return folders


def _packages(project: Path) -> tuple[Document, list[Any]] | None:
    path = project / "packages.yml"
    if not path.is_file() or not path.read_text("utf-8", "replace").strip():
        return None
    document = read_yaml(str(path), path.read_bytes())
    packages = document.value.get("packages") if isinstance(document.value, dict) else None
    return document, packages if isinstance(packages, list) else []


def _name(project_file: Path) -> str | None:
    try:
        value = read_yaml(str(project_file), project_file.read_bytes()).value
    except (InputError, FileNotFoundError):
        return None
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) else None


def _is_installed(project: Path, package: object) -> bool:
    local = package.get("local") if isinstance(package, dict) else None
    name = Path(local).name if isinstance(local, str) else ""
    return bool(name) and (project / _INSTALLED / name).is_dir()


def _missing(document: Document, index: int, package: object) -> Finding:
    named = (
        ", ".join(f"{key}: {value}" for key, value in package.items())
        if isinstance(package, dict)
        else str(package)
    )
    return Finding(
        rule="package-unknown",
        severity=Severity.ERROR,
        file=document.file,
        line=document.line(("packages", index)),
        message=f"The package `{named}` is none of this repository's `dbt_package` targets.",
        fix="Name the folder of one, such as `local: ../../shared/dbt_common`, or add its BUILD"
        " file with ./pants tailor.",
    )
