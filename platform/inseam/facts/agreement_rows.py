"""The rows of an agreement: one consumer's permission to read one port.

    id: invoices-reads-orders-v1
    provider: {product: orders, port: orders-v1}
    consumer: invoices
    purpose: Bills what was ordered.
    start: '2026-01-15'
    end: '2028-01-14'
    reassess: '2027-01-15'
    roles: [orders_reader]

Of a port outside of this repository, ``product`` is the system, in its own words.
"""

from __future__ import annotations

from collections.abc import Iterator

from inseam.documents.day import read_day
from inseam.documents.yaml_document import Document
from inseam.facts.common_rows import place_rows
from inseam.facts.parts import Part
from inseam.facts.schema import AgreementRoleRow, AgreementRow
from inseam.facts.tables import Row
from inseam.report.finding import Finding, InputError, Severity

_KEYS = frozenset({"id", "provider", "consumer", "purpose", "start", "end", "reassess", "roles"})
_DATES = ("start", "end", "reassess")


def agreement_rows(product: str, document: Document) -> tuple[list[Row], list[Finding]]:
    """The rows, and what is wrong with what the file says; a value that is wrong is null.

    Raises `InputError` if the document is not a mapping.
    """
    whole = Part.whole(document)
    if not isinstance(whole.value, dict):
        raise InputError(
            [_finding(whole, "is not a mapping", f"Write {', '.join(sorted(_KEYS))}.")]
        )
    rows: list[Row] = [_agreement_row(product, whole)]
    rows += [
        AgreementRoleRow(
            product=product,
            agreement=whole.text("id"),
            role=role.value,
            file=role.file,
            line=role.line,
        )
        for role in whole.each("roles")
        if isinstance(role.value, str)
    ]
    return [*rows, *place_rows(product, whole)], list(_faults(whole))


def _agreement_row(product: str, whole: Part) -> AgreementRow:
    return AgreementRow(
        product=product,
        agreement=whole.text("id"),
        provider=whole.text("provider", "product"),
        port=whole.text("provider", "port"),
        consumer=whole.text("consumer"),
        purpose=whole.text("purpose"),
        start_date=_date(whole.at("start")),
        end_date=_date(whole.at("end")),
        reassess_date=_date(whole.at("reassess")),
        file=whole.file,
        line=1,
    )


def _date(part: Part) -> str | None:
    return part.value if read_day(part.value) else None


def _faults(whole: Part) -> Iterator[Finding]:
    for key in sorted(whole.value.keys() - _KEYS):
        known = ", ".join(sorted(_KEYS))
        yield _finding(whole.at(key), f"has the key `{key}`", f"An agreement has {known}.")
    for keys in (("id",), ("provider", "port"), ("consumer",), ("purpose",)):
        if whole.text(*keys) is None:
            name = ".".join(keys)
            yield _finding(whole.at(*keys), f"has no `{name}` that is text", f"Add `{name}`.")
    for key in _DATES:
        if _date(whole.at(key)) is None:
            given = whole.at(key).value
            what = (
                f"has no `{key}`"
                if given is None
                else (f"has `{key}: {given}`, which is not a date")
            )
            yield _finding(whole.at(key), what, f"Write `{key}: '2026-01-31'`.")
    start, end = (_date(whole.at(key)) for key in ("start", "end"))
    if start and end and start > end:
        yield _finding(whole.at("end"), f"ends on {end}, before it starts", "Correct the dates.")
    if not any(isinstance(role.value, str) for role in whole.each("roles")):
        fix = "List roles of the port's contract: `roles: [orders_reader]`."
        yield _finding(whole.at("roles"), "gives no role", fix)


def _finding(part: Part, what: str, fix: str) -> Finding:
    return Finding(
        rule="agreement-invalid",
        severity=Severity.ERROR,
        file=part.file,
        line=part.line,
        message=f"The agreement {what}.",
        fix=fix,
    )
