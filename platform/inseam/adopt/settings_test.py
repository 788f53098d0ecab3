import pytest

from inseam.adopt.settings import as_product, snake_case, without_governance

PROJECT = b"""\
name: Old
profile: mine
model-paths: [models]
# kept
models:
  Old:
    marts:
      +schema: marts
      +materialized: table
      +access: public
"""
NAMING = b"""\
{% macro generate_schema_name(name, node) %}x{% endmacro %}
{% macro tonnes(c) %}{{ c }}{% endmacro %}
"""


@pytest.mark.parametrize(
    ("name", "snake"), [("ClinicVisits", "clinic_visits"), ("till-watch", "till_watch")]
)
def test_names_of_products(name: str, snake: str) -> None:
    assert snake_case(name) == snake


def test_a_project_is_renamed_wherever_it_is_named() -> None:
    files = {
        "dbt_project.yml": PROJECT,
        "models/a.sql": b"select {{ Old.tonnes('x') }} from {{ ref('Old', 'b') }}",
        "macros/generate_schema_name.sql": NAMING,
    }

    stage = as_product(files, "new", "Old", "project")

    project = stage.files["dbt_project.yml"].decode()
    assert "name: new" in project
    assert "profile: inseam" in project
    assert "# kept" in project
    assert "  new:\n    marts:\n      +materialized: table\n      +access: public" in project
    assert stage.files["models/a.sql"] == b"select {{ new.tonnes('x') }} from {{ ref('new', 'b') }}"
    # That file is the product's own, so what else was in it has another.
    assert "macros/generate_schema_name.sql" not in stage.files
    assert b"tonnes" in stage.files["macros/own_macros.sql"]
    assert b"generate_schema_name" not in stage.files["macros/own_macros.sql"]


def test_access_and_groups_go_after_they_were_read() -> None:
    yaml = (
        b"models:\n  - name: a\n    access: public\n    group: g\n"
        b"groups:\n  - name: g\n    owner: {email: a@b.example.com}\n"
    )
    files = {"dbt_project.yml": PROJECT, "models/a.yml": yaml}

    stage = without_governance(files, "project")

    assert b"+access" not in stage.files["dbt_project.yml"]
    assert stage.files["models/a.yml"].decode() == "models:\n  - name: a\n"
    assert not any("example.com" in note.message for note in stage.notes)
