"""Draws Dagster's UI on the products, light and dark, into docs/pictures.

    ./pants facts ::
    PANTS_CONCURRENT=true ./pants run platform/orchestration:dagster -- --port=3000
    python platform/integration/draw_orchestration.py 3000

with what platform/locks/integration.txt has, and Chromium with its driver.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from browser import Browser, becomes, chromium, sized

PICTURES = Path(__file__).parents[2] / "docs/pictures"
WIDTH, HEIGHT = 1440, 640
THEMES = ("light", "dark")
# Kept in the browser: that the tour was seen.
_NO_TOUR = "localStorage.setItem('dagster.hideNux', 'true')"


def main(port: int) -> None:
    with chromium() as browser, sized(browser, WIDTH, HEIGHT):
        for name in THEMES:
            # Dagster's UI has the colours of the system unless somebody chooses others.
            browser.emulate(prefers_color_scheme=name)
            picture = drawn(browser, f"http://127.0.0.1:{port}")
            (PICTURES / f"orchestration-{name}.png").write_bytes(picture)


def drawn(browser: Browser, server: str) -> bytes:
    """Of the graph of all assets, a group a product."""
    browser.open(f"{server}/server_info")
    browser.run(_NO_TOUR)
    browser.open(f"{server}/asset-groups")
    shown = "return document.body.innerText.includes(arguments[0])"
    if not becomes(lambda: bool(browser.run(shown, "customer_activity"))):
        raise RuntimeError(f"{server} shows no asset of customer_activity.")
    time.sleep(8)  # the drawing moves
    return browser.screenshot()


if __name__ == "__main__":
    main(int(sys.argv[1]))
