"""``python -m inseam.catalog <request.json>``, in the repository's top folder: writes the site.

The site is a folder that needs no server: it opens from disk, and asks no network for anything.
"""

from __future__ import annotations

import gc
import shutil
import sys
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from inseam import wire
from inseam.agreements.readings import read_readings
from inseam.catalog.addresses import LINEAGE, START, relative
from inseam.catalog.content import Product, Site
from inseam.catalog.from_facts import TABLES, site_of
from inseam.catalog.given import read_given
from inseam.catalog.site_files import copied_files, written_files
from inseam.catalog.standing import read_standing
from inseam.catalog.versions import added_at, read_versions
from inseam.documents.day import day_given
from inseam.facts.lines import read_file
from inseam.facts.rows import Rows
from inseam.facts.schema import ContractRow
from inseam.lineage.from_facts import TABLES as LINEAGE_TABLES
from inseam.lineage.from_facts import describe
from inseam.lineage.page.from_lineage import view_of
from inseam.lineage.page.render import render
from inseam.report.process import run_process
from inseam.report.report import Report, report


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """``facts`` is a folder with those of all products, ``policies`` that of how they stand.

    ``request_url`` is an address that opens a new file in a forge, with `{path}` and `{content}`.
    ``log`` is git's of published contracts, as `added_at` takes it.
    ``history``, ``releases`` and ``bundles`` are as `read_given` takes them.
    """

    day: str
    title: str = "Data catalog"
    request_url: str = ""
    log: str = ""
    history: Path | None = None
    releases: Path | None = None
    bundles: Path | None = None
    facts: Path = Path("_facts")
    policies: Path | None = Path("_policies")
    out: Path = Path("catalog")


def read_site(request: Request, root: Path = Path()) -> Site:
    # Hundreds of thousands of rows that all live until the end: there is no garbage to look for.
    gc.disable()
    files = sorted(request.facts.rglob("*.jsonl"))
    rows = Rows(chain.from_iterable(read_file(file, TABLES) for file in files))
    day = day_given(request.day, "--catalog-today")
    site = site_of(
        rows,
        read_readings(files),
        day,
        read_versions(rows.of(ContractRow), root, day, added_at(request.log)),
        read_standing(request.policies) if request.policies else {},
    )
    return replace(site, products={id: _raw(p, root) for id, p in site.products.items()})


def _raw(product: Product, root: Path) -> Product:
    """A product without an ODPS file is named by the file that it lacks."""
    return product if (root / product.file).is_file() else replace(product, file="")


def write(request: Request, root: Path = Path()) -> Site:
    """Into ``out``, which need not be there."""
    given = read_given(request.history, request.releases, request.bundles)
    site = read_site(request, root)
    facts = sorted(request.facts.rglob("*.jsonl"))
    for path, text in written_files(site, request.title, request.request_url, given):
        _file(request.out, path).write_text(text, encoding="utf-8", newline="\n")
    lineage = describe(row for file in facts for row in read_file(file, LINEAGE_TABLES))
    page = render(view_of(lineage, title="Lineage"), relative(START, LINEAGE))
    _file(request.out, LINEAGE).write_text(page, encoding="utf-8", newline="\n")
    for path, source in copied_files(site):
        shutil.copyfile(root / source, _file(request.out, path))
    return site


def _file(out: Path, path: str) -> Path:
    file = out / path
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def main() -> Report:
    site = write(wire.read_file(Path(sys.argv[1]), Request))
    outside = sum(not port.product for port in site.ports.values())
    return report(
        (),
        f"{len(site.products):,} products, {len(site.ports) - outside:,} output ports,"
        f" {outside:,} external contracts",
    )


if __name__ == "__main__":
    sys.exit(run_process(main))
