from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any

from inseam.dbt_project.artifacts import normalised_manifest


def test_what_yaml_makes_of_bare_instants_is_written_as_dbt_writes_it() -> None:
    values = [datetime(2026, 1, 31, 6, tzinfo=UTC), date(2026, 1, 31), time(6, 30)]
    manifest: dict[str, Any] = {
        "metadata": {"dbt_version": "1", "generated_at": "now"},
        "macros": {},
        "nodes": {"test.shop.a": {"created_at": 1.5, "kwargs": {"values": values}}},
    }
    written = json.loads(normalised_manifest(manifest))
    assert written["metadata"] == {"dbt_version": "1"}
    assert written["nodes"]["test.shop.a"] == {
        "kwargs": {"values": ["2026-01-31T06:00:00+00:00", "2026-01-31", "06:30:00"]}
    }
