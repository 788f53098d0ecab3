"""How the checks of contracts came out, as `./pants test` leaves it in JUnit XML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from inseam.lineage.document import Lineage, column_id
from inseam.lineage.page.view import Quality


def read_quality(folder: Path, lineage: Lineage) -> tuple[Quality, ...]:
    """Of all reports below the folder, those checks whose contract is in the lineage.

    A file that is not JUnit XML is nobody's result.
    """
    object_by_name = {(one.contract, one.physical_name): one.id for one in lineage.objects}
    object_by_name |= {(one.contract, one.name): one.id for one in lineage.objects}
    columns = {column.id for column in lineage.columns}
    contracts = {contract.id for contract in lineage.contracts}
    found: dict[Quality, None] = {}
    for file in sorted(folder.rglob("*.xml")):
        try:
            root = ElementTree.parse(file).getroot()
        except ElementTree.ParseError:
            continue
        for case in root.iter("testcase"):
            found.update(
                (quality, None) for quality in _of(case, object_by_name, columns, contracts)
            )
    return tuple(found)


def _of(
    case: ElementTree.Element,
    object_by_name: dict[tuple[str, str], str],
    columns: set[str],
    contracts: set[str],
) -> Iterator[Quality]:
    """``classname`` is `<contract>.<object>` or `<contract>`, ``name`` `<column>: <check>`."""
    at, name = case.get("classname", ""), case.get("name", "")
    contract, _, object_name = at.partition(".")
    outcome, message = _outcome(case)
    if at in contracts:
        yield Quality(at, name, outcome, message)
    elif (contract, object_name) in object_by_name:
        table = object_by_name[contract, object_name]
        element, _, check = name.partition(": ")
        column = column_id(table, element)
        yield Quality(column if column in columns else table, check or name, outcome, message)


def _outcome(case: ElementTree.Element) -> tuple[str, str]:
    for tag, outcome in (("failure", "failed"), ("error", "failed"), ("skipped", "skipped")):
        found = case.find(tag)
        if found is not None:
            return outcome, found.get("message") or ""
    return "passed", ""
