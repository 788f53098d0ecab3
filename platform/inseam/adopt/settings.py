"""dbt_project.yml and what it says of folders: the product's name, profile and schemas."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from inseam.adopt.config_calls import without_arguments
from inseam.adopt.kept_files import PROJECT_FILE
from inseam.adopt.stage import (
    Files,
    Stage,
    done,
    edit_yaml,
    left,
    line_of,
    replaced,
    text,
    yaml_files,
)
from inseam.report.finding import Finding

_FOLDER_SETTINGS = (
    *("model-paths", "seed-paths", "test-paths", "analysis-paths", "macro-paths"),
    *("snapshot-paths", "docs-paths", "asset-paths", "target-path", "log-path", "clean-targets"),
    *(
        "packages-install-path",
        "require-dbt-version",
        "restrict-access",
        "source-paths",
        "data-paths",
    ),
)
_BY_PROJECT = (
    "models",
    "seeds",
    "snapshots",
    "tests",
    "data_tests",
    "sources",
    "vars",
    "unit_tests",
)
# Where a node is built is its port's contract, or the product's internal schema.
_PLACES = frozenset({"schema", "database", "target_schema", "target_database", "catalog"})
# What the product's own team and ports decide.
_GOVERNANCE = frozenset({"group", "access"})
_NAMING_MACROS = ("generate_schema_name", "generate_database_name")
_NAMING_FILE = "macros/generate_schema_name.sql"
_MACRO = r"\{%-?\s*macro\s+(?:\w+__)?NAME\s*\(.*?\{%-?\s*endmacro\s*-?%\}\s*"


def snake_case(name: str) -> str:
    """A name as products have them."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


def as_product(files: Files, name: str, old: str, shown: str) -> Stage:
    """The project's settings as a product has them, under its new name, and in its own places."""
    return (
        _renamed(files, name, old, shown)
        .then(lambda f: _without_naming_macros(f, shown))
        .then(lambda f: _without_settings(f, _PLACES, "schema or database", shown))
    )


def without_governance(files: Files, shown: str) -> Stage:
    """Without groups and access, which say what is a port and are read before this."""

    def change(project: Any) -> bool:
        for key in _BY_PROJECT:
            if isinstance(project.get(key), dict):
                _drop(project[key], _GOVERNANCE)
        return True

    return (
        Stage(edit_yaml(files, PROJECT_FILE, change))
        .then(lambda f: _without_settings(f, _GOVERNANCE, "group or access", shown))
        .then(lambda f: _without_groups(f, shown))
    )


def _renamed(files: Files, name: str, old: str, shown: str) -> Stage:
    notes: list[Finding] = []
    hooks: list[str] = []

    def change(project: Any) -> bool:
        project["name"] = name
        project["profile"] = "inseam"
        project.setdefault("version", "1.0.0")
        for key in _FOLDER_SETTINGS:
            project.pop(key, None)
        for key in _BY_PROJECT:
            section = project.get(key)
            if isinstance(section, dict) and old in section and old != name:
                section[name] = section.pop(old)
            if isinstance(section, dict):
                _drop(section, _PLACES)
        hooks.extend(key for key in ("on-run-start", "on-run-end") if project.get(key))
        return True

    before = text(files, PROJECT_FILE)
    after = edit_yaml(files, PROJECT_FILE, change)
    if old != name:
        after = _renamed_refs(after, name, old)
        notes.append(
            done(
                f"{shown}/{PROJECT_FILE}",
                f"The project `{old}` is `{name}` now, also"
                " as the key of its settings and in refs with two arguments.",
                line=1,
            )
        )
    for hook in hooks:
        message = f"`{hook}` stays: it runs in tests and in each release, as here."
        fix = "Take it out if it was for one warehouse only."
        notes.append(left(f"{shown}/{PROJECT_FILE}", message, fix, line_of(before, hook)))
    return Stage(after, tuple(notes))


def _renamed_refs(files: Files, name: str, old: str) -> Files:
    two = re.compile(rf"\b((?:ref|doc)\s*\(\s*)(['\"]){re.escape(old)}\2(\s*,)")
    own = re.compile(rf"(?<![\w.'\"]){re.escape(old)}\.(?=\w+\s*\()")
    changed = {}
    for path in files:
        if path.endswith((".sql", ".yml", ".yaml", ".md")) and path != PROJECT_FILE:
            before = text(files, path)
            after = own.sub(f"{name}.", two.sub(rf"\1\2{name}\2\3", before))
            if after != before:
                changed[path] = after
    return replaced(files, changed)


def _drop(section: Any, keys: frozenset[str]) -> None:
    for key in list(section):
        value = section[key]
        if (key.startswith("+") and key[1:] in keys) or (
            key in keys and not isinstance(value, dict)
        ):
            del section[key]
        elif isinstance(value, dict):
            _drop(value, keys)


def _without_naming_macros(files: Files, shown: str) -> Stage:
    """The product has one of its own, that knows its ports; dbt takes no second one."""
    changed: dict[str, str | None] = {}
    notes = []
    for path in files:
        if not path.startswith("macros/") or not path.endswith(".sql"):
            continue
        before = after = text(files, path)
        for name in _NAMING_MACROS:
            pattern = re.compile(_MACRO.replace("NAME", name), re.DOTALL)
            if found := pattern.search(after):
                line = after.count("\n", 0, found.start()) + 1
                what = " ".join(found[0].split())
                message = f"The macro `{name}` is gone. It was: {what[:300]}"
                fix = "Nothing: a port's contract says its schema, all else is internal."
                notes.append(done(f"{shown}/{path}", message, fix, line))
                after = pattern.sub("", after)
        if after != before:
            changed[path] = None
            # The product's own macro has this name.
            rest = "macros/own_macros.sql" if path == _NAMING_FILE else path
            changed |= {rest: after} if after.strip() else {}
    after_files = replaced(files, changed)
    return Stage(_without_descriptions(after_files), tuple(notes))


def _without_descriptions(files: Files) -> Files:
    """dbt warns of a description of a macro that is gone."""

    def change(document: Any) -> bool:
        entries = document.get("macros")
        if not isinstance(entries, list):
            return False
        rest = [e for e in entries if not _is_named(e, _NAMING_MACROS)]
        if len(rest) == len(entries):
            return False
        document["macros"] = rest
        return True

    for path in yaml_files(files, "macros/"):
        files = edit_yaml(files, path, change)
    return files


def _is_named(entry: Any, names: Collection[str]) -> bool:
    return isinstance(entry, dict) and entry.get("name") in names


def _without_settings(files: Files, keys: frozenset[str], what: str, shown: str) -> Stage:
    """Without what nodes set for themselves, in SQL and in YAML."""
    notes: list[Finding] = []
    changed: dict[str, str | None] = {}
    for path in files:
        if path.endswith(".sql") and path.startswith(("models/", "snapshots/")):
            before = text(files, path)
            after = without_arguments(before, keys)
            if after != before:
                changed[path] = after
                message = f"The model's own {what} is gone."
                notes.append(done(f"{shown}/{path}", message, line=line_of(before, "config")))
    after_files = replaced(files, changed)
    for path in yaml_files(after_files):
        if path in (PROJECT_FILE, "packages.yml", "dependencies.yml"):
            continue
        edited = edit_yaml(after_files, path, lambda document: _drop_of_nodes(document, keys))
        if edited is not after_files:
            notes.append(done(f"{shown}/{path}", f"The {what} of nodes is gone from the file."))
        after_files = edited
    return Stage(after_files, tuple(notes))


def _drop_of_nodes(document: Any, keys: frozenset[str]) -> bool:
    changed = False
    for kind in ("models", "seeds", "snapshots"):
        for entry in _entries(document, kind):
            for owner in (entry, entry.get("config")):
                for key in [k for k in owner or () if k in keys]:
                    del owner[key]
                    changed = True
            if entry.get("config") == {}:
                del entry["config"]
    return changed


def _without_groups(files: Files, shown: str) -> Stage:
    """A product has one owner, its team; addresses of people are not copied."""
    notes = []
    for path in yaml_files(files, "models/"):
        source = text(files, path)

        def change(document: Any) -> bool:
            return document.pop("groups", None) is not None

        edited = edit_yaml(files, path, change)
        if edited is not files:
            message = "The groups are gone: the product's team is its group."
            fix = "If a group is a team of its own, add it to platform/teams.yaml."
            notes.append(left(f"{shown}/{path}", message, fix, line_of(source, "groups:")))
        files = edited
    return Stage(files, tuple(notes))


def _entries(document: Mapping[str, Any], key: str) -> Iterator[Any]:
    entries = document.get(key)
    if isinstance(entries, list):
        yield from (entry for entry in entries if isinstance(entry, dict))
