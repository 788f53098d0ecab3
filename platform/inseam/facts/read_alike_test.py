"""What keeps dbt 2 from being asked, before it is and after. That the two differ there is held in
platform/integration/two_dbts_test.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inseam.dbt_project.written_artifacts import Entry
from inseam.facts.read_alike import may_be_read_alike, was_read_alike

SOUND = {
    "dbt_project.yml": "name: shop\n",
    "models/a.sql": "select {{ one() }}",
    "models/_models.yml": "models:\n  - name: a\n    columns: [{name: id, data_tests: [unique]}]\n"
    "unit_tests:\n  - {name: u, model: a}\n  - {name: u, model: b}\n"
    "sources:\n  - name: raw\n    tables: [{name: x}, {name: y}]\n",
    "models/_board.yml": "exposures:\n  - name: board\n",
    "models/_more.yml": "sources:\n  - name: raw\n    tables: [{name: z}]\n",
    "macros/one.sql": "{% macro one() %}1{% endmacro %}{% macro two() %}{% endmacro %}",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in {**SOUND, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_a_sound_project_may_be_read(tmp_path: Path) -> None:
    assert may_be_read_alike(write(tmp_path, {}))


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"models/b.sql": "{{ 2.5 | round }}"}, id="two meanings"),
        pytest.param({"macros/b.sql": "{% macro one() %}{% endmacro %}"}, id="macros"),
        pytest.param({"models/b.yml": "unit_tests: [{name: u, model: a}]\n"}, id="unit tests"),
        pytest.param({"models/b.yml": "groups: [{name: g}, {name: g}]\n"}, id="groups"),
        pytest.param({"models/b.yml": "exposures: [{name: g}, {name: g}]\n"}, id="exposures"),
        pytest.param(
            {"models/b.yml": "sources: [{name: raw, tables: [{name: z}]}]\n"}, id="sources"
        ),
        pytest.param({"tests/a/t.sql": "select 1", "tests/b/t.sql": "select 1"}, id="tests"),
        pytest.param({"snapshots/s.sql": "{% snapshot s %}{% endsnapshot %}" * 2}, id="snapshots"),
        pytest.param({"models/b.md": "{% docs d %}{% enddocs %}" * 2}, id="docs"),
        pytest.param({"models/b.yml": "models: [{name: \"{{ doc('d') }}\"}]\n"}, id="no docs"),
        pytest.param(
            {"models/b.yml": "models: [{name: a, data_tests: [{u: {column_name: id}}]}]\n"},
            id="column of a test",
        ),
    ],
)
def test_a_project_that_may_not(tmp_path: Path, files: dict[str, str]) -> None:
    assert not may_be_read_alike(write(tmp_path, files))


def entry(value: Any) -> Any:
    if isinstance(value, dict):
        return Entry({key: entry(item) for key, item in value.items()})
    return [entry(item) for item in value] if isinstance(value, list) else value


def manifest(node: dict[str, Any], **others: Any) -> Any:
    model = {
        "name": "a",
        "resource_type": "model",
        "package_name": "shop",
        "group": None,
        "config": {"materialized": "incremental", "on_schema_change": "ignore"},
        "columns": {},
        "depends_on": {"macros": ["macro.tools.one"]},
        **node,
    }
    macro = {"macro_sql": "{% macro one() %}1{% endmacro %}", "depends_on": {"macros": []}}
    return entry(
        {
            "metadata": {"project_name": "shop"},
            "nodes": {"model.shop.a": model},
            "macros": {"macro.tools.one": macro},
            "groups": {"group.shop.g": {"name": "g"}},
            "unit_tests": {"u": {"name": "u"}},
            "exposures": {"e": {"name": "board"}},
            **others,
        }
    )


ENFORCED = {"contract": {"enforced": True}, "materialized": "incremental"}


def test_a_sound_manifest_is_taken(tmp_path: Path) -> None:
    write(tmp_path, {})
    assert was_read_alike(tmp_path, manifest({}))
    assert was_read_alike(tmp_path, manifest({"group": "g"}))
    kept = {"config": {**ENFORCED, "on_schema_change": "fail"}, "columns": {"id": {}}}
    assert was_read_alike(tmp_path, manifest(kept))


@pytest.mark.parametrize(
    "node, others",
    [
        pytest.param({}, {"metadata": {"project_name": "my-shop"}}, id="name"),
        pytest.param({"group": "h"}, {}, id="group"),
        pytest.param(
            {"resource_type": "snapshot", "config": {"strategy": "check"}}, {}, id="snapshot"
        ),
        pytest.param({"config": ENFORCED, "columns": {"id": {}}}, {}, id="changes of the schema"),
        pytest.param(
            {"config": {"contract": {"enforced": True}, "materialized": "table"}}, {}, id="columns"
        ),
        pytest.param({}, {"unit_tests": {}}, id="unit test"),
        pytest.param({}, {"exposures": {"e": {"name": "another"}}}, id="exposure"),
        pytest.param(
            {},
            {
                "macros": {
                    "macro.tools.one": {
                        "macro_sql": "{{ x | round }}",
                        "depends_on": {"macros": []},
                    }
                }
            },
            id="macro with two meanings",
        ),
    ],
)
def test_a_manifest_that_is_not(
    tmp_path: Path, node: dict[str, Any], others: dict[str, Any]
) -> None:
    assert not was_read_alike(write(tmp_path, {}), manifest(node, **others))
