"""Runs the tests that need the products of the checkout beside dbt: Pants' sandbox has none."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT


@pytest.mark.parametrize("tests", ["inferred_columns_test.py", "article_mistakes_test.py"])
def test_what_is_inferred_and_checked_of_the_products_is_so(dbt: Path, tests: str) -> None:
    python = dbt.parent / "python"
    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
    lock = ROOT / "platform/locks/pytest.txt"
    subprocess.run([python, *install, "--require-hashes", "-r", lock], check=True)
    done = subprocess.run(
        [
            # The library's conftest is about Hypothesis, which dbt's lock does not have.
            *(python, "-m", "pytest", "-q", "--noconftest", "-p", "no:cacheprovider"),
            f"platform/inseam/check/{tests}",
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
