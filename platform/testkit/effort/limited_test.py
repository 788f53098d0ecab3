from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from testkit.effort import limited
from testkit.effort.limited import run_limited


def test_a_process_is_answered_for(tmp_path: Path) -> None:
    code = "import os, sys; print(os.environ['SAID']); print('e', file=sys.stderr); sys.exit(3)"
    ended = run_limited([sys.executable, "-c", code], tmp_path, {"SAID": "ü"}, tmp_path)
    assert (ended.exit_code, ended.stdout, ended.stderr) == (3, "ü\n", "e\n")
    assert ended.megabytes > 1


def test_a_process_that_never_ends_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = limited._LIMITED.replace(f"({limited.PROCESSOR_SECONDS},", "(1,")
    monkeypatch.setattr("testkit.effort.limited._LIMITED", short)
    ended = run_limited([sys.executable, "-c", "while True: pass"], tmp_path, {}, tmp_path)
    assert ended.exit_code == -signal.SIGXCPU


def test_what_the_test_itself_holds_does_not_count(tmp_path: Path) -> None:
    held = bytearray(300_000_000)
    ended = run_limited([sys.executable, "-c", ""], tmp_path, {}, tmp_path)
    assert len(held) == 300_000_000
    assert ended.megabytes < 100
