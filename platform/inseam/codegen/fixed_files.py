"""Files that are the same in every data product, because tools look for them there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inseam.codegen.expected_file import ExpectedFile
from inseam.dbt_project.folders import project_folders
from inseam.dbt_project.macros import MACRO_HEAD
from inseam.dbt_project.read_files import is_read_by_dbt
from inseam.report.finding import Finding, Severity

PACKAGE = "dbt_common"
# dbt takes `generate_schema_name` from the root project alone.
_SCHEMA_NAME_MACRO = f"""\
{{% macro generate_schema_name(custom_schema_name, node) -%}}
    {{{{- {PACKAGE}.generate_schema_name(custom_schema_name, node) -}}}}
{{%- endmacro %}}
"""
# sqlfluff reads the settings of the repository's root as well; these paths begin here.
_SQLFLUFF = """\
[sqlfluff:templater:jinja]
load_macros_from_path = {folders}
"""


_COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
_SCHEMA_NAME = "generate_schema_name"


def fixed_files(project: Path) -> tuple[list[ExpectedFile], list[Finding]]:
    """A finding for each macro of a person's own that replaces ours."""
    folders = project_folders(project).macros or ("macros",)
    settings = ExpectedFile(
        project / ".sqlfluff",
        _SQLFLUFF.format(folders=",".join(folders)).encode(),
        "where a product has its macros",
    )
    macro = ExpectedFile(
        project / folders[0] / "generate_schema_name.sql",
        _SCHEMA_NAME_MACRO.encode(),
        f"`{PACKAGE}.generate_schema_name`",
    )
    defined = list(_schema_names(project, folders))
    own = [_own_schema_name(found) for found in defined if not found.calls_ours]
    is_elsewhere = any(found.file != macro.path for found in defined)
    return ([settings] if own or is_elsewhere else [macro, settings]), own


@dataclass(frozen=True, slots=True)
class _SchemaNameMacro:
    file: Path
    line: int
    calls_ours: bool


def _schema_names(project: Path, folders: Iterable[str]) -> Iterator[_SchemaNameMacro]:
    """The macros of the name that dbt finds."""
    is_read = is_read_by_dbt(project)
    for path in sorted({path for f in folders for path in (project / f).rglob("*.sql")}):
        text = _COMMENT.sub(_blank, path.read_text("utf-8", "replace"))
        heads = MACRO_HEAD.finditer(text)
        found = next((head for head in heads if head[1] == _SCHEMA_NAME), None)
        if found and is_read(path):
            line = text.count("\n", 0, found.start()) + 1
            yield _SchemaNameMacro(path, line, f"{PACKAGE}.generate_schema_name" in text)


def _blank(comment: re.Match[str]) -> str:
    return "\n" * comment[0].count("\n")


def _own_schema_name(macro: _SchemaNameMacro) -> Finding:
    return Finding(
        rule="schema-name-macro-own",
        severity=Severity.WARNING,
        file=str(macro.file),
        line=macro.line,
        message="The project has a `generate_schema_name` of its own, so none is generated:"
        " dbt reads no project with two.",
        fix=f"Delete it and run ./pants generate: `{PACKAGE}.generate_schema_name`"
        " puts each port into the schema of its contract. Or keep it; `./pants check` says"
        " if a port lands elsewhere.",
    )
