"""The process that loads, as its goal starts it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inseam.load.__main__ import run
from inseam.load.request import read_load_request
from inseam.report.finding import InputError
from testkit.lake import CLOCK, ROOT, SHOP, WRITTEN, contract, product

ENVIRONMENTS = f"""\
- {{name: lake, target: lake, database: lake, location: dist/lake, as_of: "{CLOCK}"}}
- {{name: databricks, target: databricks, hosts: [a.example.com]}}
"""


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for folder in ("shared/dbt_common", "platform/dbt"):
        made = tmp_path / folder
        made.parent.mkdir(parents=True, exist_ok=True)
        made.symlink_to(ROOT / folder)
    (tmp_path / "platform/environments.yaml").write_text(ENVIRONMENTS)
    return tmp_path


def asked(*files: str, **other: Any) -> Path:
    request = {
        "version": 1,
        "environment": "",
        "contracts": [{"file": file, "canonical": file} for file in files],
        "claimed_twice": {},
        "readers": {"shop-v1": ["products/orders"]},
        "asked": [],
        "written_by": [],
        "synthesis": {"rows": 20, "seed": 1},
        "clock": CLOCK,
        "as_of": "",
        "synthesise": False,
        "wait": 0,
        **other,
    }
    file = Path("_request.json")
    file.write_text(json.dumps(request))
    return file


def test_the_last_lines_say_what_is_where_and_how_to_read_it(repository: Path) -> None:
    shop = contract(Path()).contract.file
    product(Path(), "orders", WRITTEN)
    said = run(read_load_request(asked(shop, as_of="2025-02-01T00:00:00Z")), repository)
    assert said.findings == ()
    assert said.summary == (
        (
            "shop-v1: loaded: 2 tables, 2 rows (written by products/orders: customers, orders);"
            " 4 rows that come later left out, in lake.shop__public"
        ),
        "lake: 1 contract loaded, 0 unchanged.",
        (
            "Any DuckDB client reads it: attach"
            f" 'ducklake:sqlite:{repository}/dist/lake/catalog.sqlite' as lake (read_only)"
        ),
    )


def test_what_cannot_be_read_keeps_no_other_out(repository: Path) -> None:
    shop = contract(Path()).contract.file
    Path("contracts/external/broken-v1.odcs.yaml").write_text("kind: Nothing\n")
    files = (shop, "contracts/external/broken-v1.odcs.yaml", "contracts/external/gone-v1.odcs.yaml")
    said = run(read_load_request(asked(*files)), repository)
    assert [finding.rule for finding in said.findings] == [
        "contract-unreadable",
        "contract-missing",
    ]
    assert said.summary[0].startswith("shop-v1: loaded: 2 tables, 40 rows (synthesised by 20 rows,")


def test_an_id_of_two_contracts_is_nobody_s(repository: Path) -> None:
    files = [contract(Path()).contract.file, "contracts/external/other.odcs.yaml"]
    Path(files[1]).write_text(SHOP)
    said = run(read_load_request(asked(*files, claimed_twice={"shop-v1": files})), repository)
    assert [finding.rule for finding in said.findings] == ["contract-id-claimed-twice"]
    assert said.summary == ()


@pytest.mark.parametrize(
    ("other", "rules"),
    [
        ({"as_of": "yesterday"}, ["as-of-invalid"]),
        ({"synthesis": {"rows": -1, "seed": 1}, "clock": "0"}, ["as-of-invalid", "rows-invalid"]),
    ],
)
def test_options_that_make_no_sense_are_named(other: dict[str, Any], rules: list[str]) -> None:
    with pytest.raises(InputError) as raised:
        read_load_request(asked(**other))
    assert [finding.rule for finding in raised.value.findings] == rules


@pytest.mark.parametrize(
    ("environment", "rule"),
    [("lakes", "environment-unknown"), ("databricks", "load-into-source-systems")],
)
def test_an_environment_that_is_not_for_loading_is_named(
    environment: str, rule: str, repository: Path
) -> None:
    shop = contract(Path()).contract.file
    with pytest.raises(InputError) as raised:
        run(read_load_request(asked(shop, environment=environment)), repository)
    assert [finding.rule for finding in raised.value.findings] == [rule]


def test_a_lake_that_is_none_does_not_answer(repository: Path) -> None:
    lake = repository / "dist/lake"
    lake.mkdir(parents=True)
    (lake / "catalog.sqlite").write_text("This is no database.\n" * 1000)
    with pytest.raises(InputError) as raised:
        run(read_load_request(asked(contract(Path()).contract.file)), repository)
    assert [finding.rule for finding in raised.value.findings] == ["environment-unreachable"]
