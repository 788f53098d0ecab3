"""Rows that describe a part of a file, by where they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from inseam.catalog.content import Channel
from inseam.facts.rows import Rows
from inseam.facts.schema import EXTERNAL, OUTPUT_PORT, ContractRow, SupportChannelRow, TagRow


def channels_by_file(rows: Rows) -> dict[str, tuple[Channel, ...]]:
    found: dict[str, list[tuple[int, Channel]]] = defaultdict(list)
    for row in rows.of(SupportChannelRow):
        channel = Channel(
            name=row.channel or "", url=row.url or "", tool=row.tool or "", scope=row.scope or ""
        )
        found[row.file].append((row.line, channel))
    return {file: tuple(one for _, one in sorted(of, key=_line)) for file, of in found.items()}


def _line(numbered: tuple[int, object]) -> int:
    return numbered[0]


def tags_by_element(rows: Rows) -> dict[tuple[str, str], tuple[str, ...]]:
    """By file and element; that of a whole file is empty."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows.of(TagRow):
        found[row.file, row.element].add(row.tag)
    return {at: tuple(sorted(tags)) for at, tags in found.items()}


def shown_contracts(rows: Rows) -> Iterator[ContractRow]:
    """The contracts that have a page: of output ports and of systems outside; each id once."""
    seen = set()
    for row in sorted(rows.of(ContractRow), key=lambda row: (row.contract_id, row.kind, row.file)):
        if row.kind in (OUTPUT_PORT, EXTERNAL) and row.contract_id not in seen:
            seen.add(row.contract_id)
            yield row
