"""What a release sends to Databricks: in this order, valid there, with the names of contracts; and
to which host it would connect.

dbt-databricks renders it and connects; only what would go to the network is kept back.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, virtual_environment

GOLDEN = Path(__file__).with_name("databricks_release.sql")
GRANTS_GOLDEN = Path(__file__).with_name("databricks_grants.sql")
PROGRAM = Path(__file__).with_name("databricks_statements.py")
CONNECTION = Path(__file__).with_name("databricks_connection.py")
CATALOG = "entropy_data_prod"
CLAIM = {
    "who": "ann@example.com",
    "what": "release",
    "host": "builder",
    "pid": 7,
    "started": "Sat Jan 31 06:00:00 2026",
    "since": "2026-01-31T06:00:00+00:00",
    "lease_until": "2026-01-31T12:00:00+00:00",
}


def place(schema: str, identifier: str = "") -> dict[str, str]:
    parts = {"database": CATALOG, "schema": schema}
    return {**parts, "identifier": identifier} if identifier else parts


def step(entry: int, name: str) -> dict[str, Any]:
    row = {"entry": entry, "product": "orders", "release": "2_bb", "step": name}
    return {"releases": [{**row, "note": "It's a \\ in a note"}]}


# As `inseam.release` makes them for a product with an incremental model, and one object fewer than
# in the release before.
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("environment_holder", {}),
    ("hold_environment", {"row": CLAIM}),
    (
        "create_state",
        {
            "tables": {
                "releases": [
                    ["entry", "bigint"],
                    *([name, "string"] for name in ("product", "release", "step", "note")),
                ]
            }
        },
    ),
    ("state_rows", {"tables": ["releases"]}),
    (
        "begin_release",
        {
            "schemas": [place("internal_orders__2_bb"), place("op_orders_v1__2_bb")],
            "copies": [
                {
                    "from": place("op_orders_v1__1_aa", "orders"),
                    "to": place("op_orders_v1__2_bb", "orders"),
                }
            ],
            "rows": step(1, "started"),
        },
    ),
    ("add_state_rows", {"rows": step(2, "publishing")}),
    (
        "publish_release",
        {
            "schemas": [place("op_orders_v1")],
            "views": [
                {
                    "view": place("op_orders_v1", name),
                    "of": place("op_orders_v1__2_bb", name),
                }
                for name in ("new_orders", "orders")
            ],
            "dropped": [place("op_orders_v1", "old_orders")],
            "rows": step(3, "published"),
            "message": "orders 2_bb",
        },
    ),
    ("views_on", {"schemas": [place("op_orders_v1__1_aa")]}),
    (
        "drop_release",
        {
            "schemas": [place("internal_orders__1_aa"), place("op_orders_v1__1_aa")],
            "rows": step(4, "dropped"),
        },
    ),
    ("clean_files", {}),
    ("let_go_of_environment", {"row": CLAIM}),
]
# The published view that is there already, and the claim.
ANSWERS = {
    f"show tables in `{CATALOG}`.`op_orders_v1` like 'orders'": [{"tableName": "orders"}],
    f"show tables in `{CATALOG}`.`inseam` like 'holder'": [{"tableName": "holder"}],
    f"show tblproperties `{CATALOG}`.`inseam`.`holder`": [{"value": json.dumps(CLAIM)}],
}


@dataclass(frozen=True)
class Statement:
    macro: str
    text: str
    kind: str
    names: tuple[tuple[str, ...], ...]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lock = ROOT / "platform/locks/databricks.txt"
    return virtual_environment(tmp_path_factory.mktemp("databricks"), lock)


def sent(
    programs: Path, calls: Sequence[tuple[str, dict[str, Any]]], answers: dict[str, Any]
) -> list[Statement]:
    asked = {
        "repository": str(ROOT),
        "variables": {"INSEAM_DATABASE": "", "DATABRICKS_CATALOG": CATALOG},
        "calls": calls,
        "answers": answers,
    }
    done = subprocess.run(
        [programs / "python", PROGRAM],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [
        Statement(macro, one["text"], one["kind"], tuple(map(tuple, one["names"])))
        for macro, statements in json.loads(done.stdout)
        for one in statements
    ]


@pytest.fixture(scope="module")
def statements(programs: Path) -> list[Statement]:
    return sent(programs, CALLS, ANSWERS)


def is_golden(statements: Sequence[Statement], golden: Path, what: str) -> None:
    text, macro = f"-- What {what} sends to Databricks, by the macros that send it.\n", ""
    for one in statements:
        text += f"\n-- {one.macro}\n" if one.macro != macro else ""
        text += f"{one.text};\n"
        macro = one.macro
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_every_statement_is_sent_in_this_order(statements: list[Statement]) -> None:
    is_golden(statements, GOLDEN, "a release")


def test_every_statement_is_databricks_sql(statements: list[Statement]) -> None:
    # sqlglot parses no SHOW of Databricks.
    unparsed = [one.text for one in statements if one.kind == "Command"]
    assert [text for text in unparsed if not text.startswith("show ")] == []
    kinds = {one.kind for one in statements}
    assert {"Alter", "Create", "Drop", "Insert", "Select"} <= kinds


def test_names_have_their_catalog(statements: list[Statement]) -> None:
    named = [(one, name) for one in statements for name in one.names]
    catalogs = {name[0] for _, name in named}
    assert catalogs == {CATALOG, "system"}
    # A schema's name has two parts.
    assert {
        len(name) for one, name in named if " schema " not in one.text and one.kind != "Command"
    } == {3}
    assert {len(name) for one, name in named if " schema " in one.text} == {2}


def test_a_crash_while_views_change_is_noted_before_the_first(statements: list[Statement]) -> None:
    texts = [one.text for one in statements]
    (publishing,) = (n for n, text in enumerate(texts) if "'publishing'" in text)
    (published,) = (n for n, text in enumerate(texts) if "'published'" in text)
    views = [n for n, text in enumerate(texts) if " view " in text]
    assert publishing < min(views) <= max(views) < published


def test_grants_are_asked_for_and_changed_by_statements_of_unity_catalog(programs: Path) -> None:
    schema, view = [CATALOG, "op_orders_v1"], [CATALOG, "op_orders_v1", "orders"]
    given = {"give": True, "principal": "analysts of `x`.y-z"}
    taken = {"give": False, "principal": "2026"}
    changes = [
        {**given, "privilege": "USE CATALOG", "object": [CATALOG]},
        {**given, "privilege": "USE SCHEMA", "object": schema},
        {**given, "privilege": "SELECT", "object": view},
        {**taken, "privilege": "SELECT", "object": view},
    ]
    # What SHOW GRANTS answers is read in `inseam.grants`.
    answers = {
        "show catalogs": [{"catalog": CATALOG}],
        "show schemas": [{"databaseName": "op_orders_v1"}],
        "show views": [{"namespace": "op_orders_v1", "viewName": "Orders"}],
    }
    objects = [[CATALOG], schema, view, [*schema, "gone"], ["elsewhere", "s", "v"]]
    found = sent(
        programs,
        [("grants_on", {"objects": objects}), ("change_grants", {"changes": changes})],
        answers,
    )
    # The object that is not there, and the catalog, are not asked about.
    is_golden(found, GRANTS_GOLDEN, "`grants`")
    assert [one.kind for one in found[-3:]] == ["Grant", "Grant", "Revoke"]


@pytest.mark.parametrize(
    ("host", "said"),
    [
        (
            "databricks.entropy-data.example.com",
            "asked databricks.entropy-data.example.com 443\n",
        ),
        (
            "elsewhere.example.com",
            (
                "refused The environment variable `DATABRICKS_HOST` is `elsewhere.example.com`,"
                " which `databricks` does not list. Nothing was sent.\n"
            ),
        ),
    ],
)
def test_only_a_host_of_the_environment_is_connected_to(
    programs: Path, host: str, said: str
) -> None:
    given = {
        "DATABRICKS_HOST": host,
        "DATABRICKS_HTTP_PATH": "/sql/1.0/warehouses/one",
        "DATABRICKS_TOKEN": "canary",
    }
    done = subprocess.run(
        [programs / "python", CONNECTION, ROOT],
        env={"PATH": os.environ["PATH"], **given},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert done.stdout == said


def test_grants_runs_with_the_tools_for_databricks(programs: Path) -> None:
    """They have no DuckDB."""
    done = subprocess.run(
        [programs / "python", "-c", "import inseam.grants.__main__"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "platform")},
        check=False,
    )
    assert done.returncode == 0
