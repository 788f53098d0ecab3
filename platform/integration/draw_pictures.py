"""Draws the pictures of the README from the product itself, light and dark, into docs/pictures.

    python platform/integration/draw_pictures.py

with what platform/locks/integration.txt has, and Chromium with its driver. It works in a copy of
the repository, where a contract loses a column.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from browser import becomes, chromium, count, file_url, sized
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs/pictures"
CONTRACT = "products/store_sales/models/output_ports/v1/store-sales-v1.odcs.yaml"
COLUMN = "store-sales-v1.receipts.total_amount"
COMMAND = "./pants contract-gate products/store_sales::"
COLUMNS = 92
WIDTH, HEIGHT = 1280, 480

_ANSI = [
    *[(1, 4, 9), (207, 34, 46), (17, 99, 41), (154, 103, 0)],
    *[(9, 105, 218), (130, 80, 223), (27, 124, 131), (110, 119, 129)],
]
_ANSI_DARK = [
    *[(72, 79, 88), (255, 123, 114), (63, 185, 80), (210, 153, 34)],
    *[(88, 166, 255), (188, 140, 255), (57, 197, 207), (177, 186, 196)],
]
THEMES = {
    "light": TerminalTheme((246, 248, 250), (31, 35, 40), _ANSI),
    "dark": TerminalTheme((22, 27, 34), (230, 237, 243), _ANSI_DARK),
}
# One frame round the lines: a picture needs no buttons of a window, and asks no network for a font.
_SVG = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
font: {char_height}px/{line_height}px ui-monospace, Menlo, Consolas, monospace;
}}
{styles}
</style>
<defs>{lines}</defs>
<rect fill="BACKGROUND" width="{width}" height="{height}" rx="8"/>
<g transform="translate(12, 4)">{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "repository"
        run("git", "clone", "--quiet", str(ROOT), str(clone), at=ROOT)
        draw_lineage(clone)
        draw_gate(clone)


def draw_gate(clone: Path) -> None:
    contract = clone / CONTRACT
    text = contract.read_text(encoding="utf-8")
    without = re.sub(r"      - name: total_amount\n(        .*\n| *\n)+", "", text, count=1)
    assert without != text, f"{CONTRACT} has no column total_amount"
    contract.write_text(without, encoding="utf-8")
    arguments = COMMAND.removeprefix("./pants ").split()
    lines = run(
        *("./pants", "--no-colors", "--no-dynamic-ui", "--contract-gate-base=HEAD", *arguments),
        at=clone,
    ).splitlines()
    start = next(n for n, line in enumerate(lines) if "error[column-removed]" in line)
    end = next(n for n, line in enumerate(lines) if n > start and not line.startswith("    "))
    for name, theme in THEMES.items():
        # But for where it stood at the base: its commit is another for each drawing.
        shown = [line for line in lines[start:end] if not line.startswith("    HEAD (")]
        svg = terminal(shown, theme)
        (PICTURES / f"gate-{name}.svg").write_text(svg, encoding="utf-8")


def terminal(lines: list[str], theme: TerminalTheme) -> str:
    console = Console(
        width=COLUMNS, record=True, file=io.StringIO(), force_terminal=True, color_system="standard"
    )
    console.print(Text(f"$ {COMMAND}", "bold"))
    for line in lines:
        text = Text(line)
        text.highlight_regex(r"error\[[a-z-]+\]", "bold red")
        text.highlight_regex(r"read by .*", "bold")
        text.highlight_regex(r"^ +fix:", "cyan")
        console.print(text, soft_wrap=False)
    svg = console.export_svg(
        theme=theme,
        code_format=_SVG.replace("BACKGROUND", theme.background_color.hex),
        unique_id="gate",
    )
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def draw_lineage(clone: Path) -> None:
    run("./pants", "--no-colors", "--no-dynamic-ui", "lineage", "products::", at=clone)
    page = file_url(clone / "dist/lineage/index.html")
    with chromium() as browser, sized(browser, WIDTH, HEIGHT):
        for name in THEMES:
            browser.emulate(prefers_color_scheme=name, prefers_reduced_motion="reduce")
            browser.open(f"{page}#view=path&column={COLUMN}")
            assert becomes(lambda: count(browser, "#edges path") > 0)
            browser.press("0")  # shows all of it
            time.sleep(1)  # the drawing moves
            (PICTURES / f"lineage-{name}.png").write_bytes(browser.screenshot())


def run(*command: str, at: Path) -> str:
    """What it prints, whatever its exit code: the gate's is 1 for what the picture shows."""
    done = subprocess.run(
        command, cwd=at, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    print(done.stdout[-2000:], file=sys.stderr)
    return done.stdout


if __name__ == "__main__":
    if shutil.which("chromedriver") is None:
        sys.exit("Install Chromium with its driver first: Debian has `chromium-driver`.")
    main()
