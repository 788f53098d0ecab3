"""The document that readers of the history get."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from inseam.monitor.history import (
    CheckResult,
    ColumnProfile,
    ContractRun,
    LevelResult,
    Noticed,
    ObjectProfile,
    history_of,
    read_history,
    to_json,
)

RUN = ContractRun(
    "2026-01-31T06:00:00+00:00",
    "orders-v1",
    "1.0.0",
    "orders",
    "1_a",
    None,
    (ObjectProfile("orders", 3, (ColumnProfile("größe", 1, 2, "a\nb", "z"),)),),
    (CheckResult("schema[0].quality[0]", "rows", "passed", "orders"),),
    (LevelResult("freshness", "orders.at", kept=True),),
    ("shop-v1",),
    (Noticed("monitor-rows-unusual", "orders", None, "3 rows"),),
)


def test_what_is_written_is_what_is_read() -> None:
    history = history_of("lake", [RUN, replace(RUN, at="2026-01-30T06:00:00+00:00")])
    assert [run.at[:10] for run in history.runs] == ["2026-01-30", "2026-01-31"]
    assert read_history(to_json(history)) == history
    assert read_history(to_json(history_of("lake", []))).runs == ()


def test_another_version_or_key_is_refused() -> None:
    document = json.loads(to_json(history_of("lake", [RUN])))
    with pytest.raises(ValueError, match="history version 2, expected 1"):
        read_history(json.dumps({**document, "version": 2}))
    with pytest.raises(ValueError, match="unknown keys: extra"):
        read_history(json.dumps({**document, "extra": 1}))


def test_a_port_holds_while_its_rules_and_levels_do() -> None:
    assert RUN.holds
    assert not replace(RUN, checks=(replace(RUN.checks[0], result="failed"),)).holds
    assert not replace(RUN, levels=(LevelResult("age", None, kept=False),)).holds
    assert replace(RUN, levels=(LevelResult("age", None, kept=None),)).holds
