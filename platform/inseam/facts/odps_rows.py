"""The rows of a product's ODPS file."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.documents.yaml_document import Document
from inseam.facts.common_rows import common_rows
from inseam.facts.parts import Part
from inseam.facts.schema import InputPortRow, OutputPortInputRow, OutputPortRow, ProductRow
from inseam.facts.tables import Row
from inseam.report.finding import Finding, InputError, Severity


def odps_rows(product: str, document: Document) -> list[Row]:
    """Raises `InputError` if the document is not a mapping."""
    whole = Part.whole(document)
    if not isinstance(whole.value, dict):
        raise InputError(
            [
                Finding(
                    rule="odps-unreadable",
                    severity=Severity.ERROR,
                    file=document.file,
                    line=whole.line,
                    message="The file is not an ODPS file: it is not a mapping.",
                    fix="Write `kind: DataProduct`, `apiVersion: v1.0.0` and what belongs to it.",
                )
            ]
        )
    return [_product_row(product, whole), *_ports(product, whole), *common_rows(product, whole)]


def bare_product_row(product: str, file: str) -> ProductRow:
    """Of a product without an ODPS file that can be read: it is there all the same."""
    return ProductRow(
        product=product,
        id=None,
        name=None,
        version=None,
        status=None,
        domain=None,
        team=None,
        archetype=None,
        purpose=None,
        limitations=None,
        usage=None,
        file=file,
        line=1,
    )


def _product_row(product: str, whole: Part) -> ProductRow:
    return ProductRow(
        product=product,
        id=whole.text("id"),
        name=whole.text("name"),
        version=whole.scalar("version"),
        status=whole.text("status"),
        domain=whole.text("domain"),
        team=whole.text("team", "name"),
        archetype=whole.custom_property("archetype"),
        purpose=whole.text("description", "purpose"),
        limitations=whole.text("description", "limitations"),
        usage=whole.text("description", "usage"),
        file=whole.file,
        line=1,
    )


def _ports(product: str, whole: Part) -> Iterator[Row]:
    for part in whole.each("inputPorts"):
        yield InputPortRow(
            product=product,
            port=part.text("name") or "",
            contract_id=part.text("contractId"),
            version=part.scalar("version"),
            file=part.file,
            line=part.line,
        )
    for part in whole.each("outputPorts"):
        port = part.text("name") or ""
        yield OutputPortRow(
            product=product,
            port=port,
            contract_id=part.text("contractId"),
            version=part.scalar("version"),
            type=part.text("type"),
            description=part.text("description"),
            file=part.file,
            line=part.line,
        )
        for made_from in part.each("inputContracts"):
            if contract_id := made_from.text("id"):
                yield OutputPortInputRow(
                    product=product,
                    port=port,
                    contract_id=contract_id,
                    version=made_from.scalar("version"),
                    file=made_from.file,
                    line=made_from.line,
                )
