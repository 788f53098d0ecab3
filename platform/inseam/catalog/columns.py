"""Facts -> content: the columns of contracts. Of what not everybody may see there is no value."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote, urlsplit

from inseam.bundle.sample import shown_columns
from inseam.catalog.by_file import tags_by_element
from inseam.catalog.content import ShownColumn
from inseam.facts.rows import Rows
from inseam.facts.schema import (
    EXTERNAL,
    OUTPUT_PORT,
    ContractColumnOptionRow,
    ContractColumnRow,
    CustomPropertyRow,
    RelationshipRow,
    TermRow,
)
from inseam.odcs.personal_data import TAG

_EXAMPLE = "example"
_FORMAT = "format"
_SYNONYMS = frozenset({"synonym", "synonyms", "alias", "aliases", "businessname"})
_DEFINITION = "businessdefinition"
_NO_LETTERS = re.compile(r"[^a-z]+")
_WORDS = re.compile(r"[\s_/.#?=&-]+")
# What one example takes of a table's cell.
_LONGEST_EXAMPLE = 60

Readers = Mapping[tuple[str, str, str], tuple[str, ...]]


def columns_by_table(
    rows: Rows, readers: Readers
) -> dict[tuple[str, str], tuple[ShownColumn, ...]]:
    """By file and object, in the contract's order; fields of columns stand below them."""
    options: dict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for option in rows.of(ContractColumnOptionRow):
        if option.kind in (OUTPUT_PORT, EXTERNAL):
            at = option.file, option.object, option.column_name
            options[at].append((option.option, _text(option.value)))
    references: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for relationship in rows.of(RelationshipRow):
        at = relationship.file, relationship.object, relationship.column_name
        references[at].append(relationship.target)
    tags, synonyms = tags_by_element(rows), _synonyms(rows)
    found: dict[tuple[str, str], list[ShownColumn]] = defaultdict(list)
    for row in sorted(rows.of(ContractColumnRow), key=lambda row: (row.file, row.line)):
        if row.kind not in (OUTPUT_PORT, EXTERNAL):
            continue
        at = row.file, row.object, row.column_name
        all_read = readers.get((row.contract_id, row.object.lower(), "*"), ())
        read = readers.get((row.contract_id, row.object.lower(), row.column_name.lower()), ())
        given = sorted(options[at])
        shown = _may_be_shown(row, given)
        found[row.file, row.object].append(
            ShownColumn(
                name=row.column_name,
                type=row.logical_type or "",
                physical_type=row.physical_type or "",
                description=row.description or "",
                is_required=row.is_required,
                is_unique=row.is_unique,
                key=row.key_position,
                classification=row.classification or "",
                is_personal=row.is_personal,
                is_critical=row.is_critical,
                depth=row.depth,
                examples=tuple(_short(v) for o, v in given if o == _EXAMPLE) if shown else (),
                limits=tuple((o, v) for o, v in given if o != _EXAMPLE and (shown or o == _FORMAT)),
                references=tuple(references[at]),
                synonyms=tuple(synonyms.get((row.file, row.element), ())),
                tags=tags.get((row.file, row.element), ()),
                readers=tuple(sorted({*all_read, *read})),
            )
        )
    return {at: tuple(columns) for at, columns in found.items()}


def _may_be_shown(row: ContractColumnRow, options: Iterable[tuple[str, str]]) -> bool:
    """As of a sample's column: by what it says of itself, and by how its values look."""
    formats = [value for option, value in options if option == _FORMAT]
    described = {
        "name": row.column_name,
        "classification": row.classification,
        "tags": [TAG] if row.is_personal else [],
        "logicalTypeOptions": {_FORMAT: formats[0]} if formats else {},
    }
    values = [{row.column_name: value} for _, value in options]
    return bool(shown_columns([described], values))


def _text(written: str) -> str:
    """A value as people write it."""
    value = json.loads(written)
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(_text(json.dumps(one)) for one in value)
    return json.dumps(value, ensure_ascii=False)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_EXAMPLE else text[: _LONGEST_EXAMPLE - 1] + "…"


def _synonyms(rows: Rows) -> dict[tuple[str, str], list[str]]:
    """By file and element: as others call it, for the search."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for term in rows.of(TermRow):
        if _NO_LETTERS.sub("", (term.type or "").lower()) == _DEFINITION and term.url:
            found[term.file, term.element].update(_last_words(term.url))
    for custom in rows.of(CustomPropertyRow):
        if _NO_LETTERS.sub("", custom.property.lower()) in _SYNONYMS:
            found[custom.file, custom.element].update(_texts(json.loads(custom.value)))
    return {at: sorted(words) for at, words in found.items()}


def _last_words(url: str) -> Iterator[str]:
    """What the address of a definition calls it: its fragment, else the end of its path."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    name = parts.fragment or parts.path.rstrip("/").rpartition("/")[2]
    words = " ".join(filter(None, _WORDS.split(unquote(name))))
    if words:
        yield words


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
