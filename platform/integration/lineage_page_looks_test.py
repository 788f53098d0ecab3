"""How the page of a lineage looks: at every width, in light, dark and on paper."""

from __future__ import annotations

import json

import pytest
from browser import SIZES, Browser, count, file_url, sized
from page_documents import COLUMN, LONGEST, document, long_names, write_page


@pytest.fixture(scope="module")
def long_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("long")
    (folder / "base.json").write_text(json.dumps(document()), encoding="utf-8")
    return file_url(write_page(folder, long_names(), "--base", str(folder / "base.json")))


_CUT_OFF = """
const frame = document.querySelector('#stage').getBoundingClientRect();
return [...document.querySelectorAll('#cards > div, .area')].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.left < frame.left - 1 || box.right > frame.right + 1 ||
    box.top < frame.top - 1 || box.bottom > frame.bottom + 1 || box.width === 0;
}).length
"""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_all_is_readable_at_first_and_fits_where_that_is_asked_for(
    browser: Browser, long_page: str, width: int, height: int
) -> None:
    with sized(browser, width, height):
        for view in ("product", "path", "tree"):
            browser.open(f"{long_page}#view={view}&table=reader/stg")
            assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
            if view == "tree":
                continue
            browser.run("document.activeElement.blur()")
            name = "return document.querySelector('.row').getBoundingClientRect().height"
            assert browser.run(name) >= 24 * 0.9 - 0.1  # 12 px of type in 24 px of row
            if browser.run(_CUT_OFF) > 0:
                hints = "#beyond button:not([hidden])"
                whole = browser.run("return document.querySelectorAll('#cards .away').length === 0")
                assert whole or count(browser, hints) > 0
            browser.press("0")
            assert browser.run(_CUT_OFF) == 0
            assert count(browser, "#beyond button:not([hidden])") == 0
            browser.click("#zoom-in")
            browser.click("#fit")
            assert browser.run(_CUT_OFF) == 0


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_longest_name_makes_no_part_of_the_page_wider_than_the_window(
    browser: Browser, long_page: str, width: int, height: int
) -> None:
    wide = (
        "return ['html', '#panel', '#listing', '.bar', '.tools'].filter((one) => {"
        "  const node = document.querySelector(one);"
        "  return node.scrollWidth > node.clientWidth })"
    )
    with sized(browser, width, height):
        for view in ("map", "product", "path", "tree", "table"):
            browser.open(f"{long_page}#view={view}&table={'p' * 200}/{LONGEST}")
            assert browser.run(wide) == []


_TABLE_SHOWN = """
const listing = document.querySelector('#listing');
listing.scrollTop = 500;
const inside = (node) => {
  const [box, frame] = [node.getBoundingClientRect(), listing.getBoundingClientRect()];
  return box.width > 40 && box.left >= frame.left && box.right <= frame.right + 1;
};
const rows = [...listing.querySelectorAll('tbody tr')];
const heads = [...listing.querySelectorAll('th')];
return {
  tallest: Math.max(...rows.map((row) => row.getBoundingClientRect().height)),
  sideways: listing.scrollWidth > listing.clientWidth ||
    document.documentElement.scrollWidth > innerWidth,
  visible: heads.filter(inside).map((head) => head.textContent),
  cells: [...rows[30].cells].every(inside),
  top: heads[0].getBoundingClientRect().top - listing.getBoundingClientRect().top,
}
"""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_row_of_the_table_is_low_and_all_of_it_is_in_the_window(
    browser: Browser, long_page: str, width: int, height: int
) -> None:
    heads = ["From", "To", "How", "File and line"]
    with sized(browser, width, height):
        for view, visible in (("table", heads), ("table&changed=1", [*heads, "Change"])):
            browser.open(f"{long_page}#view={view}")
            shown = browser.run(_TABLE_SHOWN)
            assert shown["tallest"] < 60
            assert not shown["sideways"]
            assert shown["visible"] == visible
            assert shown["cells"]
            assert 0 <= shown["top"] < 4  # the header stays while the rows scroll


# Of each text, the contrast with what is behind it, as WCAG 2 counts it; below 4.5 it is listed.
_FAINT = """
const parse = (colour) => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
};
const mixed = (top, under, i) => top[i] * top[3] + under[i] * (1 - top[3]);
const over = (top, under) => [...[0, 1, 2].map((i) => mixed(top, under, i)), 1];
const behind = (node) => {
  const layers = [];
  for (let one = node; one && layers.at(-1)?.[3] !== 1; one = one.parentElement) {
    const colour = parse(getComputedStyle(one).backgroundColor);
    if (colour[3] > 0) layers.push(colour);
  }
  return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
};
const light = (colour) => {
  const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const [r, g, b] = colour.map((channel) => linear(channel / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const faint = [];
for (const node of document.querySelectorAll('body *')) {
  const own = [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  const box = node.getBoundingClientRect();
  if (!own || box.width < 2 || node.closest('[aria-disabled=true], script, noscript')) continue;
  const under = behind(node);
  const [a, b] = [light(over(parse(getComputedStyle(node).color), under)), light(under)];
  const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (contrast < 4.5) faint.push(`${node.textContent}: ${contrast.toFixed(2)}`);
}
return faint
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "view",
    [
        "view=map",
        "view=map&product=store_sales",
        f"view=map&column={COLUMN}&direction=down",
        f"view=path&column={COLUMN}",
        "view=path&column=store-sales-v1.receipts.amount&influence=1",
        f"view=tree&column={COLUMN}",
        "view=table",
    ],
)
def test_every_text_has_enough_contrast(
    browser: Browser, shop_page: str, scheme: str, view: str
) -> None:
    browser.emulate(prefers_color_scheme=scheme)
    browser.open(f"{shop_page}#{view}")

    assert browser.run(_FAINT) == []


def test_colours_follow_the_system_until_one_is_chosen(browser: Browser, shop_page: str) -> None:
    ground = "return getComputedStyle(document.body).backgroundColor"
    browser.open(shop_page)
    light = browser.run(ground)

    browser.emulate(prefers_color_scheme="dark")
    dark = browser.run(ground)
    browser.click("#theme")

    assert dark != light
    assert browser.run(ground) == light


def test_nothing_moves_by_itself_where_that_is_not_wanted(browser: Browser, shop_page: str) -> None:
    browser.emulate(prefers_reduced_motion="reduce")
    browser.open(f"{shop_page}#view=path&column={COLUMN}")

    moving = browser.run(
        "return [...document.querySelectorAll('*')].filter((one) => {"
        " const style = getComputedStyle(one);"
        " return style.transitionDuration !== '0s' || style.animationName !== 'none' }).length"
    )

    assert moving == 0


def test_on_paper_there_is_the_drawing_and_no_controls(browser: Browser, shop_page: str) -> None:
    browser.open(f"{shop_page}#view=path&column={COLUMN}")

    paper = browser.devtools("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
    browser.devtools("Emulation.setEmulatedMedia", media="print")
    controls = browser.run(
        "const isShown = (one) => document.querySelector(one).offsetParent !== null;"
        "return ['.tools', '.search', '.zoom'].filter(isShown)"
    )
    browser.devtools("Emulation.setEmulatedMedia", media="")

    assert len(paper["data"]) > 10_000
    assert controls == []
