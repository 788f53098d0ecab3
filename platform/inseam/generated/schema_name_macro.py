"""The macro with which dbt names a product's schemas.

dbt takes `generate_schema_name` from the root project alone, so every product carries one that
calls the package's.
"""

from __future__ import annotations

from pathlib import Path

from inseam.generated.wanted import WantedFile

FILE = Path("macros", "generate_schema_name.sql")
PACKAGE = "dbt_common"
_TEXT = f"""\
{{% macro generate_schema_name(custom_schema_name, node) -%}}
    {{{{- {PACKAGE}.generate_schema_name(custom_schema_name, node) -}}}}
{{%- endmacro %}}
"""


def schema_name_macro(project: Path) -> WantedFile:
    return WantedFile(project / FILE, _TEXT.encode(), f"`{PACKAGE}.generate_schema_name`")
