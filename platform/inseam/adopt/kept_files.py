"""Which files of a project come along, and in which folders: those that dbt reads."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from inseam.adopt.stage import YAML_SUFFIXES, Files, Stage, done, left, line_of, refused, text
from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import Finding, InputError

PROJECT_FILE = "dbt_project.yml"
# dbt's settings for folders, with the names that a product has them by, and what dbt reads there.
_FOLDERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "model-paths": ("models", (".sql", ".yml", ".yaml", ".md", ".py", ".csv")),
    "seed-paths": ("seeds", (".csv", ".yml", ".yaml", ".md")),
    "test-paths": ("tests", (".sql", ".yml", ".yaml", ".md", ".csv")),
    "analysis-paths": ("analyses", (".sql", ".yml", ".yaml", ".md")),
    "macro-paths": ("macros", (".sql", ".yml", ".yaml", ".md")),
    "snapshot-paths": ("snapshots", (".sql", ".yml", ".yaml", ".md")),
}
_BESIDE = frozenset({PROJECT_FILE, "packages.yml", "dependencies.yml", "README.md"})
CONTRACTS = "adopted_contracts"


def project_settings(files: Files, shown: str) -> dict[str, Any]:
    """Raises `InputError` for a file that is not a mapping."""
    value = read_yaml(f"{shown}/{PROJECT_FILE}", files[PROJECT_FILE]).value
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        message = "The file has no `name`, so it is not a dbt project."
        raise InputError([left(f"{shown}/{PROJECT_FILE}", message, "Write `name:`.")])
    return value


def kept(files: Files, shown: str) -> Stage:
    """The files that dbt reads, in folders of the usual names; contracts in one of their own."""
    settings = project_settings(files, shown)
    moved = _moved_folders(settings)
    after: dict[str, bytes] = {}
    left_out: list[str] = []
    for path, content in files.items():
        target = _target(path, moved)
        if target is None and _is_contract(path, content):
            target = f"{CONTRACTS}/{PurePosixPath(path).name}"
        if target is None:
            left_out.append(path)
        else:
            after[target] = content
    _refuse_unreadable(after, shown)
    notes: list[Finding] = []
    for key, pairs in moved.items():
        notes += [
            done(
                f"{shown}/{PROJECT_FILE}",
                f"`{key}` named the folder `{folder}`; its files are in `{target}` now.",
                line=line_of(text(files, PROJECT_FILE), key),
            )
            for folder, target in pairs
            if folder != target and any(path.startswith(f"{folder}/") for path in files)
        ]
    notes += [
        refused(
            f"{shown}/{path}", "The file is not UTF-8, so dbt cannot read it.", "Save it as UTF-8."
        )
        for path, content in after.items()
        if not _is_utf8(content)
    ]
    if left_out:
        what = "Left out, as dbt does not read them: "
        notes.append(done(shown, what + ", ".join(left_out)))
    return Stage(dict(sorted(after.items())), tuple(notes))


def read_by_dbt(files: Files) -> frozenset[str]:
    """The paths of those that come along, as they are in the project."""
    moved = _moved_folders(project_settings(files, "."))
    return frozenset(path for path in files if _target(path, moved) is not None)


def _refuse_unreadable(files: Files, shown: str) -> None:
    """Raises `InputError` for all YAML that cannot be read, or is not a mapping."""
    problems: list[Finding] = []
    for path in files:
        if not path.endswith(YAML_SUFFIXES):
            continue
        file = f"{shown}/{path.removeprefix(f'{CONTRACTS}/')}"
        try:
            value = read_yaml(file, files[path]).value
        except InputError as error:
            problems += error.findings
            continue
        if value is not None and not isinstance(value, dict):
            problems.append(refused(file, "The file is not a mapping.", "Correct the YAML."))
    if problems:
        raise InputError(problems)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _moved_folders(settings: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """By setting: each folder with the one that it becomes; of several the others go inside."""
    moved = {}
    for key, (usual, _) in _FOLDERS.items():
        named = settings.get(key) or [usual]
        folders = [
            posixpath.normpath(str(f)) for f in (named if isinstance(named, list) else [named])
        ]
        moved[key] = [
            (folder, usual if place == 0 else f"{usual}/{PurePosixPath(folder).name}")
            for place, folder in enumerate(folders)
        ]
    return moved


def _target(path: str, moved: Mapping[str, list[tuple[str, str]]]) -> str | None:
    if path in _BESIDE:
        return path
    for key, pairs in moved.items():
        for folder, target in pairs:
            if path.startswith(f"{folder}/") and path.endswith(_FOLDERS[key][1]):
                # Python is a model there, and a script everywhere else.
                is_script = (
                    path.endswith(".py") and "def model(" not in path and key != "model-paths"
                )
                return None if is_script else target + path[len(folder) :]
    return None


def _is_contract(path: str, content: bytes) -> bool:
    if not path.endswith((".yml", ".yaml")):
        return False
    head = content[:4000].decode("utf-8", "replace")
    return any(
        mark in head
        for mark in ("kind: DataContract", "kind: DataProduct", "dataContractSpecification:")
    )


def data_files(files: Files) -> Files:
    """CSV files outside of seeds: rows that a source may name as its external file."""
    return {path: content for path, content in files.items() if path.endswith(".csv")}
