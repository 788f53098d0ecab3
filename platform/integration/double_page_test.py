"""The double's pages in a real browser: at every width, in the light and in the dark."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from browser import chromium

PLATFORM = Path(__file__).resolve().parents[1]
KEY = "a-key"
TEXT = "What the customer paid for the goods, after coupons, without tax and shipping. " * 2
TEAM = {"id": "checkout", "name": "Checkout", "type": "Team"}
CONTRACT = {
    "id": "orders-v1",
    "team": {"name": "checkout"},
    "schema": [
        {
            "name": "orders",
            "properties": [
                {
                    "name": f"dataproducts_outputports_active_contracts_share_{i}",
                    "physicalType": "DECIMAL(38, 10)",
                    "required": True,
                    "classification": "confidential",
                    "description": TEXT,
                }
                for i in range(3)
            ],
        }
    ],
}
PRODUCT = {
    "id": "orders",
    "name": "Orders",
    "team": {"name": "checkout"},
    "outputPorts": [{"name": "orders-v1", "contractId": "orders-v1"}],
}


@contextmanager
def double() -> Iterator[tuple[str, str]]:
    """Where it listens, and what it printed first."""
    with subprocess.Popen(
        [sys.executable, "-m", "doubles.entropy_data", "--port", "0", "--key", KEY],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PLATFORM)},
    ) as process:
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            host = process.stdout.readline().split()[0].partition("=")[2]
            yield host, first
        finally:
            process.terminate()


def put(host: str, path: str, body: Any) -> None:
    headers = {"x-api-key": KEY, "content-type": "application/json"}
    request = Request(f"{host}/api/{path}", json.dumps(body).encode(), headers, method="PUT")
    with urlopen(request) as answer:
        assert answer.status == 200


_SHOWN = """
const cells = [...document.querySelectorAll('h4 ~ .wide td:last-child')];
return {
  sideways: document.documentElement.scrollWidth > innerWidth,
  cut: cells.filter((one) => one.getBoundingClientRect().right > innerWidth).length,
  narrow: cells.filter((one) => one.getBoundingClientRect().width < 300).length,
  cells: cells.length,
  ground: getComputedStyle(document.body).backgroundColor,
}
"""


def test_the_meaning_of_a_column_is_in_the_window_in_light_and_dark() -> None:
    with double() as (host, first), chromium(1280, 800) as browser:
        assert first.startswith("Starting a double of Entropy Data")
        put(host, "teams/checkout", TEAM)
        put(host, "datacontracts/orders-v1", CONTRACT)
        put(host, "dataproducts/orders", PRODUCT)
        grounds = []
        for scheme in ("light", "dark"):
            browser.emulate(prefers_color_scheme=scheme)
            browser.open(f"{host}/dataproducts/orders")
            shown = browser.run(_SHOWN)
            grounds.append(shown.pop("ground"))
            assert shown == {"sideways": False, "cut": 0, "narrow": 0, "cells": 3}
        assert grounds[0] != grounds[1]
        browser.devtools(
            "Emulation.setDeviceMetricsOverride",
            width=390,
            height=844,
            deviceScaleFactor=1,
            mobile=False,
        )
        assert not browser.run(_SHOWN)["sideways"]
        # The icon is in the page: the browser asks for none, and nothing is refused.
        assert browser.complaints() == []
        assert not [url for url in browser.requests() if url.endswith("favicon.ico")]
