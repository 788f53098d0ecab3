"""What a dbt 2 is given, and what is made of what it writes. A script stands in for it here; it is
held to dbt-core itself in platform/integration/two_dbts_test.py.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inseam.dbt_project.executable import DbtExecutable
from inseam.dbt_project.invocation import Call, DbtFailed

PROFILES = Path(__file__).parents[2] / "dbt/profiles.yml"
AS_OF = "2026-01-31T06:00:00Z"
PROJECT = Path("products/shop")
FILES = {
    "dbt_project.yml": "name: shop\nprofile: inseam\nmacro-paths: [jinja]\n",
    "packages.yml": "packages:\n  - local: ../../shared/tools\n",
    "dbt_packages/tools/dbt_project.yml": "name: tools\n",
    "dbt_packages/tools/macros/year.sql": "{% macro year(x) %}{{ x }}{% endmacro %}",
    "models/orders.sql": "select {{ tools.year(1) }}",
}
YEAR = {
    "unique_id": "macro.tools.year",
    "package_name": "tools",
    "name": "year",
    "macro_sql": FILES["dbt_packages/tools/macros/year.sql"],
}
OURS = {
    "unique_id": "macro.shop.is_incremental",
    "package_name": "shop",
    "name": "is_incremental",
    "macro_sql": "",
}
ORDERS = {
    "unique_id": "model.shop.orders",
    "resource_type": "model",
    "package_name": "shop",
    "name": "orders",
    "original_file_path": "models/absent.sql",
    "raw_code": FILES["models/orders.sql"],
    "compiled": True,
    "compiled_code": "with __dbt__cte__a as (\nselect 1\n)\n--EPHEMERAL-SELECT-WRAPPER-START\n"
    "select * from (\nselect 2\n--EPHEMERAL-SELECT-WRAPPER-END\n)",
}
MANIFEST: dict[str, Any] = {
    "metadata": {"project_name": "shop"},
    "nodes": {"model.shop.orders": ORDERS},
    "macros": {each["unique_id"]: each for each in (YEAR, OURS)},
    "sources": {
        "source.shop.raw.a": {"freshness": {"warn_after": {"count": None}, "error_after": None}},
        "source.shop.raw.b": {"freshness": {"warn_after": {"count": 1, "period": "day"}}},
    },
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        path = PROJECT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def script(text: str) -> Path:
    """An executable of a shell, which finds its target folder in `$target`."""
    path = Path("dbt").absolute()
    target = 'for a in "$@"; do case $a in --target-path=*) target=${a#*=} ;; esac; done\n'
    path.write_text(f"#!/bin/sh\n{target}{text}\n")
    path.chmod(0o755)
    return path


def writes(manifest: dict[str, Any]) -> Path:
    Path("written.json").write_text(json.dumps(manifest))
    here = Path("written.json").absolute()
    return script(f'mkdir -p "$target" && cp {here} "$target/manifest.json"')


def call() -> Call:
    return Call(PROJECT, PROFILES, Path("shop.duckdb"), AS_OF, Path("_target"))


def test_the_manifest_is_read_as_that_of_dbt_core() -> None:
    dbt = DbtExecutable(call(), writes(MANIFEST))
    manifest = dbt.compile_project()
    (orders,) = manifest.nodes.values()

    assert list(manifest.macros) == ["macro.tools.year"]
    assert list(manifest.nodes) == ["model.shop.orders"]
    assert orders.depends_on.macros == ["macro.tools.year"]
    assert orders.compiled_code == "with __dbt__cte__a as (\nselect 1\n) select 2"
    assert dbt.own_sql(orders) == ("select 2", 2)
    assert (orders.description, orders.patch_path, orders.config.unique_key) == ("", None, None)
    assert not hasattr(orders, "language")
    a, b = (manifest.sources[f"source.shop.raw.{name}"] for name in "ab")
    assert a.freshness is None
    assert b.freshness.warn_after.count == 1
    assert list(manifest.exposures) == []
    (result,) = dbt("compile", "--no-introspect").results
    assert result.node == orders


@pytest.mark.parametrize(
    "written, compiled, own",
    [
        ("\n\nselect 1\n\n", "\n\nselect 1\n", "select 1"),
        ("\n{{ config() }}\nselect 1", "\n\nselect 1", "\nselect 1"),
        ("\n{%- set x = 1 %}\nselect 1\n", "\nselect 1", "\nselect 1"),
        ("select 1,\r\n2", "select 1,\r\n2", "select 1,\n2"),
    ],
)
def test_a_model_has_no_blank_lines_before_and_after(written: str, compiled: str, own: str) -> None:
    node = {**ORDERS, "compiled_code": compiled, "original_file_path": "models/orders.sql"}
    (PROJECT / "models/orders.sql").write_bytes(written.encode())
    dbt = DbtExecutable(call(), writes({**MANIFEST, "nodes": {"model.shop.orders": node}}))
    (orders,) = dbt.compile_project().nodes.values()
    assert orders.compiled_code == own
    assert dbt.own_sql(orders) == (own, 0)


def test_it_gets_a_copy_and_nothing_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBT_ENV_SECRET_TOKEN", "s3cret")
    said = Path("said.txt").absolute()
    manifest = writes(MANIFEST).read_text()
    script(manifest.split("\n", 2)[2] + f'\n{{ env; echo "$@"; }} > {said}')

    DbtExecutable(call(), Path("dbt"))("parse", "--no-write-json")

    text = said.read_text()
    assert "s3cret" not in text
    assert "--no-send-anonymous-usage-stats" in text
    assert "--no-write-json" not in text
    assert "HTTPS_PROXY=http://127.0.0.1:9" in text
    copy = Path("_target/copy").absolute()
    assert f"--project-dir={copy / PROJECT}" in text
    assert "is_incremental" in next((copy / PROJECT / "jinja").iterdir()).read_text()
    assert (copy / "shared/tools/macros/year.sql").is_file()
    assert not (PROJECT / "jinja").exists()


def test_a_failure_has_what_it_said() -> None:
    with pytest.raises(DbtFailed, match="no such model"):
        DbtExecutable(call(), script("echo no such model >&2; exit 1"))("parse")
