"""The site of ``testdata/repository``.

    shop-v1 -> orders -> orders-v1 -> invoices -> invoices-v1

Names in invoices are hostile. Where a person's address may be, there is one with `canary` in it:
in input rows, in examples and patterns of a personal column, in an example that is free text.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from inseam.catalog.__main__ import Request, write
from testkit.lineage_facts import write_facts

TESTDATA = Path(__file__).parent / "testdata"


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site."""
    root = tmp_path_factory.mktemp("catalog")
    shutil.copytree(TESTDATA / "repository", root, dirs_exist_ok=True)
    shutil.copytree(TESTDATA / "policies", root / "_policies")
    before = Path.cwd()
    os.chdir(root)
    try:
        write_facts(Path(), root / "_facts")
        write(
            Request(
                facts=root / "_facts",
                out=root / "site",
                day="2026-12-01",
                title="Catalog of <Acme>",
                policies=root / "_policies",
                request_url="https://forge.example.com/new/main?filename={path}&value={content}",
            )
        )
    finally:
        os.chdir(before)
    return root / "site"
