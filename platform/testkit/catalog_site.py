"""The site of ``inseam/catalog/testdata/repository``: ``python -m testkit.catalog_site <out>``."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from inseam.bundle import folder as bundle
from inseam.catalog.__main__ import Request, write
from testkit.lineage_facts import write_facts

TESTDATA = Path(__file__).resolve().parents[1] / "inseam" / "catalog" / "testdata"
# As `package` leaves rows of a test.
SAMPLE = [
    {"order_id": f"A-{n}", "amount": 10 * n, "remark": "paid at the till " * n} for n in range(12)
]
REQUEST_URL = "https://forge.example.com/new/main?filename={path}&value={content}"


def write_site(out: Path, without: str = "") -> None:
    """Into ``out``. The repository is copied, for its paths are those of the working folder.

    ``without`` is a file that facts name and that is not there.
    """
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(TESTDATA / "repository", root, dirs_exist_ok=True)
        os.chdir(root)
        try:
            write_facts(Path(), root / "_facts")
            if without:
                Path(without).unlink()
            write(
                Request(
                    facts=root / "_facts",
                    out=out,
                    day="2026-12-01",
                    title="Catalog of <Acme>",
                    policies=TESTDATA / "policies",
                    request_url=REQUEST_URL,
                    releases=TESTDATA / "releases.json",
                    bundles=_bundles(root / "_bundles"),
                )
            )
        finally:
            os.chdir(before)


def _bundles(out: Path) -> Path:
    files = {"sample/orders-v1/orders.json": json.dumps(SAMPLE).encode()}
    bundle.write(out / "orders", "orders", "0000000", files)
    return out


if __name__ == "__main__":
    write_site(Path(sys.argv[1]).resolve())
