"""A review as Markdown, for one comment on a pull request.

What it quotes was written by anybody: each quotation is a cell of `inseam.report.markdown`, where
the forge makes nothing of it. What has no room is counted, section by section.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from inseam.report.markdown import MAX_CHARACTERS, cell
from inseam.review.forms import (
    ChangedEdge,
    ContractChange,
    PortRows,
    Product,
    Review,
    Test,
    Verdict,
)
from inseam.review.row_differences import Change, Example, RowDifference

# The first line: by it the comment is found again.
MARKER = "<!-- inseam-review -->"
NO_ROW = "no row differs"
_SIGNS = {Verdict.STOP: "🛑", Verdict.LOOK: "👀", Verdict.FINE: "✅"}
_MOST_OF_A_CELL = 600
_MOST_OF_A_VERDICT = 2_000
# Kept for what is said of each section that does not fit.
_ROOM_TO_SAY_SO = 160
_BREAK = "<br>"
_NULL = "NULL"


@dataclass(frozen=True, slots=True)
class Section:
    """A table of ``number`` rows, made one by one as long as there is room.

    ``title`` is Markdown of ours; a folded one opens with a click.
    """

    title: str
    header: tuple[str, ...]
    rows: Iterable[tuple[str, ...]]
    number: int
    is_folded: bool = False


def to_markdown(review: Review) -> str:
    """At most `MAX_CHARACTERS`: a verdict, then tables, what matters most first."""
    parts = [MARKER, _verdict(review)]
    sections = [section for section in _sections(review) if section.number]
    room = MAX_CHARACTERS - sum(len(part) + 2 for part in parts)
    for number, section in enumerate(sections):
        kept_back = _ROOM_TO_SAY_SO * (len(sections) - number)
        shown = _shown(section, room - kept_back)
        parts.append(shown)
        room -= len(shown) + 2
    return "\n\n".join(parts)


def _shown(section: Section, room: int) -> str:
    opening, closing = f"### {section.title}\n\n", ""
    if section.is_folded:
        opening = f"<details><summary>{section.title}</summary>\n\n"
        closing = "\n\n</details>"
    head = "\n".join((_row(section.header), _row(["---"] * len(section.header))))
    room -= len(opening) + len(head) + len(closing)
    rows: list[str] = []
    for cells in section.rows:
        row = _row(cells)
        if len(row) + 1 > room:
            break
        room -= len(row) + 1
        rows.append(row)
    left_out = section.number - len(rows)
    said = f"{_number(left_out, 'row')} of {_number(section.number, 'row')} cut: no room."
    if not rows:
        return f"{section.title}: {said}" if not section.is_folded else f"_{said}_"
    table = "\n".join((head, *rows))
    return opening + table + (f"\n\n{said}" if left_out else "") + closing


def _verdict(review: Review) -> str:
    reasons = "; ".join(map(_plain, review.reasons))
    if len(reasons) > _MOST_OF_A_VERDICT:
        reasons = "the tables say why"
    first = f"{_SIGNS[review.verdict]} **{review.verdict.value.capitalize()}**: {reasons}."
    tested = sum(product.test is not Test.NOT_NEEDED for product in review.products)
    return (
        f"{first}\n\n{_number(review.files, 'file')} changed since {_plain(review.commit[:12])};"
        f" {_number(len(review.products), 'product')} affected, {tested} tested."
    )


def _sections(review: Review) -> Iterator[Section]:
    yield _changes("What cannot be read", review.faults)
    grave = [one for one in review.contracts if one.grade != "info"]
    yield _changes("Contract changes", grave)
    yield Section(
        "Rows of output ports, on test inputs",
        ("port", "rows", "added", "removed", "changed", "columns"),
        (row for port in review.rows for row in _port_rows(port)),
        sum(len(port.objects) + bool(port.not_compared) for port in review.rows),
    )
    for port in review.rows:
        for one in port.objects:
            yield from _details(one)
    deleted = ((cell(name), "deleted", "", "", "") for name in review.deleted)
    yield Section(
        "Products",
        ("product", "state", "test", "time", "goals"),
        chain(map(_product, review.products), deleted),
        len(review.products) + len(review.deleted),
    )
    for title, edges in (
        ("Lineage added", review.lineage.added),
        ("Lineage removed", review.lineage.removed),
    ):
        yield Section(
            f"{title}: {_number(len(edges), 'edge')}",
            ("from", "to", "how"),
            map(_edge, edges),
            len(edges),
            is_folded=True,
        )
    quiet = [one for one in review.contracts if one.grade == "info"]
    yield _changes(f"Contract changes that break nothing: {len(quiet)}", quiet, is_folded=True)
    explained = [product for product in review.products if product.because]
    yield Section(
        "Why these products",
        ("product", "because"),
        ((cell(product.product), _cut(product.because)) for product in explained),
        len(explained),
        is_folded=True,
    )


def _product(product: Product) -> tuple[str, ...]:
    time = "" if product.seconds is None else f"{product.seconds:.1f} s"
    goals = ", ".join(product.goals)
    return cell(product.product), product.state, product.test.value, time, goals


def _changes(title: str, changes: Sequence[ContractChange], *, is_folded: bool = False) -> Section:
    header = ("what", "where", "change", "needs", "who reads it", "what to do")
    return Section(title, header, map(_contract_row, changes), len(changes), is_folded)


def _contract_row(change: ContractChange) -> tuple[str, ...]:
    place = change.file if change.line is None else f"{change.file}:{change.line}"
    what = _cut(change.what)
    if change.consequences:
        what += f"{_BREAK}{_number(change.consequences, 'finding')} that follow from it"
    return (
        f"{change.grade}{_BREAK}{cell(change.rule)}",
        _cut(place),
        what,
        cell(change.needs),
        _BREAK.join(map(_cut, change.readers)),
        _cut(change.fix),
    )


def _port_rows(port: PortRows) -> Iterator[tuple[str, ...]]:
    if port.not_compared:
        yield cell(port.product), f"not compared: {_plain(port.not_compared)}", "", "", "", ""
    for one in port.objects:
        name = cell(f"{one.contract}.{one.object}")
        inputs = f"{_BREAK}its input rows changed too" if port.has_other_inputs else ""
        if one.base_rows is None or one.head_rows is None:
            what = "new" if one.base_rows is None else "gone"
            number = one.head_rows if one.base_rows is None else one.base_rows
            yield name + inputs, f"{what}: {number:,}", "", "", "", ""
        elif one.no_row_differs:
            what = f"{one.head_rows:,}: {NO_ROW}"
            yield name + inputs, what, "", "", "", _schema_in_short(one)
        else:
            numbers = f"{one.base_rows:,} → {one.head_rows:,}"
            counts = (f"{n:,}" for n in (one.added, one.removed, one.changed))
            columns = _BREAK.join(f"{cell(name)} {rows:,}" for name, rows in one.columns)
            yield name + inputs, numbers, *counts, columns or _schema_in_short(one)


def _schema_in_short(one: RowDifference) -> str:
    return f"{_number(len(one.schema), 'column')} of another form" if one.schema else ""


def _details(one: RowDifference) -> Iterator[Section]:
    name = cell(f"{one.contract}.{one.object}")
    how = "" if one.key else " (no key tells rows apart)"
    examples = [row for example in one.examples for row in _example(example)]
    yield Section(
        f"{name}: example rows{how}",
        ("row", "what", "column", "base", "head"),
        examples,
        len(examples),
        is_folded=True,
    )
    figures = [
        *(_change(change, "type") for change in one.schema),
        *(_change(change, change.what) for change in one.profile),
    ]
    yield Section(
        f"{name}: columns and figures that differ",
        ("column", "what", "base", "head"),
        figures,
        len(figures),
        is_folded=True,
    )


def _example(example: Example) -> Iterator[tuple[str, ...]]:
    key = _BREAK.join(f"{cell(name)} = {_value(value)}" for name, value in example.key)
    if not example.changes:
        yield key, example.kind, "", "", ""
    for number, change in enumerate(example.changes):
        first = (key, example.kind) if number == 0 else ("", "")
        yield *first, cell(change.column), _value(change.base), _value(change.head)


def _change(change: Change, what: str) -> tuple[str, ...]:
    absent: Callable[[str | None], str] = (
        (lambda value: "absent" if value is None else cell(value)) if what == "type" else _value
    )
    return cell(change.column), what, absent(change.base), absent(change.head)


def _edge(edge: ChangedEdge) -> tuple[str, ...]:
    return _cut(edge.source), _cut(edge.target), cell(edge.how)


def _value(value: str | None) -> str:
    return _NULL if value is None else _cut(value) or "''"


def _cut(text: str) -> str:
    if len(text) <= _MOST_OF_A_CELL:
        return cell(text)
    return f"{cell(text[:_MOST_OF_A_CELL])} (cut)"


def _plain(text: str) -> str:
    """A sentence of ours with names in it that anybody may have chosen."""
    words = cell(text).removeprefix("<code>").removesuffix("</code>")
    # Outside of <code> the forge would mention people and link issues.
    return re.sub(r"(?<!&)[@#]", lambda found: f"{found.group()}&#8203;", words)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
