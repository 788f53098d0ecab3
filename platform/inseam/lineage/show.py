"""``python -m inseam.lineage.show <request.json> <lineage.json> <out>``, for Pants.

The request is a `Request` as JSON. What is asked for is written to ``<out>`` in the form that is
asked for; what there is not is a finding on standard output. With a fourth argument, the lineage of
the base, what the branch adds and removes is shown instead.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from inseam.lineage.column_selector import find_columns
from inseam.lineage.difference import Difference, difference
from inseam.lineage.document import Exposure, Lineage, LineageEdge, dataset_of, from_json, to_json
from inseam.lineage.dot import to_dot
from inseam.lineage.drawing import Drawing, of_difference, of_edges, of_products
from inseam.lineage.mermaid import to_mermaid
from inseam.lineage.traversal import Traversal
from inseam.lineage.tree import downstream, edge_line, influences, tree_lines, upstream
from inseam.report.process import run_process
from inseam.report.report import Report
from inseam.report.unknown_form import refuse_unknown_form

_DRAWN: dict[str, Callable[[Drawing], str]] = {"dot": to_dot, "mermaid": to_mermaid}
FORMS = ("text", "json", *_DRAWN)


@dataclass(frozen=True, slots=True)
class Request:
    """Columns by id. With neither, the map of the products is shown."""

    form: str
    upstream: tuple[str, ...] = ()
    downstream: tuple[str, ...] = ()


def request_from(content: object) -> Request:
    """Raises ValueError for a request of another version."""
    if not isinstance(content, dict) or content.pop("version", None) != 1:
        raise ValueError(f"no request of version 1: {content!r}")
    return Request(content["form"], tuple(content["upstream"]), tuple(content["downstream"]))


def show(request: Request, lineage: Lineage, options: str = "--lineage-") -> str:
    """Raises `InputError` for a column or a form that there is not, and names its option."""
    refuse_unknown_form("lineage", request.form, FORMS, f"{options}format")
    up = find_columns(lineage, request.upstream, f"{options}upstream")
    down = find_columns(lineage, request.downstream, f"{options}downstream")
    ways = Traversal(lineage)
    if not (up or down):
        return _map(request.form, lineage)
    if request.form == "text":
        blocks = [*(_upstream(ways, column) for column in up)]
        blocks += [_downstream(ways, column) for column in down]
        return "\n\n".join("\n".join(block) for block in blocks) + "\n"
    edges = [edge for column in up for edge in ways.upward(column)]
    edges += [edge for column in down for edge in ways.downward(column)]
    edges = list(dict.fromkeys(edges))
    below = {each.id: each for column in down for each in ways.exposures_below(column)}
    exposures = tuple(below[id] for id in sorted(below))
    if request.form == "json":
        return to_json(_only(lineage, edges, (*up, *down), exposures))
    return _DRAWN[request.form](of_edges(edges, exposures, down))


def show_difference(form: str, base: Lineage, head: Lineage) -> str:
    """Raises `InputError` for a form that there is not."""
    refuse_unknown_form("lineage", form, FORMS, "--lineage-format")
    found = difference(base, head)
    if form == "json":
        return _difference_json(found)
    if form == "text":
        return "\n".join(_difference_lines(found)) + "\n"
    return _DRAWN[form](of_difference(found))


def _map(form: str, lineage: Lineage) -> str:
    if form == "json":
        return to_json(lineage)
    if form in _DRAWN:
        return _DRAWN[form](of_products(lineage))
    return "".join(f"{line}\n" for line in _map_lines(lineage))


def _map_lines(lineage: Lineage) -> Iterator[str]:
    for product in sorted(lineage.products, key=lambda each: (each.level, each.id)):
        yield f"{product.id}  {product.file}:{product.line}"
        for port in lineage.input_ports:
            if port.product == product.id:
                yield f"  reads {port.contract}  {port.file}:{port.line}"
        for contract in lineage.contracts:
            if contract.product == product.id:
                yield f"  provides {contract.id}  {contract.file}:{contract.line}"
        for exposure in lineage.exposures:
            if exposure.product == product.id:
                yield f"  is used by {_exposure_line(exposure)}"


def _upstream(ways: Traversal, column: str) -> Iterator[str]:
    yield from tree_lines(upstream(ways, column))
    if deciding := influences(ways, column):
        yield "Which rows and values there are depends on:"
        yield from (f"   {edge_line(edge)}" for edge in deciding)
    if origins := ways.origins(column):
        yield "It begins at:"
        for origin, flows in sorted(origins.items(), key=lambda pair: (not pair[1], pair[0])):
            place = ways.columns[origin]
            only = "" if flows else "  (influence only)"
            end = "  (unknown further up)" if ways.unresolved(origin) else ""
            yield f"   {origin}{only}  {place.file}:{place.line}{end}"


def _downstream(ways: Traversal, column: str) -> Iterator[str]:
    yield from tree_lines(downstream(ways, column))
    if exposures := ways.exposures_below(column):
        yield "Exposures that read this, or what is made of it:"
        yield from (f"   {_exposure_line(each)}" for each in exposures)


def _exposure_line(exposure: Exposure) -> str:
    type = f" ({exposure.type})" if exposure.type else ""
    reads = f" reads {', '.join(exposure.reads)}" if exposure.reads else " reads nothing known here"
    return f"{exposure.id}{type}{reads}  {exposure.file}:{exposure.line}"


def _only(
    lineage: Lineage,
    edges: Sequence[LineageEdge],
    asked: Sequence[str],
    exposures: tuple[Exposure, ...],
) -> Lineage:
    """The part of the document that some edges and columns are in."""
    nodes = {node for edge in edges for node in (edge.source, edge.target)} | set(asked)
    datasets = {dataset_of(node) for node in nodes}
    objects = tuple(each for each in lineage.objects if each.id in datasets)
    models = tuple(each for each in lineage.models if each.id in datasets)
    owners = {each.contract for each in objects}
    contracts = tuple(each for each in lineage.contracts if each.id in owners)
    products = {each.product for each in models} | {each.product for each in contracts}
    kept = set(edges)
    return replace(
        lineage,
        products=tuple(each for each in lineage.products if each.id in products),
        contracts=contracts,
        objects=objects,
        models=models,
        exposures=exposures,
        input_ports=tuple(
            each
            for each in lineage.input_ports
            if each.product in products and each.contract in owners
        ),
        columns=tuple(each for each in lineage.columns if each.id in nodes),
        edges=tuple(edge for edge in lineage.edges if edge in kept),
        unresolved=tuple(each for each in lineage.unresolved if each.at in nodes | datasets),
    )


def _difference_json(found: Difference) -> str:
    content = {
        field.name: [edge._asdict() for edge in getattr(found, field.name)]
        for field in fields(found)
    }
    return json.dumps({"lineage_difference": 1, **content}, ensure_ascii=False, indent=1) + "\n"


def _difference_lines(found: Difference) -> Iterator[str]:
    yield from (f"+ {edge_line(edge)}" for edge in found.added)
    yield from (f"- {edge_line(edge)}" for edge in found.removed)
    yield f"{_edges(len(found.added))} added, {len(found.removed):,} removed"


def _edges(number: int) -> str:
    return f"{number:,} edge{'' if number == 1 else 's'}"


def main() -> Report:
    request_file, lineage_file, out, *base_file = map(Path, sys.argv[1:])
    request = request_from(json.loads(request_file.read_text(encoding="utf-8")))
    lineage = from_json(lineage_file.read_text(encoding="utf-8"))
    if base_file:
        base = from_json(base_file[0].read_text(encoding="utf-8"))
        shown = show_difference(request.form, base, lineage)
    else:
        shown = show(request, lineage)
    out.write_text(shown, encoding="utf-8")
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
