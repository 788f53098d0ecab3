"""The page: one HTML file that opens from disk and asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import html
from importlib.resources import files

from inseam.lineage.page.content import content, safe_json
from inseam.lineage.page.layout import lay_out
from inseam.lineage.page.view import View

# In this order: what comes later has the last word.
STYLES = ("colours.css", "components.css", "page.css", "drawing.css", "text.css", "media.css")

# In this order, in one function: what is used when the page starts stands above its use.
SCRIPTS = (
    "text.js",
    "data.js",
    "paths.js",
    "state.js",
    "near.js",
    "search.js",
    "canvas.js",
    "map.js",
    "tables.js",
    "panel.js",
    "overview.js",
    "listing.js",
    "main.js",
)

_HOME = '  <a class="plain home" href="{}">← Catalog</a>\n'


def render(view: View, home: str = "") -> str:
    """The same for the same view. ``home`` is the address of what the page is a part of."""
    assets = files("inseam.lineage.page") / "assets"

    def asset(name: str) -> str:
        return (assets / name).read_text(encoding="utf-8")

    style = "\n".join(map(asset, STYLES))
    script = "(() => {\n'use strict';\n" + "\n".join(map(asset, SCRIPTS)) + "\n})();\n"
    parts = {
        "@title": html.escape(view.title),
        "@policy": html.escape(_policy(style, script)),
        "@style": style,
        "@home": _HOME.format(html.escape(home)) if home else "",
        "@data": safe_json(content(view, lay_out(view))),
        "@script": script,
    }
    page = asset("page.html")
    # Each once and from the front, so that nothing in the data is taken for a place to fill.
    written = []
    for name, text in parts.items():
        before, page = page.split(name, 1)
        written += [before, text]
    return "".join([*written, page])


def _policy(style: str, script: str) -> str:
    """Runs this script and this style, nothing from names in the data, and never asks a network.

    With Trusted Types, a browser that knows them also refuses to make markup of text.
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
