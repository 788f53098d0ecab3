"""Writes a whole new product: ``python -m inseam.authoring.new_product <format> <request.json>``.

Runs at the top of the repository. Writes all files or none. Exit codes: `inseam.report.exit_code`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from inseam.authoring.contract_parts import DEVELOPMENT, PRODUCTION
from inseam.authoring.options import read_options, refuse
from inseam.authoring.planned_product import NewProductOptions, planned_product
from inseam.authoring.product import NewProduct
from inseam.authoring.product_files import product_files
from inseam.authoring.wiring import WiredObject
from inseam.authoring.written_files import PlannedFile, refuse_what_exists, written
from inseam.codegen.archive import published_path
from inseam.codegen.codeowners import FILE as CODEOWNERS
from inseam.codegen.codeowners import write_codeowners
from inseam.codegen.expected_file import STALE
from inseam.codegen.project import generate
from inseam.codegen.published import publish
from inseam.codegen.teams import FILE as TEAMS
from inseam.report.finding import Finding, Severity
from inseam.report.formats import FORMATS
from inseam.report.process import run_process
from inseam.report.report import Report, report


def new_product(options: NewProductOptions, root: Path) -> Report:
    """``root`` is the working folder. Raises `InputError` with all that is missing or wrong."""
    product = planned_product(options, root)
    plan = product_files(product)
    refuse_what_exists([PlannedFile(Path(product.folder), "")], root)
    port = Path(product.port_folder, f"{product.contract.id}.odcs.yaml")
    archived = published_path(product.contract.id, product.contract.version)
    with written(plan, root, (CODEOWNERS, archived)) as paths:
        made = [*publish(str(port), root), *generate(Path(product.folder), root)]
        if (root / TEAMS).is_file():
            made += write_codeowners(root)
        # What keeps it from being generated keeps it from being written.
        refuse(f for f in made if f.rule != STALE and f.severity is Severity.ERROR)
    left = [finding for wired in product.objects for finding in _left(product, wired)]
    return report(
        [*left, *(found for found in made if found.rule != STALE)],
        *_summary(product, [*paths, *(Path(f.file) for f in made if f.rule == STALE)]),
    )


def _left(product: NewProduct, wired: WiredObject) -> Iterator[Finding]:
    """What a person has to write or decide in a model."""
    file = f"{product.port_folder}/{product.model_of(wired)}.sql"
    if wired.to_be_written:
        names = ", ".join(f"`{column.column.physical_name}`" for column in wired.to_be_written)
        empty = " The port has no rows until those that are required are." * wired.has_no_rows
        yield _finding(
            "columns-to-be-written",
            file,
            f"To be written: {names}.{empty}",
            "Write them, and what the unit test expects.",
            tuple(f"{c.column.physical_name}: {c.reason}" for c in wired.to_be_written),
        )
    filtered = [
        n for n in wired.not_null if n not in {c.column.physical_name for c in wired.to_be_written}
    ]
    if filtered:
        yield _finding(
            "rows-left-out",
            file,
            f"Rows without {' or '.join(f'`{n}`' for n in filtered)} are left out: the contract"
            " requires it, and the input may lack it.",
            "Decide whether that is right, or replace NULL with a value.",
        )
    if wired.one_row_per:
        yield _finding(
            "one-row-taken",
            file,
            f"Of several rows with the same {' and '.join(f'`{n}`' for n in wired.one_row_per)} the"
            " first one is taken, by the other columns: the input does not promise that there is"
            " one.",
            "Decide which row it is to be, or aggregate them.",
        )
    if wired.only_by_hand:
        yield _finding(
            "rules-to-be-kept",
            file,
            f"`{wired.object.physical_name}` has rules that only its SQL can keep:"
            f" {', '.join(f'`{rule}`' for rule in wired.only_by_hand)}.",
            "The test says whether it does.",
        )
    if wired.reads is None:
        yield _finding(
            "no-input",
            file,
            f"`{wired.object.physical_name}` reads nothing.",
            "Name what it reads with --new-product-inputs, or add an input port:"
            " docs/first-product.md.",
        )


def _finding(
    rule: str, file: str, message: str, fix: str, details: tuple[str, ...] = ()
) -> Finding:
    return Finding(
        rule=rule, severity=Severity.WARNING, file=file, message=message, fix=fix, details=details
    )


def _summary(product: NewProduct, paths: Iterable[Path]) -> Iterator[str]:
    columns = [column for wired in product.objects for column in wired.columns]
    wired = sum(column.source is not None for column in columns)
    yield from (f"wrote {path}" for path in sorted(set(paths)))
    read = sorted({f"`{one.reads.model}`" for one in product.objects if one.reads})
    of = f"are those of {' and '.join(read)}" if read else "are wired"
    yield f"{wired} of {len(columns)} columns {of}."
    if product.inputs:
        yield f"Agreements begin on {product.start}; the providers' teams approve them."
    if product.contract.status == "draft":
        of_development = any(s.name == DEVELOPMENT for s in product.contract.servers)
        also = f", there also `server: {PRODUCTION}`," * of_development
        yield (
            "It is a draft, and nothing of it is published. When the columns are written, set"
            f" `status: active` in {product.name}.odps.yaml and in the contract{also} and run"
            f" ./pants generate {product.folder}::"
        )
    yield f"Next: ./pants fmt lint check test {product.folder}::"


def main() -> int:
    form, request = sys.argv[1:]
    options = read_options(Path(request), NewProductOptions)
    return run_process(lambda: new_product(options, Path()), FORMATS[form])


if __name__ == "__main__":
    sys.exit(main())
