"""The example of docs/grants.md is what `grants` prints.

To accept what it prints now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

from inseam.agreements.readings import Agreement
from inseam.environments.definition import Environment
from inseam.environments.names import Place
from inseam.environments.operations import Operations
from inseam.grants.call import Grants
from inseam.grants.privileges import Access
from testkit.privileges import InMemory, UnityCatalog

PAGE = Path(__file__).parents[3] / "docs" / "grants.md"
COMMAND = "    $ ./pants --grants-environment=databricks --grants-today=2026-11-29 grants\n"
STOCK = Place("retail_prod", "op_stock_levels_v1", "stock_levels")
SALES = [Place("retail_prod", "op_store_sales_v1", name) for name in ("receipts", "receipt_lines")]
PAIRS = Place("retail_prod", "op_article_pairs_v2", "article_pairs")


def access(
    id_: str, group: str, views: Sequence[Place], start: date, end: date, *, owner: str = ""
) -> Access:
    agreement = Agreement(
        product=id_.split("-reads-")[0],
        id=id_,
        port=id_.split("-reads-")[1],
        purpose=None,
        start=start,
        end=end,
        reassess=None,
        roles=("replica_reader",),
        file=f"products/{id_}.yaml",
        line=1,
    )
    groups = () if owner else (group,)
    return Access(agreement, group, groups, tuple(views), bool(owner), owner or None)


ACCESSES = (
    access(
        "customer-spend-reads-store-sales-v1",
        "marketing-analysts",
        SALES,
        date(2026, 1, 15),
        date(2026, 11, 28),
    ),
    access(
        "shelf-warmers-reads-stock-levels-v1",
        "fulfilment",
        [STOCK],
        date(2026, 1, 15),
        date(2028, 1, 14),
    ),
    access(
        "shelf-warmers-reads-store-sales-v1",
        "fulfilment",
        SALES,
        date(2026, 11, 29),
        date(2028, 1, 14),
    ),
    access(
        "web-shop-reads-article-pairs-v2",
        "checkout",
        [PAIRS],
        date(2026, 12, 1),
        date(2028, 1, 14),
    ),
    access(
        "store-sales-reads-tpcds-store-tills-v1",
        "stores",
        [],
        date(2026, 1, 15),
        date(2028, 1, 14),
        owner="stores",
    ),
)


def grants(memory: InMemory, day: date) -> Grants:
    environment = Environment("databricks", "databricks")
    return Grants(
        environment,
        ACCESSES,
        day,
        cast(Operations, memory),
        lambda: datetime(2026, 11, 29, 6, tzinfo=UTC),
        "ana@entropy-data.example.com",
    )


def test_the_page_shows_what_is_printed() -> None:
    engine = UnityCatalog(groups={"marketing-analysts", "fulfilment", "checkout"})
    for view in (STOCK, *SALES):
        engine.release(str(view))
    memory = InMemory(engine)
    grants(memory, date(2026, 11, 28)).run(do=True)
    engine.take("fulfilment", "select", str(STOCK))
    engine.give("fulfilment", "select", str(SALES[0]))
    engine.drop(str(SALES[1]))
    lines = grants(memory, date(2026, 11, 29)).run(do=False).summary

    printed = "".join(f"    {line}".rstrip() + "\n" for line in lines)
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(COMMAND)
    after = rest[rest.index("\nEverything that was given") :]
    now = f"{before}{COMMAND}{printed}{after}"
    first = next(line for line in page.splitlines() if line.startswith("    Grants in databricks"))
    now = now.replace(first, f"    {lines[0]}", 1)
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        PAGE.write_text(now, encoding="utf-8")
    assert now == page
