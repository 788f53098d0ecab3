"""The data in the page, and the page around it."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest

from inseam.lineage.page.content import content, safe_json
from inseam.lineage.page.layout import lay_out
from inseam.lineage.page.render import render
from inseam.lineage.page.view import (
    Change,
    Gap,
    PageColumn,
    PageEdge,
    PageProduct,
    Quality,
    Table,
    View,
)

VIEW = View(
    products=(PageProduct(id="p", name="p"),),
    tables=(
        Table(id="p/a", product="p", name="a", kind="model"),
        Table(id="p/b", product="p", name="b", kind="model"),
    ),
    columns={
        "p/a.x": PageColumn("p/a", "x", "VARCHAR", is_required=True),
        "p/b.x%2Ey": PageColumn("p/b", "x.y", change=Change.ADDED),
    },
    edges=(
        PageEdge("p/a.x", "p/b.x%2Ey", True, "identity", is_masked=True),
        PageEdge("p/a.x", "p/b.gone", True, "identity"),
    ),
    quality=(Quality("p/a.x", "not null", "failed"), Quality("p/gone", "unique", "failed")),
    gaps=(Gap("p/b", "It does not compile."),),
)


@pytest.mark.parametrize(
    "text",
    ["</script>", "<!--<script>", "]]>", "a & b", "\u2028\u2029", "\ud800", "\x00", '"\\'],
    ids=ascii,
)
def test_json_in_a_script_stays_the_text_it_was(text: str) -> None:
    written = safe_json({text: [text]})

    assert not re.search("[<>&\u2028\u2029]", written)
    assert written.isascii()
    assert json.loads(written) == {text: [text]}


def test_edges_are_numbers_of_columns() -> None:
    edges = content(VIEW, lay_out(VIEW))["edges"]

    assert (edges["source"], edges["target"]) == ([0], [1])
    assert edges["hows"] == [[True, True, "identity"]]


def test_an_id_is_written_only_where_it_is_not_table_and_name() -> None:
    columns = content(VIEW, lay_out(VIEW))["columns"]

    assert columns["id"] == {"1": "p/b.x%2Ey"}
    assert columns["required"] == [0]
    assert columns["change"] == {"1": "added"}


def test_what_is_said_of_something_that_is_not_there_is_left_out() -> None:
    written = content(VIEW, lay_out(VIEW))

    assert written["quality"] == [["column", 0, "not null", "failed", ""]]
    assert written["gaps"] == [["table", 1, "It does not compile.", None]]


def test_the_policy_has_the_hashes_of_the_one_script_and_style() -> None:
    page = render(VIEW)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)

    assert policy is not None
    for (text,) in (scripts, styles):
        hashed = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"sha256-{hashed}" in policy[1]
    assert "default-src &#x27;none&#x27;" in policy[1]
    assert "unsafe" not in policy[1]


def test_no_asset_makes_markup_of_text_or_asks_for_anything() -> None:
    page = render(View())

    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", page)
    assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|import\(|@import|url\(", page)
    assert re.findall(r"https?://[^'\"]+", page) == ["http://www.w3.org/2000/svg"]


def test_a_title_that_names_a_place_to_fill_is_only_a_title() -> None:
    page = render(View(title="@data <b> @script"))

    assert "<title>@data &lt;b&gt; @script</title>" in page
    assert page.count('id="data">{"title":"@data') == 1


def test_the_same_view_gives_the_same_page() -> None:
    assert render(VIEW) == render(VIEW)
