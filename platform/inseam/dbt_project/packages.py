"""The packages that a project asks for, and those that it has in a sandbox.

There is no `dbt deps` in a test: Pants lays the files of the repository's own packages where dbt
looks for them.
"""

from __future__ import annotations

from pathlib import Path

from inseam.contracts.yaml_document import Document, read_yaml
from inseam.report.finding import Finding, Severity

_INSTALLED = "dbt_packages"


def package_findings(project: Path) -> list[Finding]:
    """Raises `InputError` if `packages.yml` cannot be read."""
    path = project / "packages.yml"
    if not path.is_file() or not path.read_text("utf-8", "replace").strip():
        return []
    document = read_yaml(str(path), path.read_bytes())
    packages = document.value.get("packages") if isinstance(document.value, dict) else None
    return [
        _missing(document, index, package)
        for index, package in enumerate(packages if isinstance(packages, list) else ())
        if not _is_installed(project, package)
    ]


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
