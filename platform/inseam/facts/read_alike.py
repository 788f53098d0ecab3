"""Whether dbt-core has the same facts of a project that dbt 2 has read.

What is written in two ways is looked for in the texts (`inseam.dbt_project.two_meanings`). And
dbt 2 takes projects that dbt-core refuses: what is wrong with them is a fact too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from inseam.dbt_project.folders import project_folders
from inseam.dbt_project.macro_calls import called_macros
from inseam.dbt_project.macros import MACRO_HEAD
from inseam.dbt_project.project_texts import texts_read_by_dbt
from inseam.dbt_project.two_meanings import in_template, two_meanings
from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import InputError

# Of a test that names its column itself, dbt-core does not say that it is the column's.
_NAMES_COLUMN = re.compile(r"\bcolumn_name['\"]?\s*:")
# By their kinds, whose they are.
_THERE_ONCE = {"exposures": "", "groups": "", "unit_tests": "model"}
_DOCS = re.compile(r"\{%-?\s*docs\s+(\w+)")
_SNAPSHOT = re.compile(r"\{%-?\s*snapshot\s+(\w+)")
_PROJECT_NAME = re.compile(r"[^\d\W]\w*")
_DOC = re.compile(r"\bdoc\s*\(\s*(?:['\"]\w+['\"]\s*,\s*)?['\"](\w+)['\"]")
_LEFT_OUT = ("exposures", "unit_tests")
_SCHEMA_CHANGES_WITH_CONTRACT = ("append_new_columns", "fail")


def may_be_read_alike(project: Path) -> bool:
    """What its texts say, before it is read."""
    texts = {file: file.read_text("utf-8", "replace") for file in texts_read_by_dbt(project)}
    described = {file: texts[file] for file in texts if file.suffix in (".yaml", ".yml")}
    docs = [name for text in texts.values() for name in _DOCS.findall(text)]
    snapshots = [name for text in texts.values() for name in _SNAPSHOT.findall(text)]
    return not (
        two_meanings(project)
        or any(_NAMES_COLUMN.search(text) for text in described.values())
        or _is_one_twice(_names_of_macros(project))
        or _is_one_twice(name for file in described for name in _names_in(file))
        or _is_one_twice(docs)
        or _is_one_twice(snapshots)
        or _is_one_twice(_names_of_singular_tests(project))
        or any(not set(_DOC.findall(text)).issubset(docs) for text in described.values())
    )


def was_read_alike(project: Path, manifest: Any) -> bool:
    """``manifest`` is what dbt 2 has made of it."""
    return not (
        any(True for macro in called_macros(manifest) for _ in in_template(macro.macro_sql))
        or any(_refused_by_dbt_core(manifest))
        or _lacks_readers(project, manifest)
    )


def _is_one_twice(names: Iterable[object]) -> bool:
    return any(count > 1 for count in Counter(names).values())


def _names_of_macros(project: Path) -> Iterator[str]:
    for folder in project_folders(project).macros:
        for file in sorted((project / folder).rglob("*.sql")):
            for macro in MACRO_HEAD.finditer(file.read_text("utf-8", "replace")):
                yield macro[1]


def _names_of_singular_tests(project: Path) -> Iterator[str]:
    for folder in project_folders(project).by_key["test-paths"]:
        for file in sorted((project / folder).rglob("*.sql")):
            if "generic" not in file.relative_to(project).parts:
                yield file.stem


def _names_in(file: Path) -> Iterator[tuple[str, str, str]]:
    """Of what dbt-core wants to be there once; each with its kind."""
    try:
        value = read_yaml(str(file), file.read_bytes()).value
    except InputError:
        return
    for kind, whose in _THERE_ONCE.items():
        for entry in _entries(value, kind):
            yield kind, str(entry.get(whose)), str(entry.get("name"))
    for source in _entries(value, "sources"):
        for table in _entries(source, "tables"):
            yield "sources", str(source.get("name")), str(table.get("name"))


def _entries(value: object, key: str) -> Iterator[dict[str, Any]]:
    entries = value.get(key) if isinstance(value, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            yield entry


def _lacks_readers(project: Path, manifest: Any) -> bool:
    """Exposures and unit tests of what is not there are left out."""
    known = {kind: {e.name for e in manifest[kind].values()} for kind in _LEFT_OUT}
    return any(
        kind in known and name not in known[kind]
        for file in texts_read_by_dbt(project)
        if file.suffix in (".yaml", ".yml")
        for kind, _, name in _names_in(file)
    )


def _refused_by_dbt_core(manifest: Any) -> Iterator[bool]:
    yield _PROJECT_NAME.fullmatch(manifest.metadata.project_name) is None
    groups = {group.name for group in manifest.groups.values()}
    for node in manifest.nodes.values():
        yield node.group is not None and node.group not in groups
        if node.resource_type == "snapshot":
            needed = {"check": "check_cols", "timestamp": "updated_at"}.get(node.config.strategy)
            yield needed is not None and not node.config.get(needed)
        if (node.config.get("contract") or {}).get("enforced"):
            yield node.config.materialized == "incremental" and (
                node.config.get("on_schema_change") not in _SCHEMA_CHANGES_WITH_CONTRACT
            )
            yield not node.columns
