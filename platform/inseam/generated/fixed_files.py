"""Files that are the same in every data product, because tools look for them there."""

from __future__ import annotations

from pathlib import Path

from inseam.generated.wanted import WantedFile

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
load_macros_from_path = macros
"""


def fixed_files(project: Path) -> list[WantedFile]:
    return [
        WantedFile(
            project / "macros" / "generate_schema_name.sql",
            _SCHEMA_NAME_MACRO.encode(),
            f"`{PACKAGE}.generate_schema_name`",
        ),
        WantedFile(project / ".sqlfluff", _SQLFLUFF.encode(), "where a product has its macros"),
    ]
