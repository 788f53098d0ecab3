"""The messages are those of dbt 1.11."""

from __future__ import annotations

from pathlib import Path

import pytest

from inseam.dbt_project.parse_failures import parse_failure_findings
from inseam.report.finding import Finding


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path / "dbt_project.yml", b"name: shop\n")
    return tmp_path


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def only(findings: list[Finding]) -> Finding:
    (finding,) = findings
    return finding


def test_a_reference_to_nothing_is_at_the_line_that_makes_it(project: Path) -> None:
    model = write(project / "models/orders.sql", b"select *\nfrom {{ ref('stg_ordres') }}\n")
    write(project / "models/staging/stg_orders.sql", b"select 1\n")
    message = (
        "Compilation Error\n  Model 'model.shop.orders' (models/orders.sql) depends on a node named"
        " 'stg_ordres' which was not found"
    )
    found = only(parse_failure_findings(project, message))
    assert (found.file, found.line) == (str(model), 2)
    assert found.message == (
        "`orders` reads `stg_ordres`, which is not a model, seed or snapshot of this product."
    )
    assert found.fix == "Did you mean `stg_orders`?"


@pytest.mark.parametrize(
    "ref", ["'depots', 'parcels'", '"depots", "parcels"', "'depots','parcels'"]
)
def test_a_model_of_another_project_is_to_be_read_as_a_source(project: Path, ref: str) -> None:
    model = write(project / "models/orders.sql", f"select *\nfrom {{{{ ref({ref}) }}}}\n".encode())
    message = (
        "Compilation Error\n  Model 'model.shop.orders' (models/orders.sql) depends on a node named"
        " 'parcels' in package or project 'depots' which was not found"
    )
    found = only(parse_failure_findings(project, message))
    assert (found.rule, found.file, found.line) == ("other-product-model", str(model), 2)
    assert "source('depots_v1', 'parcels')" in (found.fix or "")


def test_a_source_that_nobody_declares_is_at_the_line_of_its_table(project: Path) -> None:
    model = write(project / "models/orders.sql", b"select *\nfrom {{ source('a_v1', \"b\") }}\n")
    message = (
        "Compilation Error\n  Model 'model.shop.orders' (models/orders.sql) depends on a source"
        " named 'a_v1.b' which was not found"
    )
    found = only(parse_failure_findings(project, message))
    assert (found.file, found.line) == (str(model), 2)
    assert found.message == (
        "`orders` reads the source `a_v1`, which no sources file of this product has."
    )


SOURCES = b"sources:\n  - name: shop_v1\n    tables: [{name: orders}, {name: customers}]\n"


@pytest.mark.parametrize(
    ("source", "message", "fix"),
    [
        (
            "shop_v1.ordres",
            "`stg` reads `shop_v1.ordres`, and the source `shop_v1` has no such table.",
            "Did you mean `orders`?",
        ),
        (
            "shop_v1.x",
            "`stg` reads `shop_v1.x`, and the source `shop_v1` has no such table.",
            (
                "Its tables are `orders`, `customers`. Correct the name, or add the table to the"
                " source."
            ),
        ),
        (
            "shop_v2.orders",
            "`stg` reads the source `shop_v2`, which no sources file of this product has.",
            "Did you mean `shop_v1`?",
        ),
    ],
)
def test_a_source_gets_the_nearest_name(project: Path, source: str, message: str, fix: str) -> None:
    write(project / "models/input_ports/shop.source.yaml", SOURCES)
    write(project / "models/stg.sql", b"select 1")
    said = (
        f"Compilation Error\n  Model 'model.shop.stg' (models/stg.sql) depends on a source named"
        f" '{source}' which was not found"
    )
    found = only(parse_failure_findings(project, said))
    assert (found.message, found.fix) == (message, fix)


def test_the_file_is_found_that_dbt_names_without_its_folder(project: Path) -> None:
    models = write(
        project / "models/output_ports/v1/_models.yml", b"models:\n  - name: a\n   b: 1\n"
    )
    write(project / "models/output_ports/v2/_models.yml", b"models: []\n")
    said = "Parsing Error\n  Error reading shop: output_ports/v1/_models.yml - Runtime Error\n"
    assert only(parse_failure_findings(project, said)).file == str(models)


def test_a_file_that_dbt_calls_invalid_is_the_place(project: Path) -> None:
    models = write(project / "models/a.yml", b"models:\n  - nam: a\n")
    said = (
        "Parsing Error\n  The schema file at models/a.yml is invalid because a list element for"
        " 'models' does not have a name attribute."
    )
    assert only(parse_failure_findings(project, said)).file == str(models)


def test_a_template_that_is_none_is_at_the_line_that_jinja_names(project: Path) -> None:
    model = write(project / "models/orders.sql", b"select 1\nfrom {{ ref('a') }\n")
    message = (
        "Compilation Error in model orders (models/orders.sql)\n  unexpected '}'\n    line 2\n"
        "      from {{ ref('a') }"
    )
    found = only(parse_failure_findings(project, message))
    assert (found.file, found.line) == (str(model), 2)


def test_yaml_that_is_none_is_said_as_everywhere_else(project: Path) -> None:
    models = write(project / "models/_models.yml", b"version: 2\nmodels:\n\t- name: a\n")
    message = (
        "Parsing Error\n  Error reading shop: models/_models.yml - Runtime Error\n"
        "    Syntax error near line 3\n"
    )
    found = only(parse_failure_findings(project, message))
    assert (found.rule, found.file, found.line) == ("yaml-unreadable", str(models), 3)


def test_each_file_that_is_no_utf8_is_named_though_dbt_names_none(project: Path) -> None:
    model = write(project / "models/orders.sql", b"select 1\n-- caf\xe9\n")
    write(project / "target/compiled.sql", b"\xe9")
    write(project / "tests/inputs/rows.csv", b"\xe9")
    message = "'utf-8' codec can't decode byte 0xe9 in position 15: invalid continuation byte"
    found = only(parse_failure_findings(project, message))
    assert (found.file, found.line) == (str(model), 2)
    assert "0xe9" in found.message


def test_what_is_in_no_file_of_the_project_is_at_its_project_file(project: Path) -> None:
    message = "Compilation Error in macro as_of (macros/time/as_of.sql)\n  no\n    line 2"
    found = only(parse_failure_findings(project, message))
    assert (found.file, found.line) == (str(project / "dbt_project.yml"), None)


def test_models_that_read_each_other_are_at_the_line_that_reads(project: Path) -> None:
    model = write(project / "models/a.sql", b"select *\nfrom {{ ref('b') }}\n")
    write(project / "models/deep/b.sql", b"select *\nfrom {{ ref('a') }}\n")
    message = "Found a cycle: model.shop.b --> model.shop.a"
    found = only(parse_failure_findings(project, message))
    assert (found.file, found.line) == (str(model), 2)
    assert found.message.startswith("The models `a`, `b` read each other, so dbt ")


def test_a_cycle_without_its_files_is_in_the_project(project: Path) -> None:
    found = only(parse_failure_findings(project, "Found a cycle: model.shop.b --> model.shop.a"))
    assert (found.file, found.line) == (str(project / "dbt_project.yml"), None)
