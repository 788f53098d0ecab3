"""Runs the tests that need the products of the checkout beside dbt: Pants' sandbox has none."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from conftest import ROOT


def test_what_is_inferred_of_every_model_is_what_duckdb_says_and_does(dbt: Path) -> None:
    python = dbt.parent / "python"
    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
    lock = ROOT / "platform/locks/pytest.txt"
    subprocess.run([python, *install, "--require-hashes", "-r", lock], check=True)
    done = subprocess.run(
        [
            *(python, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            "platform/inseam/check/inferred_columns_test.py",
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "platform"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout
