"""The packages that a project asks for, and those that it has in a sandbox.

There is no `dbt deps` in a test: Pants lays the files of the repository's own packages where dbt
looks for them.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inseam.dbt_project.project_texts import texts_read_by_dbt
from inseam.documents.yaml_document import Document, read_yaml
from inseam.report.finding import Finding, InputError, Severity

_INSTALLED = "dbt_packages"
# dbt reads the packages of either, and `dbt deps` those of both.
PACKAGE_FILES = ("packages.yml", "dependencies.yml")


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

    @property
    def published_name(self) -> str | None:
        """What macros of it are called by, as far as its address tells; None of a local one."""
        return published_name(self.entry) if isinstance(self.entry, dict) else None


def published_name(entry: Mapping[str, Any]) -> str | None:
    """What macros of a package are called by, as far as its entry tells; None of a local one."""
    if isinstance(tarball := entry.get("name"), str):
        return tarball
    address = entry.get("package") or entry.get("git") or entry.get("private")
    return Path(str(address)).stem.replace("-", "_") if address else None


def package_findings(project: Path) -> list[Finding]:
    """An error for each package that is missing, and a warning for one that nothing calls.

    Raises `InputError` if `packages.yml` or `dependencies.yml` cannot be read.
    """
    texts = _texts(project)
    return [
        _uncalled(package, package.published_name)
        if package.published_name and not _is_called(package.published_name, texts)
        else _missing(package)
        for package in _missing_packages(project)
    ]


def stand_in_for_uncalled(project: Path) -> None:
    """Puts an empty package in the place of each that is missing and that nothing calls.

    Hub packages are often listed and never used, and dbt counts those that are installed. Does
    nothing where the packages' files cannot be read: dbt says so.
    """
    try:
        names = [package.published_name for package in _missing_packages(project)]
    except InputError:
        return
    texts = _texts(project) if names else []
    for name in names:
        if name and not _is_called(name, texts):
            folder = project / _INSTALLED / name
            folder.mkdir(parents=True, exist_ok=True)
            settings = f"name: {name}\nversion: 0.0.0\n"
            (folder / "dbt_project.yml").write_text(settings, encoding="utf-8")


def _missing_packages(project: Path) -> list[_Package]:
    return [p for p in _packages(project) if not _is_installed(project, p.folder_name)]


def _texts(project: Path) -> list[str]:
    """Of all files that may call a package's macros."""
    files = (path for path in texts_read_by_dbt(project) if path.suffix != ".md")
    return [path.read_text("utf-8", "replace") for path in files if path.name not in PACKAGE_FILES]


def _is_called(name: str, texts: list[str]) -> bool:
    call = calls_of(name)
    return any(call.search(text) for text in texts)


def calls_of(name: str) -> re.Pattern[str]:
    """What in a file calls a package: its name before a dot, in `dispatch()` or in `ref()`."""
    word = re.escape(name)
    return re.compile(
        rf"\b{word}(?:\s*\.\s*\w|['\"]\s*\))|macro_namespace:\s*{word}\b"
        rf"|\bref\s*\(\s*['\"]{word}['\"]\s*,"
    )


@dataclass(frozen=True, slots=True)
class ListedPackage:
    """An entry of a project: ``name`` is what its macros are called by, as far as that is known."""

    name: str
    file: str
    line: int | None
    is_local: bool


def listed_packages(project: Path) -> list[ListedPackage]:
    """Raises `InputError` if `packages.yml` or `dependencies.yml` cannot be read."""
    return [
        ListedPackage(
            package.published_name or package.folder_name,
            Path(package.document.file).name,
            package.document.line(("packages", package.index)),
            package.local is not None,
        )
        for package in _packages(project)
    ]


def calls_package(project: Path, name: str) -> bool:
    """Whether a macro of the package is called in a file of the project that dbt reads."""
    return _is_called(name, _texts(project))


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
    for path in (project / name for name in PACKAGE_FILES):
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
    return Finding(
        rule="package-unknown",
        severity=Severity.ERROR,
        file=package.document.file,
        line=package.document.line(("packages", package.index)),
        message=f"The package `{_named(package)}` is not a `dbt_package` target of this"
        " repository.",
        fix="Name the folder of one, such as `local: ../../shared/dbt_common`, or add its BUILD"
        " file with ./pants tailor."
        if package.local
        else "Bring it in, with ./pants vendor --vendor-from=<folder, tarball, wheel or git"
        " address>, and name it by `local: ../../shared/<its name>`.",
    )


def _uncalled(package: _Package, name: str) -> Finding:
    return Finding(
        rule="package-not-called",
        severity=Severity.WARNING,
        # Without a line: the file may lie here in canonical form, and a warning repeats no test.
        file=package.document.file,
        message=f"Nothing in this project calls the package `{_named(package)}`, which is not in"
        " this repository; an empty one stands in for it.",
        fix=f"Delete its entry. If you need its models, bring `{name}` in with ./pants vendor.",
    )


def _named(package: _Package) -> str:
    entry = package.entry
    if not isinstance(entry, dict):
        return str(entry)
    return ", ".join(f"{key}: {value}" for key, value in entry.items())
