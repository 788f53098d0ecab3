"""Facts of all products -> who reads which contracts, down to columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from inseam.facts.feasibility import readings
from inseam.facts.lines import read_file
from inseam.facts.rows import Rows
from inseam.facts.schema import AgreementRow, ModelDependencyRow, ModelRow, ProductRow
from inseam.gate.consumers import Consumer
from inseam.graph.graph import Edge, Graph
from inseam.graph.load import column_graph
from inseam.graph.node import Kind, Node, contract
from inseam.promises.feasibility import Reading

_TABLES = (AgreementRow, ModelDependencyRow, ModelRow, ProductRow)
# No column is called so.
_ITS_ROWS = ""


@dataclass(slots=True)
class Readers:
    """By contract id. ``agreements`` are the consumers with an agreement that has not ended;
    ``reading`` is what the models of ports read, at the head.
    """

    consumers: dict[str, list[Consumer]] = field(default_factory=lambda: defaultdict(list))
    agreements: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    reading: dict[str, Reading] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FactsFiles:
    """Of ``both`` sides where they are the same, else of one."""

    both: tuple[Path, ...] = ()
    base: tuple[Path, ...] = ()
    head: tuple[Path, ...] = ()


def readers_of(contract_ids: Iterable[str], files: FactsFiles, today: date) -> Readers:
    """Of the contracts of these ids, at the head. An agreement that is to begin is one already.

    What a model reads is taken from the base as long as its text is the same: where a contract has
    lost a column, the base alone tells which of its readers named it. So is all that a product
    reads whose dbt project cannot be read at the head; one that the base does not know either may
    read any part.
    """
    found = Readers()
    wanted = set(contract_ids)
    was, is_now = (*files.both, *files.base), (*files.both, *files.head)
    known = _known(is_now)
    found.reading = known.reading
    old_code = _known(was).code
    same = {key for key, code in known.code.items() if code and old_code.get(key) == code}
    starts = [contract(id_) for id_ in wanted]
    then, now = column_graph(was, starts), column_graph(is_now, starts)
    for id_ in wanted:
        before, after = (list(_from_graph(graph, id_, known.teams)) for graph in (then, now))
        unread = [c for c in before if c.product in now.unread and c.part is not None]
        read_before = {consumer.product for consumer in unread}
        found.consumers[id_] += unread
        found.consumers[id_] += [c for c in before if (c.product, c.model) in same]
        for consumer in after:
            if consumer.product not in now.unread:
                if (consumer.product, consumer.model) not in same:
                    found.consumers[id_].append(consumer)
            elif consumer.product not in read_before:
                found.consumers[id_].append(replace(consumer, part=()))
    for row in known.agreements:
        if row.port in wanted and not _has_ended(row, today):
            product = row.product
            team = known.teams.get(product, "")
            found.agreements[row.port].append(product)
            found.consumers[row.port].append(Consumer(product, team, None, "", row.file, row.line))
    return found


@dataclass(slots=True)
class _Known:
    """``code`` is a key of each model's text."""

    teams: dict[str, str] = field(default_factory=dict)
    agreements: list[AgreementRow] = field(default_factory=list)
    code: dict[tuple[str, str], str] = field(default_factory=dict)
    reading: dict[str, Reading] = field(default_factory=dict)


def _known(files: Iterable[Path]) -> _Known:
    rows = Rows(row for file in files for row in read_file(file, _TABLES))
    return _Known(
        teams={row.product: row.team or "" for row in rows.of(ProductRow)},
        agreements=rows.of(AgreementRow),
        code={(row.product, row.model): row.code or "" for row in rows.of(ModelRow)},
        reading=readings(rows),
    )


def _has_ended(agreement: AgreementRow, today: date) -> bool:
    """One whose end cannot be read may go on."""
    end = agreement.end_date
    return end is not None and date.fromisoformat(end) < today


def _from_graph(graph: Graph, contract_id: str, teams: dict[str, str]) -> Iterator[Consumer]:
    for edge in graph.down.get(contract(contract_id), ()):
        if edge.target.kind is Kind.PRODUCT:
            yield _consumer(edge, None, teams)
    for object_ in _parts(graph, contract_id):
        parts = (object_.name, object_.part) if object_.kind is Kind.ELEMENT else (object_.name,)
        edges = graph.down.get(object_, {})
        if object_.kind is Kind.ELEMENT:
            yield from (_consumer(edge, parts, teams) for edge in edges)
            continue
        # Who reads the table is known by its columns, as far as they are known.
        for edge in graph.from_any_column.get(object_, ()):
            yield _consumer(edge, parts, teams)
        for edge in edges:
            if edge.target.kind is Kind.MODEL:
                yield _consumer(edge, (*parts, _ITS_ROWS), teams)


def _parts(graph: Graph, contract_id: str) -> Iterator[Node]:
    """The contract's objects, and those of their columns that somebody reads."""
    for node in list(graph.down):
        if node.owner == contract_id and node.kind in (Kind.OBJECT, Kind.ELEMENT):
            yield node


def _consumer(edge: Edge, part: tuple[str, ...] | None, teams: dict[str, str]) -> Consumer:
    reader = edge.target.owner
    model = edge.target.name if edge.target.kind in (Kind.MODEL, Kind.COLUMN) else ""
    if edge.target.kind is Kind.EXPOSURE:
        model = f"exposure {edge.target.name}"
    return Consumer(reader, teams.get(reader, ""), part, model, edge.file, edge.line)
