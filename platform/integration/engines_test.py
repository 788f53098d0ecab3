"""DuckDB and a real Spark answer the cases of the engine rules as docs/engines.md says.

One session for all of them: it takes a minute or two.
"""

from __future__ import annotations

import difflib
import os
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, virtual_environment

PAGE = ROOT / "docs/engines.md"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    folder = tmp_path_factory.mktemp("engines")
    python = virtual_environment(folder / "venv", ROOT / "platform/locks/parity.txt") / "python"
    return subprocess.run(
        [python, "-m", "testkit.engines_page"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(ROOT, "platform"))},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_engines_differ_where_a_rule_finds_something_and_nowhere_else(
    asked: subprocess.CompletedProcess[str],
) -> None:
    assert asked.returncode == 0, asked.stderr[-5000:]


def test_the_page_says_what_they_answered(asked: subprocess.CompletedProcess[str]) -> None:
    """To write it again: see `testkit.engines_page`."""
    written = PAGE.read_text(encoding="utf-8").splitlines()
    differing = difflib.unified_diff(written, asked.stdout.splitlines(), "docs", "asked", n=0)
    assert list(differing) == []
