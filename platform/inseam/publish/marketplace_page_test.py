"""What a person sees of a product that was published."""

from __future__ import annotations

import re
import urllib.request
from html import unescape

from inseam.publish.publish import publish
from testkit.publication import PUBLICATION, delivery, double


def text_by_section(page: str) -> dict[str, str]:
    """Without the markup; what stands before the first heading is under the title."""
    parts = re.split(r"<h[12]>(.*?)</h[12]>", page)[1:]
    return {
        title: unescape(re.sub(r"<[^>]+>", " ", body))
        for title, body in zip(parts[::2], parts[1::2], strict=True)
    }


def test_the_page_of_a_product_shows_all_that_was_published_of_it() -> None:
    with double() as server:
        publish(PUBLICATION, delivery(server))
        with urllib.request.urlopen(f"{server.address}/dataproducts/orders") as answer:
            page = answer.read().decode()

    shown = text_by_section(page)
    expected = {
        "All orders": ["1.0.0", "active", "orders <script>alert('x')</script>"],
        "Owner": ["Checkout", "ana@shop.example.com", "Owner"],
        "Output ports": ["orders-v1", "Contract", "order_id", "integer", "required"],
        "Access": ["revenue", "active", "2025-11-15 to 2027-11-14", "Shows <b>what</b> was sold."],
        "Lineage": ["completed", "shop.public.orders", "shop.op_orders.orders"],
        "Test results": ["orders-v1", "passed", "3 checks"],
        "Costs": ["2026-01", "compute", "120.5 EUR", "7 EUR"],
        "Example data": ["order_id", "2026-01-31"],
    }
    for section, words in expected.items():
        for word in words:
            assert word in shown[section], (section, word)
    # What was published is text and never markup.
    assert "<script" not in page
    assert "<b>" not in page
