"""What is wrong with where data flows: personal data that no contract speaks of, and loose ends."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from inseam.lineage.document import Lineage, LineageColumn, LineageEdge
from inseam.lineage.traversal import Traversal, nearest
from inseam.odcs.personal_data import PERSONAL_DATA
from inseam.report.finding import Finding, Related, Severity


def findings(lineage: Lineage, part: Lineage | None = None) -> Iterator[Finding]:
    """What is wrong in ``part``, or in all of it.

    ``lineage`` is the whole: what a column of the part carries may come from outside the part.
    """
    asked = part or lineage
    yield from _personal_data(lineage, {product.id for product in asked.products})
    for end in asked.unresolved:
        yield Finding(
            rule="lineage-unresolved",
            severity=Severity.WARNING,
            file=end.file,
            line=end.line,
            message=f"The lineage of `{end.at}` cannot be followed. {end.reason}",
            fix="Correct what the message names; until then its sources are unknown.",
        )


def _personal_data(lineage: Lineage, products: Collection[str]) -> Iterator[Finding]:
    """Of the products' ports: columns that name neither a classification nor personal data.

    One that says `pii: false` has answered.
    """
    ports = {contract.id for contract in lineage.contracts if contract.product in products}
    datasets = {each.id: each for each in lineage.objects if each.contract in ports}
    ways = None
    for column in lineage.columns:
        if (
            PERSONAL_DATA in column.carries
            and column.dataset in datasets
            and column.is_personal is None
            and column.classification is None
        ):
            ways = ways or Traversal(lineage)
            port = datasets[column.dataset]
            yield _finding(f"`{column.name}` of `{port.name}` in {port.contract}", column, ways)


def _finding(what: str, column: LineageColumn, ways: Traversal) -> Finding:
    way = nearest(
        lambda node: [edge for edge in ways.into(node) if _carries(edge, ways)],
        column.id,
        lambda node: ways.columns[node].is_personal is True,
    )
    origin = ways.columns[way[0].source]
    return Finding(
        rule="personal-data-unclassified",
        severity=Severity.ERROR,
        file=column.file,
        line=column.line,
        message=f"Personal data from `{origin.id}` reaches {what}, which has no classification.",
        fix=(
            "Give it a `classification` and the tag `pii`; or hash it on its way; or, if it no"
            " longer describes a person, add the custom property `pii: false`."
        ),
        details=tuple(
            f"{edge.source} -> {edge.target} ({edge.subtype}, {edge.file}:{edge.line})"
            for edge in way
        ),
        related=(Related("personal data", origin.file, origin.line),),
    )


def _carries(edge: LineageEdge, ways: Traversal) -> bool:
    """As `inseam.graph.tag_propagation`: past no column that says there is none."""
    is_handed_on = edge.kind == "direct" and not edge.is_masked
    return is_handed_on and ways.columns[edge.source].is_personal is not False
