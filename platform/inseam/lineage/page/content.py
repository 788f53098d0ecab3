"""The page's data, as small as it gets: things are known by their index, edges are columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from inseam.lineage.page.layout import CARD_HEIGHT, CARD_WIDTH, Layout
from inseam.lineage.page.view import Change, Place, View


def content(view: View, layout: Layout) -> dict[str, Any]:
    """What assets/data.js reads."""
    files = _Numbers()
    product_index = _index(product.id for product in view.products)
    port_index = _index(port.id for port in view.ports)
    table_index = _index(table.id for table in view.tables)
    column_index = _index(view.columns)
    columns_of: list[list[int]] = [[] for _ in view.tables]
    for number, column in enumerate(view.columns.values()):
        columns_of[table_index[column.table]].append(number)

    def place(at: Place) -> list[int] | None:
        return [files.of(at.file), at.line] if at.file else None

    return {
        "title": view.title,
        "compared": view.is_compared,
        "counts": asdict(view.counts),
        "card": [CARD_WIDTH, CARD_HEIGHT],
        "title_height": layout.title,
        "areas": [list(area) for area in layout.areas],
        "products": [
            _filled(
                id=product.id,
                name=product.name,
                domain=product.domain,
                owner=product.owner,
                version=product.version,
                status=product.status,
                description=product.description,
                tags=", ".join(product.tags),
                place=place(product.place),
                outside=product.is_outside,
                change=product.change,
                spot=list(layout.products[product.id]),
            )
            for product in view.products
        ],
        "ports": [
            _filled(
                id=port.id,
                product=product_index[port.product],
                name=port.name,
                version=port.version,
                status=port.status,
                owner=port.owner,
                description=port.description,
                tags=", ".join(port.tags),
                place=place(port.place),
                change=port.change,
            )
            for port in view.ports
        ],
        "readings": [
            _filled(
                product=product_index[reading.product],
                port=port_index[reading.port],
                agreement=reading.agreement,
                place=place(reading.place),
                change=reading.change,
            )
            for reading in view.readings
            if reading.product in product_index and reading.port in port_index
        ],
        "tables": [
            _filled(
                id=table.id,
                name=table.name,
                kind=table.kind,
                product=product_index[table.product],
                port=port_index.get(table.port),
                description=table.description,
                tags=", ".join(table.tags),
                place=place(table.place),
                sql=place(table.sql),
                change=table.change,
                reads=[table_index[read] for read in table.reads if read in table_index] or None,
                exposures=[[*each[:3], place(each.place)] for each in table.exposures] or None,
                rank=list(layout.tables[table.id]),
                columns=_ranges(columns_of[number]),
            )
            for number, table in enumerate(view.tables)
        ],
        "columns": _columns(view),
        "edges": _edges(view, column_index, files),
        "quality": [
            [kind, number, quality.rule, quality.outcome, quality.message]
            for quality in view.quality
            for kind, number in _at(quality.at, table_index, column_index, port_index)
        ],
        "gaps": [
            [kind, number, gap.reason, place(gap.place)]
            for gap in view.gaps
            for kind, number in _at(gap.at, table_index, column_index, port_index)
        ],
        "files": files.names,
    }


def safe_json(value: Any) -> str:
    """JSON that stays what it is inside of a script element, whatever the names in it are.

    It is ASCII: U+2028 and the like end no line of it either.
    """
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


class _Numbers:
    """Texts that repeat, by number."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}

    def of(self, text: str) -> int:
        return self._number.setdefault(text, len(self._number))

    @property
    def names(self) -> list[str]:
        return list(self._number)


def _columns(view: View) -> dict[str, Any]:
    types = _Numbers()
    columns = view.columns.values()
    return {
        "name": [column.name for column in columns],
        "type": [types.of(column.type) for column in columns],
        "line": [column.line for column in columns],
        "required": [i for i, column in enumerate(columns) if column.is_required],
        "types": types.names,
        # Of few columns, so by number.
        "classification": _some((i, c.classification) for i, c in enumerate(columns)),
        "carries": _some((i, ", ".join(c.carries)) for i, c in enumerate(columns)),
        "description": _some((i, c.description) for i, c in enumerate(columns)),
        "tags": _some((i, ", ".join(c.tags)) for i, c in enumerate(columns)),
        "change": _some((i, str(c.change)) for i, c in enumerate(columns)),
        # The id, where it is not the table's and the name with a point between.
        "id": _some(
            (i, "" if id == f"{c.table}.{c.name}" else id)
            for i, (id, c) in enumerate(view.columns.items())
        ),
    }


def _edges(view: View, column_index: Mapping[str, int], files: _Numbers) -> dict[str, Any]:
    hows = _Numbers()
    edges = [e for e in view.edges if e.source in column_index and e.target in column_index]
    return {
        "source": [column_index[edge.source] for edge in edges],
        "target": [column_index[edge.target] for edge in edges],
        "how": [hows.of(f"{int(edge.is_direct)}{int(edge.is_masked)}{edge.how}") for edge in edges],
        "file": _runs([files.of(edge.place.file) if edge.place.file else -1 for edge in edges]),
        "line": [edge.place.line for edge in edges],
        "change": _some((i, str(edge.change)) for i, edge in enumerate(edges)),
        "hows": [[how[0] == "1", how[1] == "1", how[2:]] for how in hows.names],
    }


def _runs(values: Iterable[int]) -> list[list[int]]:
    """Value and how often, one after the other."""
    runs: list[list[int]] = []
    for value in values:
        if runs and runs[-1][0] == value:
            runs[-1][1] += 1
        else:
            runs.append([value, 1])
    return runs


def _ranges(numbers: Sequence[int]) -> list[int]:
    """First and how many: the columns of a table stand together."""
    return [numbers[0], len(numbers)] if numbers else [0, 0]


def _at(
    id: str,
    tables: Mapping[str, int],
    columns: Mapping[str, int],
    ports: Mapping[str, int],
) -> list[tuple[str, int]]:
    for kind, numbers in (("column", columns), ("table", tables), ("port", ports)):
        if id in numbers:
            return [(kind, numbers[id])]
    return []


def _index(ids: Iterable[str]) -> dict[str, int]:
    return {id: number for number, id in enumerate(ids)}


def _some(pairs: Iterable[tuple[int, str]]) -> dict[str, str]:
    return {str(number): text for number, text in pairs if text}


def _filled(**values: Any) -> dict[str, Any]:
    """Without what is empty, but with 0."""
    return {
        key: str(value) if isinstance(value, Change) else value
        for key, value in values.items()
        if value is not None and value is not False and value != ""
    }
