"""Makes a review of what other processes found: what is affected, the gate, tests and lineage."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb

from inseam.lineage.difference import difference
from inseam.lineage.document import LineageEdge
from inseam.report.finding import Finding, Severity, in_order
from inseam.report.read import read_report
from inseam.review.forms import ChangedEdge, ContractChange, Lineage, PortRows, Product, Review
from inseam.review.masking import Mask, mask_of
from inseam.review.row_differences import RowDifference, row_difference
from inseam.review.sides import Side
from inseam.review.verdict import verdict

# As the gate has it in a finding's details: `breaking: 1.1.0 -> 2.0.0`.
_GRADE = re.compile(r"(?P<grade>[a-z]+)(: \S+ -> (?P<needs>\S+))?")
_NO_LINEAGE = "a product's facts cannot be read"


def read_review(folder: Path, connection: duckdb.DuckDBPyConnection) -> Review:
    """``folder`` has what `inseam.review.__main__` names."""
    base, head = Side(folder / "_base"), Side(folder / "_head")
    affected, faults = _affected(folder)
    contracts, unreadable = _contract_changes(folder / "_gate.json")
    products = tuple(_products(affected, head))
    changed = [path for file in affected["files"] for path in (file["path"], file["old_path"])]
    rows = tuple(_rows(base, head, connection, tuple(filter(None, changed))))
    lineage = _lineage(base, head)
    faults += [fault for fault in unreadable if fault not in faults]
    answer, reasons = verdict(products, affected["deleted"], contracts, rows, faults)
    return Review(
        verdict=answer,
        reasons=reasons,
        commit=affected["base"],
        files=len(affected["files"]),
        products=products,
        deleted=tuple(affected["deleted"]),
        contracts=contracts,
        rows=rows,
        lineage=lineage,
        faults=tuple(faults),
    )


def _affected(folder: Path) -> tuple[dict[str, Any], list[ContractChange]]:
    """`inseam.affected`'s answer, or what it could not read."""
    answer = folder / "affected"
    if answer.is_file():
        return json.loads(answer.read_text(encoding="utf-8")), []
    text = (folder / "_affected.json").read_text(encoding="utf-8")
    nothing: dict[str, Any] = {"base": "", "files": [], "products": [], "deleted": []}
    return nothing, [_change(finding) for finding in _findings(text)]


def _findings(text: str) -> tuple[Finding, ...]:
    return read_report(text).findings if text.strip() else ()


def _contract_changes(
    file: Path,
) -> tuple[tuple[ContractChange, ...], list[ContractChange]]:
    """A row a change, the most severe first, and what keeps contracts from being compared."""
    findings = _findings(file.read_text(encoding="utf-8"))
    changes: dict[str, list[ContractChange]] = {}
    unreadable = []
    ranks = {severity: rank for rank, severity in enumerate(Severity)}
    for finding in sorted(in_order(findings), key=lambda one: ranks[one.severity]):
        if finding.follows:
            continue
        if not finding.fingerprint:
            unreadable.append(_change(finding))
            continue
        follow = 0
        if finding.file not in changes:
            follow = sum(one.follows and one.file == finding.file for one in findings)
        changes.setdefault(finding.file, []).append(_change(finding, follow))
    found = tuple(change for of_file in changes.values() for change in of_file)
    return found, unreadable


def _change(finding: Finding, consequences: int = 0) -> ContractChange:
    match = _GRADE.fullmatch(finding.details[0]) if finding.details else None
    return ContractChange(
        grade=finding.severity.value,
        rule=finding.rule,
        file=finding.file,
        line=finding.line,
        what=finding.message,
        needs=(match["needs"] if match else None) or "",
        fix=finding.fix,
        readers=finding.readers,
        consequences=consequences,
    )


def _products(affected: Mapping[str, Any], head: Side) -> Iterator[Product]:
    for product in affected["products"]:
        test, seconds = head.test(product["folder"])
        steps = product["reasons"][0]["path"] if product["reasons"] else []
        yield Product(
            product=product["product"],
            state=product["state"],
            test=test,
            seconds=seconds,
            goals=tuple(product["goals"]),
            because=" -> ".join(f"{s['what']} ({s['file']}:{s['line']})" for s in steps),
        )


def _rows(
    base: Side, head: Side, connection: duckdb.DuckDBPyConnection, changed: Iterable[str]
) -> Iterator[PortRows]:
    carried = base.carried(), head.carried()
    changed = tuple(changed)
    for folder in sorted({*base.products(), *head.products()}):
        product = PurePosixPath(folder).name
        was, now = base.contracts(folder), head.contracts(folder)
        if not (was or now):
            continue
        # A product that is new, or gone, has rows on one side alone.
        missing = [
            name
            for name, side, contracts in (("base", base, was), ("head", head, now))
            if contracts and not side.ran(folder)
        ]
        if missing:
            why = f"its test could not run at the {' and at the '.join(missing)}"
            yield PortRows(product, not_compared=why)
            continue
        objects: list[RowDifference] = []
        for contract in sorted({*was, *now}):
            sides = [side[contract] for side in (was, now) if contract in side]
            tables = {one.physical_name: one for side in sides for one in side.read.objects}
            for table, described in sorted(tables.items()):
                known = [
                    (side[contract].written, of_side)
                    for side, of_side in zip((was, now), carried, strict=True)
                    if contract in side and of_side is not None
                ]
                is_known = len(known) == len(sides)
                mask = mask_of(known, table) if is_known else Mask({})
                pair = (
                    base.object(folder, contract, table),
                    head.object(folder, contract, table),
                )
                if pair == (None, None):
                    continue
                key = [column.physical_name for column in described.primary_key]
                objects.append(row_difference(connection, contract, table, *pair, key, mask))
        inputs = (f"{folder}/tests/inputs/", f"{folder}/seeds/")
        yield PortRows(
            product,
            tuple(objects),
            has_other_inputs=any(path.startswith(inputs) for path in changed),
        )


def _lineage(base: Side, head: Side) -> Lineage:
    before, after = base.lineage(), head.lineage()
    if before is None or after is None:
        return Lineage(not_compared=_NO_LINEAGE)
    found = difference(before, after)
    return Lineage(tuple(map(_edge, found.added)), tuple(map(_edge, found.removed)))


def _edge(edge: LineageEdge) -> ChangedEdge:
    masked = ", masked" if edge.is_masked else ""
    return ChangedEdge(edge.source, edge.target, f"{edge.kind} {edge.subtype.lower()}{masked}")
