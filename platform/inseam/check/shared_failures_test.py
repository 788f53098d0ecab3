from __future__ import annotations

from pathlib import Path

import pytest

from inseam.check.shared_failures import fails_to_compile_on_both, fails_to_parse_on_both

MODEL = "models/parcels.sql"
IN_MODEL = f"Runtime Error\n  Compilation Error in model parcels ({MODEL})\n    division by zero"
ASKS = f"Runtime Error in model parcels ({MODEL})\n    It asks the database while it is compiled."
DISPATCH = f"""\
Compilation Error in model parcels ({MODEL})
  In dispatch: No macro named 'mine' found within namespace: 'None'
      Searched for: 'databricks__mine', 'spark__mine', 'default__mine'"""
KIND = "{% macro kind() %}{{ return(target.type) }}{% endmacro %}"
OF_KIND = "{% macro of_kind() %}{{ kind() }}{% endmacro %}"


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / ("macros" if name != "model" else "models")
        path.mkdir(exist_ok=True)
        (path / ("parcels.sql" if name == "model" else f"{name}.sql")).write_text(text)
    return folder


@pytest.mark.parametrize(
    ("message", "files"),
    [
        (IN_MODEL, {"model": "{{ 1/0 }}"}),
        (IN_MODEL, {"model": "{{ 1/0 }}", "unused": KIND}),
        (ASKS, {"model": "{{ run_query('select 1') }}"}),
        (ASKS, {"model": "{{ adapter.get_columns_in_relation(this) }}"}),
    ],
)
def test_a_template_that_asks_nothing_of_its_engine_fails_on_both(
    tmp_path: Path, message: str, files: dict[str, str]
) -> None:
    assert fails_to_compile_on_both(written(tmp_path, **files), message)


@pytest.mark.parametrize(
    ("message", "files"),
    [
        (IN_MODEL, {"model": "{% if target.type == 'databricks' %}{{ 1/0 }}{% endif %}"}),
        (IN_MODEL, {"model": "{{ 1/0 if target['type'] == 'databricks' }}"}),
        (IN_MODEL, {"model": "{{ 1 / adapter.get_columns_in_relation(this) }}"}),
        (IN_MODEL, {"model": "{{ dbt.dateadd('day', 1) }}"}),
        (IN_MODEL, {"model": "{{ 1/0 if kind() == 'databricks' }}", "kind": KIND}),
        (IN_MODEL, {"model": "{{ of_kind() }}", "kind": KIND, "of_kind": OF_KIND}),
        # The check on DuckDB compiles no test, and knows no macro of an engine.
        (IN_MODEL.replace("in model", "in test"), {"model": "{{ 1/0 }}"}),
        (f"{IN_MODEL}\n    > in macro spark__x (macros/x.sql)", {"model": "{{ x() }}"}),
        ("Runtime Error", {"model": "{{ 1/0 }}"}),
    ],
)
def test_what_may_fail_on_databricks_alone_is_reported_there(
    tmp_path: Path, message: str, files: dict[str, str]
) -> None:
    assert not fails_to_compile_on_both(written(tmp_path, **files), message)


@pytest.mark.parametrize(
    ("message", "files", "on_both"),
    [
        ("dbt found two schema.yml entries", {}, True),
        (IN_MODEL, {"model": "{{ ref( }}"}, True),
        (IN_MODEL, {"model": "{{ 1/0 if target.name == 'databricks' }}"}, False),
        (DISPATCH, {"model": "{{ adapter.dispatch('mine')() }}"}, True),
        (DISPATCH, {"model": "", "mine": "{% macro duckdb__mine() %}{% endmacro %}"}, False),
    ],
)
def test_both_parse_alike_but_for_what_is_of_an_engine(
    tmp_path: Path, message: str, files: dict[str, str], on_both: bool
) -> None:
    assert fails_to_parse_on_both(written(tmp_path, **files), message) is on_both
