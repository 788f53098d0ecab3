"""Whether dbt-core has the same facts of a project that dbt 2 has read.

What is written in two ways is looked for in the texts (`inseam.dbt_project.two_meanings`). And
dbt 2 takes projects that dbt-core refuses: what is wrong with them is a fact too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inseam.dbt_project.folders import project_folders
from inseam.dbt_project.macro_calls import called_macros
from inseam.dbt_project.macros import MACRO_HEAD
from inseam.dbt_project.project_texts import texts_read_by_dbt
from inseam.dbt_project.two_meanings import in_template, two_meanings

# Of a test that names its column itself, dbt-core does not say that it is the column's.
_NAMES_COLUMN = re.compile(r"\bcolumn_name['\"]?\s*:")
_SCHEMA_CHANGES_WITH_CONTRACT = ("append_new_columns", "fail")


def may_be_read_alike(project: Path) -> bool:
    """What its texts say, before it is read."""
    return not (
        two_meanings(project)
        or any(
            _NAMES_COLUMN.search(file.read_text("utf-8", "replace"))
            for file in texts_read_by_dbt(project)
            if file.suffix in (".yaml", ".yml")
        )
        or _has_macros_of_one_name(project)
    )


def was_read_alike(manifest: Any) -> bool:
    """``manifest`` is what dbt 2 has made of it."""
    return not any(
        True for macro in called_macros(manifest) for _ in in_template(macro.macro_sql)
    ) and not any(_refused_by_dbt_core(manifest))


def _has_macros_of_one_name(project: Path) -> bool:
    names = Counter(
        macro[1]
        for folder in project_folders(project).macros
        for file in sorted((project / folder).rglob("*.sql"))
        for macro in MACRO_HEAD.finditer(file.read_text("utf-8", "replace"))
    )
    return any(count > 1 for count in names.values())


def _refused_by_dbt_core(manifest: Any) -> Iterator[bool]:
    models = {node.name for node in manifest.nodes.values() if node.resource_type == "model"}
    yield any(test.model not in models for test in manifest.unit_tests.values())
    groups = {group.name for group in manifest.groups.values()}
    for node in manifest.nodes.values():
        yield node.group is not None and node.group not in groups
        if (node.config.get("contract") or {}).get("enforced"):
            yield node.config.materialized == "incremental" and (
                node.config.get("on_schema_change") not in _SCHEMA_CHANGES_WITH_CONTRACT
            )
            yield not node.columns
