"""The site of ``testdata/repository``.

    shop-v1 -> orders -> orders-v1 -> invoices -> invoices-v1

Names in invoices are hostile. Where a person's address may be, there is one with `canary` in it:
in input rows, in examples and patterns of a personal column, in an example that is free text.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from testkit.catalog_site import write_site


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site."""
    out = tmp_path_factory.mktemp("catalog") / "site"
    write_site(out)
    return out
