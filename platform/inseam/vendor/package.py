"""The dbt package in a folder: its name, its licence, its files, and what it needs itself."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from inseam.dbt_project.folders import FILE, project_folders
from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import InputError
from inseam.vendor.address import refused

# What `tailor` takes for a package of others has one of these, too.
_LICENCES = ("LICENSE*", "LICENCE*", "COPYING*")
_NOTICES = ("NOTICE*", "README*")
# A package's own tests need its makers' warehouse.
_NEVER = frozenset({"integration_tests", "dbt_packages", "target", "logs", ".git"})
_READ_BY_DBT = frozenset({".csv", ".md", ".sql", ".yaml", ".yml"})
_PACKAGE_FILES = ("packages.yml", "dependencies.yml")


@dataclass(frozen=True, slots=True)
class Need:
    """A package that another needs: one of ``local``, ``hub`` and ``git`` says where it is.

    ``versions`` are what the hub's packages.yml allows, such as ``>=1.0.0``; ``local`` is a folder.
    """

    name: str
    local: Path | None = None
    hub: str = ""
    git: str = ""
    revision: str = ""
    versions: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        wanted = ", ".join(self.versions) or self.revision
        return f"`{self.hub or self.git or self.local}`" + (f" ({wanted})" if wanted else "")


@dataclass(frozen=True, slots=True)
class DbtPackage:
    """``files`` are contents by their path in the package; ``licence`` is one of these paths."""

    name: str
    version: str
    licence: str
    files: Mapping[str, bytes]
    needs: tuple[Need, ...]
    requires_dbt: tuple[str, ...] = ()


def find_package(folder: Path, shown: str) -> DbtPackage:
    """The one below ``folder``, which came from ``shown``. Raises `InputError`."""
    root = _root(folder, shown)
    settings = _mapping(root / FILE, shown)
    name = settings.get("name")
    if not isinstance(name, str) or not name.isidentifier():
        found = refused(f"The dbt_project.yml of {shown} has no name.", "Ask its makers.")
        raise InputError([found])
    files = dict(_files(root))
    licence = _licence(root, folder, files)
    if licence is None:
        found = refused(
            f"{shown} has no licence, so nothing says that `{name}` may be copied.",
            "Ask its makers for one. Put the file LICENSE beside dbt_project.yml if it is yours.",
        )
        raise InputError([found])
    if not any(name != FILE and not _is_beside(PurePosixPath(name)) for name in files):
        found = refused(f"{shown} has nothing that dbt reads.", "Name the package's own folder.")
        raise InputError([found])
    return DbtPackage(
        name,
        str(settings.get("version", "")),
        licence,
        files,
        tuple(_needs(root, shown)),
        _texts(settings.get("require-dbt-version")),
    )


def _root(folder: Path, shown: str) -> Path:
    """The folder of the outermost dbt_project.yml that does not hold a package's own tests."""
    projects = [
        path.parent
        for path in sorted(folder.rglob(FILE))
        if _NEVER.isdisjoint(path.relative_to(folder).parts)
    ]
    depth = min((len(path.parts) for path in projects), default=0)
    outermost = [path for path in projects if len(path.parts) == depth]
    if len(outermost) == 1:
        return outermost[0]
    if not outermost:
        found = refused(f"{shown} has no dbt_project.yml.", "Name the folder or archive of one.")
        raise InputError([found])
    names = ", ".join(str(path.relative_to(folder)) for path in outermost)
    raise InputError([refused(f"{shown} has several dbt projects: {names}.", "Name one of them.")])


def _files(root: Path) -> Iterator[tuple[str, bytes]]:
    """What dbt reads of a package, with its licence; not what it is published and tested with."""
    folders = project_folders(root)
    for path in sorted(root.rglob("*")):
        inside = PurePosixPath(path.relative_to(root).as_posix())
        if path.is_symlink() or not path.is_file() or not _NEVER.isdisjoint(inside.parts):
            continue
        if str(inside) == FILE or _is_beside(inside) or _is_read(inside, folders.by_key):
            yield str(inside), path.read_bytes()


def _is_beside(inside: PurePosixPath) -> bool:
    return len(inside.parts) == 1 and any(map(inside.match, (*_LICENCES, *_NOTICES)))


def _is_read(inside: PurePosixPath, folders: Mapping[str, tuple[str, ...]]) -> bool:
    if str(inside) in _PACKAGE_FILES:
        return False
    for key, named in folders.items():
        for folder in named:
            if not inside.is_relative_to(folder):
                continue
            if key == "test-paths":
                # Its generic tests are for others, and its data tests for itself.
                return inside.is_relative_to(posixpath.join(folder, "generic"))
            is_python_model = key == "model-paths" and inside.suffix == ".py"
            return inside.suffix in _READ_BY_DBT or is_python_model
    return False


def _licence(root: Path, folder: Path, files: dict[str, bytes]) -> str | None:
    """Its path; one that lies above the package, or in a wheel's `.dist-info`, is put beside it."""
    for pattern in _LICENCES:
        if own := next((name for name in files if PurePosixPath(name).match(pattern)), None):
            return own
    above = [path for path in (root, *root.parents) if path.is_relative_to(folder)]
    for place in (*above, *sorted(folder.glob("*.dist-info/**/"))):
        for pattern in _LICENCES:
            for found in sorted(place.glob(pattern)):
                if found.is_file():
                    files[found.name] = found.read_bytes()
                    return found.name
    return None


def _needs(root: Path, shown: str) -> Iterator[Need]:
    for name in _PACKAGE_FILES:
        path = root / name
        if not path.is_file():
            continue
        packages = _mapping(path, shown).get("packages")
        for entry in packages if isinstance(packages, list) else ():
            if isinstance(entry, dict):
                yield _need(entry, root)


def _need(entry: Mapping[str, Any], root: Path) -> Need:
    if (local := entry.get("local")) is not None:
        folder = Path(posixpath.normpath(root / str(local)))
        return Need(folder.name, local=folder)
    if (git := entry.get("git")) is not None:
        name = PurePosixPath(str(git)).stem.replace("-", "_")
        return Need(name, git=str(git), revision=str(entry.get("revision", "")))
    hub = str(entry.get("package") or entry.get("name") or entry.get("private") or "")
    return Need(PurePosixPath(hub).name, hub=hub, versions=_texts(entry.get("version")))


def _texts(value: object) -> tuple[str, ...]:
    entries = value if isinstance(value, list) else [value]
    return tuple(
        part.strip() for entry in entries if entry is not None for part in str(entry).split(",")
    )


def _mapping(path: Path, shown: str) -> Mapping[str, Any]:
    """Raises `InputError`, with the path in what came from ``shown``."""
    value = read_yaml(f"{shown}/{path.name}", path.read_bytes()).value
    return value if isinstance(value, dict) else {}
