from __future__ import annotations

import json

import pytest

from inseam.affected.changed_file import ChangedFile
from inseam.affected.specs import Specs, find_specs, to_json, to_text

SQL = "products/orders/models/orders.sql"


def because(*files: str) -> str:
    return find_specs("1a2b3c4", [ChangedFile(file, file) for file in files]).because


@pytest.mark.parametrize(
    "file",
    [
        ".ci/checks",
        ".github/workflows/pull-request.yml",
        "BUILD",
        "CODEOWNERS",
        "contracts/published/orders-v1/1.0.0.odcs.yaml",
        "pants.toml",
        "platform/integration/conftest.py",
        "platform/locks/testing.txt",
        "platform/pants-plugins/pants_inseam/goals/testing.py",
        "platform/teams.yaml",
        "products",
    ],
)
def test_everything_is_affected_by(file: str) -> None:
    assert because(SQL, file) == f"{file} is changed"
    assert find_specs("1a2b3c4", [ChangedFile(None, file)]).specs == ("::",)


@pytest.mark.parametrize(
    "file",
    [
        ".editorconfig",
        ".vscode/settings.json",
        "README.md",
        "contracts/external/shop-v1.odcs.yaml",
        "docs/picture.svg",
        "platform/inseam/report/text.py",
        "platform/integration/README.md",
        "products/orders/[brackets]-{are}-kept*.csv",
        "shared/dbt_common/macros/time/as_of.sql",
        SQL,
    ],
)
def test_dependencies_tell_what_is_affected_by(file: str) -> None:
    assert because(file) == ""


@pytest.mark.parametrize("name", ["over view.csv", "Übersicht.csv", 'a"b.csv', "a\\b.csv", "a\nb"])
def test_everything_is_affected_by_a_name_that_pants_loses(name: str) -> None:
    said = because(f"products/orders/tests/{name}")
    assert said.endswith(" is changed")
    assert said.isascii()
    assert "\n" not in said


def test_everything_is_affected_by_a_file_that_is_no_longer_there() -> None:
    changes = [ChangedFile("pants.toml", "pants.toml"), ChangedFile(SQL, None)]
    assert find_specs("1a2b3c4", changes).because == f"{SQL} is deleted"
    changes = [ChangedFile(SQL, SQL.replace("orders.sql", "order.sql"))]
    assert find_specs("1a2b3c4", changes).because == f"{SQL} is deleted"


def test_specs_are_one_line_for_a_shell_and_a_document_for_programs() -> None:
    specs = find_specs("1a2b3c4", [ChangedFile(SQL, SQL)])
    assert to_text(specs) == "--changed-since=1a2b3c4 --changed-dependents=transitive"
    assert json.loads(to_json(specs)) == {
        "version": 1,
        "base": "1a2b3c4",
        "specs": ["--changed-since=1a2b3c4", "--changed-dependents=transitive"],
        "because": None,
    }
    assert (
        json.loads(to_json(Specs("1a2b3c4", ("::",), "x is deleted")))["because"] == "x is deleted"
    )
