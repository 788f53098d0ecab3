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
    message = (
        "Compilation Error\n  Model 'model.shop.orders' (models/orders.sql) depends on a node named"
        " 'stg_ordres' which was not found"
    )
    found = only(parse_failure_findings(project, message))
    assert (found.file, found.line, found.message) == (str(model), 2, message)


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
