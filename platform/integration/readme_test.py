"""The README as a visitor sees it: nothing is cut off, at the width of a telephone or a desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, chromium, file_url, sized
from conftest import ROOT
from markdown_it import MarkdownIt

README = ROOT / "README.md"
# What decides about width in GitHub's style sheet: its column, its fonts, what may scroll or wrap.
_PAGE = """\
<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>
body {{ margin: 0; font: 16px/1.5 "Noto Sans", Helvetica, Arial, sans-serif; }}
article {{ box-sizing: border-box; max-width: 980px; margin: 0 auto; padding: 45px; }}
@media (max-width: 767px) {{ article {{ padding: 15px; }} }}
article * {{ overflow-wrap: break-word; }}
img {{ max-width: 100%; }}
pre {{ padding: 16px; overflow: auto; font: 13.6px/1.45 monospace; }}
code {{ font: 13.6px monospace; white-space: break-spaces; }}
pre code {{ white-space: pre; }}
table {{ display: block; width: max-content; max-width: 100%; overflow: auto; }}
td, th {{ padding: 6px 13px; border: 1px solid; }}
</style>
<base href="{base}/">
<article>{body}</article>
"""
_CUT = """
return [...document.querySelectorAll('article, pre, table, td, img')]
  .filter((node) => node.scrollWidth > node.clientWidth + 1)
  .map((node) => node.tagName + ': ' + node.textContent.slice(0, 60))
"""
_SIDEWAYS = """
return document.documentElement.scrollWidth > document.documentElement.clientWidth
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    body = MarkdownIt("commonmark", {"html": True}).enable("table").render(README.read_text())
    file = tmp_path_factory.mktemp("readme") / "readme.html"
    file.write_text(_PAGE.format(base=file_url(ROOT), body=body), encoding="utf-8")
    return file_url(file)


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_cut_off(browser: Browser, page: str, width: int) -> None:
    with sized(browser, width, 900):
        browser.open(page)
        assert browser.run(_SIDEWAYS) is False
        # A telephone scrolls code within its frame, as GitHub shows it; a desk need not.
        cut = browser.run(_CUT)
        assert [one for one in cut if width > 700 or not one.startswith("PRE")] == []


def test_its_pictures_are_there_in_light_and_dark(browser: Browser, page: str) -> None:
    loaded = "return [...document.images].map((one) => [one.currentSrc, one.naturalWidth])"
    for scheme in ("light", "dark"):
        browser.emulate(prefers_color_scheme=scheme)
        browser.open(page)
        pictures = [(src, width) for src, width in browser.run(loaded) if "/docs/" in src]
        assert len(pictures) == 2
        assert [src for src, width in pictures if not width or scheme not in src] == []


def test_it_is_short_enough_to_be_read() -> None:
    words = re.sub(r"<[^>]*>|\[[^]]*\]\([^)]*\)|\|", " ", README.read_text()).split()
    assert len(words) < 850


def test_every_link_in_the_documentation_leads_to_a_file() -> None:
    pages = [README, ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *(ROOT / "docs").glob("*.md")]
    broken = [
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
        # GitHub's own pages are beside the repository's files.
        if "actions/workflows" not in link and not (page.parent / Path(link)).exists()
    ]
    assert broken == []
