"""The packages that a project names: those that it calls come along, the others do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from inseam.adopt.kept_files import PROJECT_FILE
from inseam.adopt.origin import Project
from inseam.adopt.stage import Files, Stage, done, plain, refused, replaced, text
from inseam.dbt_project.packages import PACKAGE_FILES, calls_of, published_name
from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import Finding, InputError

COMMON = "../../shared/dbt_common"


@dataclass(frozen=True, slots=True)
class _Named:
    """An entry: ``name`` is what macros of it are called by, as far as the entry says."""

    file: str
    line: int
    entry: Mapping[str, Any]

    @property
    def shown(self) -> str:
        return ", ".join(f"{key}: {value}" for key, value in self.entry.items())

    @property
    def name(self) -> str:
        if (published := published_name(self.entry)) is not None:
            return published
        place = str(self.entry.get("local") or self.entry.get("tarball") or "")
        return PurePosixPath(place.rstrip("/")).name.replace("-", "_")


def shared_packages(root: Path) -> dict[str, str]:
    """The packages of the repository, by the names that dbt calls them: their folders."""
    found = {}
    for file in sorted(root.glob("shared/*/dbt_project.yml")):
        try:
            value = read_yaml(str(file), file.read_bytes()).value
        except InputError:
            continue
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            found[value["name"]] = file.parent.name
    return found


def with_packages(
    files: Files,
    shared: Mapping[str, str],
    nested: Iterable[Project],
    other_projects: Iterable[str],
    shown: str,
) -> tuple[Stage, Files]:
    """The project with packages of this repository alone, and the files of those that are new in
    `shared/`: what lay inside of the project's own folder.
    """
    notes: list[Finding] = []
    locals_: list[str] = [COMMON]
    new_shared: dict[str, bytes] = {}
    known_nested = {project.folder: project for project in nested}
    others = frozenset(other_projects)
    for package in _named(files, shown):
        local = str(package.entry.get("local", ""))
        inside = known_nested.get(local.strip("./").rstrip("/")) if local else None
        name = _project_name(inside) if inside else package.name
        if inside is not None:
            notes.append(
                done(
                    package.file,
                    f"The package `{local}` is `shared/{name}` now.",
                    line=package.line,
                )
            )
            new_shared |= {
                f"shared/{name}/{p}": c for p, c in inside.files.items() if _is_packaged(p)
            }
            new_shared[f"shared/{name}/BUILD"] = b"dbt_package()\n"
            locals_.append(f"../../shared/{name}")
        elif name in others:
            message = (
                f"The package `{package.shown}` is a product of its own: it is read"
                " through its ports."
            )
            notes.append(done(package.file, message, line=package.line))
        elif name == "dbt_common":
            continue
        elif not _is_called(files, name):
            message = f"The package `{package.shown}` is gone: nothing in the project calls it."
            notes.append(done(package.file, message, line=package.line))
        elif name in shared:
            notes.append(
                done(
                    package.file,
                    f"The package `{package.shown}` is `shared/{shared[name]}` here.",
                    line=package.line,
                )
            )
            locals_.append(f"../../shared/{shared[name]}")
        else:
            where = _where_called(files, name)
            message = (
                f"The package `{package.shown}` is not in this repository, and {where} calls it."
            )
            fix = (
                "Bring it in first: ./pants vendor --vendor-from=<its folder, archive or"
                " git address>;"
                f" it must lie in shared/{name}."
            )
            notes.append(refused(package.file, message, fix, package.line))
    entries = [{"local": local} for local in dict.fromkeys(locals_)]
    changed: dict[str, str | None] = {
        "packages.yml": plain({"packages": entries}),
        "dependencies.yml": None,
    }
    return Stage(replaced(files, changed), tuple(notes)), new_shared


def other_projects_named(files: Files, shown: str) -> list[str]:
    """The projects of dependencies.yml."""
    if "dependencies.yml" not in files:
        return []
    value = read_yaml(f"{shown}/dependencies.yml", files["dependencies.yml"]).value
    entries = value.get("projects") if isinstance(value, dict) else None
    return [str(e["name"]) for e in entries or () if isinstance(e, dict) and "name" in e]


def _named(files: Files, shown: str) -> list[_Named]:
    found = []
    for file in PACKAGE_FILES:
        if file not in files or not text(files, file).strip():
            continue
        document = read_yaml(f"{shown}/{file}", files[file])
        entries = document.value.get("packages") if isinstance(document.value, dict) else None
        found += [
            _Named(document.file, document.line(("packages", place)), entry)
            for place, entry in enumerate(entries or ())
            if isinstance(entry, dict)
        ]
    return found


def _is_called(files: Files, name: str) -> bool:
    return _where_called(files, name) != ""


def _where_called(files: Files, name: str) -> str:
    """The first file that names a macro or test of the package, with the line; else ""."""
    call = calls_of(name)
    for path in files:
        if path.endswith((".sql", ".yml", ".yaml", ".py")) and path not in PACKAGE_FILES:
            source = text(files, path)
            if found := call.search(source):
                return f"{path}:{source.count(chr(10), 0, found.start()) + 1}"
    return ""


def _project_name(project: Project) -> str:
    value = read_yaml(project.folder, project.files[PROJECT_FILE]).value
    return str(value["name"])


def _is_packaged(path: str) -> bool:
    return path.startswith(("macros/", "models/", "seeds/", "tests/")) or path == PROJECT_FILE
