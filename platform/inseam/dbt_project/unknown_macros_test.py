"""The messages are those of dbt 1.11."""

from __future__ import annotations

from pathlib import Path

import pytest

from inseam.dbt_project.unknown_macros import unknown_macro

UNDEFINED = "Compilation Error in model orders (models/orders.sql)\n  '{}' is undefined. This can"
NO_ATTRIBUTE = "Compilation Error in model orders\n  'dict object' has no attribute '{}'. This can"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path / "dbt_project.yml", "name: shop\nmacro-paths: [jinja]\n")
    write(tmp_path / "jinja/cents.sql", "{% macro cents(x) %}{{ x }}{% endmacro %}")
    common = "{%- macro as_of() %}{% endmacro %}{% macro duckdb__as_off() %}{% endmacro %}"
    write(tmp_path / "dbt_packages/dbt_common/macros/time.sql", common)
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("template", "message", "line", "fix"),
    [
        ("{{ dbt_common.as_off() }}", NO_ATTRIBUTE.format("as_off"), 2, "`dbt_common.as_of`"),
        ("{{ dbt_common['as_off']() }}", NO_ATTRIBUTE.format("as_off"), 2, "`dbt_common.as_of`"),
        ("{{\n dbt_common\n .as_off() }}", NO_ATTRIBUTE.format("as_off"), 3, "`dbt_common.as_of`"),
        ("{{ dbt_comon.as_of() }}", UNDEFINED.format("dbt_comon"), 2, "`dbt_common`"),
        ("{% set x = as_off() %}", UNDEFINED.format("as_off"), 2, "`dbt_common.as_of`"),
        ("{{ cent(1) }}", UNDEFINED.format("cent"), 2, "`cents`"),
        ("{{ datedif(a, b) }}", UNDEFINED.format("datedif"), 2, "`datediff`"),
        ("{{ dbt.datedif(a) }}", NO_ATTRIBUTE.format("datedif"), 2, "`dbt.datediff`"),
    ],
)
def test_what_is_near_is_offered_at_the_line_that_names_it(
    project: Path, template: str, message: str, line: int, fix: str
) -> None:
    model = write(project / "models/orders.sql", f"-- as_off() dbt_common.as_off\n{template}\n")
    found = unknown_macro(project, model, message)
    assert found is not None
    assert (found.file, found.line, found.fix) == (model, line, f"Did you mean {fix}?")
    assert found.is_slip


def test_macros_of_the_package_are_listed_where_none_is_near(project: Path) -> None:
    model = write(project / "models/orders.sql", "{{ dbt_common.xyz() }}")
    found = unknown_macro(project, model, NO_ATTRIBUTE.format("xyz"))
    assert found is not None
    assert found.message == "The package `dbt_common` has no macro `xyz`."
    assert found.fix == "Its macros are `as_of`. Correct the name."


def test_what_one_engine_may_have_is_not_called_a_slip(project: Path) -> None:
    model = write(project / "models/orders.sql", "{{ load_everything() }}")
    found = unknown_macro(project, model, UNDEFINED.format("load_everything"))
    assert found is not None
    assert not found.is_slip


def test_the_macro_that_calls_it_is_named_where_the_model_does_not(project: Path) -> None:
    model = write(project / "models/orders.sql", "{{ mine() }}")
    text = "{% macro mine() %}\n{{ dbt_common.as_off() }}\n{% endmacro %}"
    macro = write(project / "jinja/mine.sql", text)
    found = unknown_macro(project, model, NO_ATTRIBUTE.format("as_off"))
    assert found is not None
    assert (found.file, found.line) == (macro, 2)


@pytest.mark.parametrize(
    "message",
    [
        "Compilation Error\n  expected token ','",
        NO_ATTRIBUTE.format("foo"),
        UNDEFINED.format("foo"),
    ],
)
def test_of_another_fault_nothing_is_said(project: Path, message: str) -> None:
    model = write(project / "models/orders.sql", "{{ target.foo.bar }} {{ foo }}")
    assert unknown_macro(project, model, message) is None
