"""What dbt tells those who call it, and what it leaves behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inseam.dbt_project.in_process import DbtInProcess, invoke
from inseam.dbt_project.invocation import Call

PROFILES = Path("platform/dbt/profiles.yml")


@pytest.fixture
def call(tmp_path: Path) -> Call:
    project = tmp_path / "orders"
    (project / "models").mkdir(parents=True)
    (project / "dbt_project.yml").write_text(
        "name: orders\nversion: 1.0.0\nprofile: inseam\nmodels: {orders: {gone: {+tags: [x]}}}\n"
    )
    (project / "models" / "orders.sql").write_text("{{ log('seen', info=true) }}select 1 as one")
    return Call(project, PROFILES, tmp_path / "db.duckdb", "2026-01-01T00:00:00Z", tmp_path / "t")


def heard(call: Call, **how: Any) -> dict[str, set[str]]:
    events: dict[str, set[str]] = {}

    def listen(event: Any) -> None:
        events.setdefault(event.info.level, set()).add(event.info.name)

    options = call.options("build")
    invoke(call.profile_target, "build", *options, callbacks=[listen], **how)
    return events


def test_callbacks_hear_warnings(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSEAM_DUCKDB_FILE", str(call.database))

    assert heard(call) == {"warn": {"UnusedResourceConfigPath"}}
    everything = heard(call, hears_all=True)
    assert everything["warn"] == {"UnusedResourceConfigPath"}
    assert "JinjaLogInfo" in everything["info"]
    assert everything["debug"]


def test_nothing_is_kept_for_the_next_command(call: Call) -> None:
    DbtInProcess(call)("build")

    assert (call.target / "build" / "manifest.json").is_file()
    assert not list(call.target.rglob("partial_parse*"))
