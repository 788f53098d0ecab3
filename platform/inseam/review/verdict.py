"""The first line of a review: what a reviewer does, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from inseam.review.forms import ContractChange, PortRows, Product, Test, Verdict


def verdict(
    products: Sequence[Product],
    deleted: Sequence[str],
    contracts: Sequence[ContractChange],
    rows: Sequence[PortRows],
    faults: Sequence[ContractChange],
) -> tuple[Verdict, tuple[str, ...]]:
    stop = [*_faults(faults), *_tests(products), *_contracts(contracts, "error")]
    look = [
        *([f"{_number(len(deleted), 'product')} deleted"] if deleted else []),
        *_contracts(contracts, "warning"),
        *_rows(rows),
    ]
    quiet = _number(sum(one.grade == "info" for one in contracts), "compatible change")
    rest = [f"{quiet} of contracts" if not quiet.startswith("0 ") else "no contract changes"]
    if not look and not contracts:
        rest.append(_no_row(rows))
    if stop:
        return Verdict.STOP, (*stop, *look)
    if look:
        return Verdict.LOOK, tuple(look)
    return Verdict.FINE, (*rest, *([] if len(rest) > 1 else [_no_row(rows)]))


def _faults(faults: Sequence[ContractChange]) -> list[str]:
    files = sorted({fault.file for fault in faults})
    return [f"{_number(len(files), 'file')} cannot be read"] if files else []


def _tests(products: Sequence[Product]) -> list[str]:
    found = []
    for state, verb in ((Test.NOT_RUN, "could not run"), (Test.FAILED, "failed")):
        names = [product.product for product in products if product.test is state]
        if names:
            found.append(f"the test of {_listed(names)} {verb}")
    return found


def _contracts(contracts: Sequence[ContractChange], grade: str) -> list[str]:
    of_grade = [one for one in contracts if one.grade == grade]
    if not of_grade:
        return []
    what = "breaking change" if grade == "error" else "risky change"
    files = [
        f"{PurePosixPath(file).name.removesuffix('.odcs.yaml')}{_needs(of_grade, file)}"
        for file in dict.fromkeys(one.file for one in of_grade)
    ]
    readers = {line for one in of_grade for line in one.readers if line.startswith("read by ")}
    read = f", {_number(len(readers), 'place')} that reads it" if readers else ""
    if len(readers) > 1:
        read = f", {len(readers)} places that read it"
    return [f"{_number(len(of_grade), what)} of {_listed(files)}{read}"]


def _needs(changes: Sequence[ContractChange], file: str) -> str:
    versions = [one.needs for one in changes if one.file == file and one.needs]
    return f" (needs {versions[0]})" if versions else ""


def _rows(rows: Sequence[PortRows]) -> list[str]:
    found = []
    differing = [one for port in rows for one in port.objects if not one.no_row_differs]
    if differing:
        number = sum(
            one.added + one.removed + one.changed
            if one.base_rows is not None and one.head_rows is not None
            else (one.base_rows or one.head_rows or 0)
            for one in differing
        )
        names = [f"{one.contract}.{one.object}" for one in differing]
        verb = "differs" if number == 1 else "differ"
        found.append(f"{_number(number, 'row')} {verb} on test inputs in {_listed(names)}")
    schemas = [
        f"{one.contract}.{one.object}" for port in rows for one in port.objects if one.schema
    ]
    if schemas:
        found.append(f"other columns or types in {_listed(schemas)}")
    if missing := [port.product for port in rows if port.not_compared]:
        found.append(f"the rows of {_listed(missing)} were not compared")
    return found


def _no_row(rows: Sequence[PortRows]) -> str:
    objects = sum(len(port.objects) for port in rows)
    return (
        f"no row differs in {_number(objects, 'table')} of ports"
        if objects
        else ("no rows were compared: no port may have others")
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
