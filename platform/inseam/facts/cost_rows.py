"""The rows of a product's `costs.yaml`: what it cost, by month.

- {name: warehouse, category: compute, amount: 120.5, currency: EUR, month: '2026-01'}
"""

from __future__ import annotations

import re

from inseam.documents.yaml_document import Document
from inseam.facts.parts import Part
from inseam.facts.schema import CostRow
from inseam.facts.tables import Row
from inseam.report.finding import Finding, InputError, Severity

_CURRENCY = re.compile(r"[A-Z]{3}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_EXAMPLE = "{name: warehouse, category: compute, amount: 120.5, currency: EUR, month: '2026-01'}"
_KEYS = frozenset({"name", "category", "amount", "currency", "month"})


def cost_rows(product: str, document: Document) -> tuple[list[Row], list[Finding]]:
    """The rows, and what is wrong with entries that give none.

    Raises `InputError` if the document is not a list.
    """
    whole = Part.whole(document)
    if not isinstance(whole.value, list):
        raise InputError(
            [_finding(whole, "is not a list", f"Write entries such as `- {_EXAMPLE}`.")]
        )
    rows: list[Row] = []
    findings: list[Finding] = []
    for index in range(len(whole.value)):
        entry = whole.at(index)
        if faults := _faults(entry):
            findings += faults
            continue
        rows.append(
            CostRow(
                product=product,
                name=entry.text("name") or "",
                category=entry.text("category"),
                amount=entry.number("amount") or 0.0,
                currency=entry.text("currency") or "",
                month=entry.text("month") or "",
                file=entry.file,
                line=entry.line,
            )
        )
    return rows, findings


def _faults(entry: Part) -> list[Finding]:
    if not isinstance(entry.value, dict):
        return [_finding(entry, "has an entry that is not a mapping", f"Write `- {_EXAMPLE}`.")]
    found = [
        _finding(entry.at(key), f"has the key `{key}`", f"Write `- {_EXAMPLE}`.")
        for key in sorted(entry.value.keys() - _KEYS)
    ]
    if entry.text("name") is None:
        found.append(_finding(entry.at("name"), "has an entry without a name", "Add `name:`."))
    if entry.number("amount") is None:
        found.append(
            _finding(entry.at("amount"), "has an amount that is not a number", "Write a number.")
        )
    if not _CURRENCY.fullmatch(entry.text("currency") or ""):
        fix = "Write three letters of ISO 4217, such as `EUR`."
        found.append(_finding(entry.at("currency"), "has an entry without a currency", fix))
    if not _MONTH.fullmatch(entry.text("month") or ""):
        fix = "Write `month: '2026-01'`."
        found.append(_finding(entry.at("month"), "has an entry without a month", fix))
    return found


def _finding(part: Part, what: str, fix: str) -> Finding:
    return Finding(
        rule="costs-invalid",
        severity=Severity.ERROR,
        file=part.file,
        line=part.line,
        message=f"The file {what}.",
        fix=fix,
    )
