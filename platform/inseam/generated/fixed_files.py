"""Files that are the same in every data product, because tools look for them there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from inseam.dbt_project.folders import project_folders
from inseam.generated.wanted import WantedFile
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


_DEFINES_SCHEMA_NAME = re.compile(r"{%-?\s*macro\s+generate_schema_name\s*\(")


def fixed_files(project: Path) -> tuple[list[WantedFile], list[Finding]]:
    """A finding for each macro of a person's own that stands in the place of ours."""
    folders = project_folders(project).macros or ("macros",)
    settings = WantedFile(
        project / ".sqlfluff",
        _SQLFLUFF.format(folders=",".join(folders)).encode(),
        "where a product has its macros",
    )
    macro = WantedFile(
        project / folders[0] / "generate_schema_name.sql",
        _SCHEMA_NAME_MACRO.encode(),
        f"`{PACKAGE}.generate_schema_name`",
    )
    own = list(_own_schema_names(project, folders))
    return ([settings] if own else [macro, settings]), own


def _own_schema_names(project: Path, folders: Iterable[str]) -> Iterator[Finding]:
    for path in sorted({path for f in folders for path in (project / f).rglob("*.sql")}):
        text = path.read_text("utf-8", "replace")
        found = _DEFINES_SCHEMA_NAME.search(text)
        if found and f"{PACKAGE}.generate_schema_name" not in text:
            yield Finding(
                rule="schema-name-macro-own",
                severity=Severity.WARNING,
                file=str(path),
                line=text.count("\n", 0, found.start()) + 1,
                message="The project has a `generate_schema_name` of its own, so none is generated:"
                " dbt reads no project with two.",
                fix=f"Delete it and run ./pants generate: `{PACKAGE}.generate_schema_name`"
                " puts each port into the schema of its contract. Or keep it; `./pants check` says"
                " if a port lands elsewhere.",
            )
