"""What is known of one expression while SQL is read: its type, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from inseam.sql.analysis import Transformation
from inseam.sql.schema import RelationName
from inseam.sql.sql_type import SqlType

_STEPS = (Transformation.IDENTITY, Transformation.TRANSFORMATION, Transformation.AGGREGATION)
IDENTITY, TRANSFORMATION, AGGREGATION = range(3)


class Source:
    """A column of a relation; one object for each, so that sets of them are cheap."""

    __slots__ = ("column", "exists", "relation")

    def __init__(self, relation: RelationName, column: str, exists: bool | None) -> None:
        self.relation = relation
        self.column = column
        self.exists = exists


class Flow(NamedTuple):
    """How a source's value arrives: the strongest step on the way, and where it was read."""

    step: int
    masked: bool
    line: int | None

    @property
    def kind(self) -> Transformation:
        return _STEPS[self.step]


Direct = dict[Source, Flow]
Influence = tuple[Source, Transformation]
Influences = dict[Influence, int | None]
_NO_DIRECT: Direct = {}
_NO_INFLUENCES: Influences = {}


@dataclass(slots=True, eq=False)
class Value:
    """An expression's value. Never changed once made, so that it can be shared.

    `why` says that it may have sources that are not known, `type_why` why its type is not.
    """

    type: SqlType | None = None
    nullable: bool | None = None
    direct: Direct = field(default_factory=lambda: _NO_DIRECT)
    indirect: Influences = field(default_factory=lambda: _NO_INFLUENCES)
    why: str | None = None
    type_why: str | None = None
    # Of a struct that was just put together: each field's own value, by its name in lower case.
    fields: dict[str, Value] | None = None
    # NULL that a relation may hold, or that is written, arrives here by itself: nothing on the way
    # decides on it.
    admits_null: bool = False
    # Of a literal: its text. DuckDB chooses the type of an integer or a text by what it meets.
    literal: str | None = None
    # Made of literals alone: neither rows nor time nor chance change it.
    constant: bool = False
    # A number that is NULL or more than zero.
    above_zero: bool = False


NOTHING = Value()


def unknown(reason: str) -> Value:
    return Value(why=reason, type_why=reason)


def influences(value: Value, kind: Transformation) -> Influences:
    """Everything the value comes from, as an influence on something else."""
    found: Influences = {(source, kind): flow.line for source, flow in value.direct.items()}
    for (source, _), line in value.indirect.items():
        found.setdefault((source, kind), line)
    return found


_OF_ROWS = frozenset({Transformation.FILTER, Transformation.JOIN, Transformation.GROUP_BY})


def decisions(value: Value, kind: Transformation) -> Influences:
    """The same, as an influence on one other value: what decided on rows on the way still did."""
    found: Influences = {(source, kind): flow.line for source, flow in value.direct.items()}
    for (source, before), line in value.indirect.items():
        found.setdefault((source, before if before in _OF_ROWS else kind), line)
    return found


def merged_direct(values: Iterable[Value], step: int = IDENTITY, mask: bool = False) -> Direct:
    """The sources of all values, after one more step."""
    merged: Direct = {}
    for value in values:
        for source, flow in value.direct.items():
            reached = max(step, flow.step)
            masked = flow.masked or mask
            before = merged.get(source)
            if before is not None:
                merged[source] = Flow(
                    max(before.step, reached), before.masked and masked, before.line
                )
            elif reached == flow.step and masked == flow.masked:
                merged[source] = flow
            else:
                merged[source] = Flow(reached, masked, flow.line)
    return merged


def merged_indirect(values: Iterable[Value]) -> Influences:
    merged: Influences = {}
    for value in values:
        if value.indirect:
            merged = {**value.indirect, **merged} if merged else value.indirect
    return merged


def combined(
    values: list[Value],
    *,
    kind: SqlType | None = None,
    nullable: bool | None = None,
    step: int = TRANSFORMATION,
    mask: bool = False,
    type_why: str | None = None,
    keeps_null: bool = True,
) -> Value:
    """A value made from others; without ``keeps_null`` NULL in one of them need not be in it."""
    return Value(
        type=kind,
        nullable=nullable,
        direct=merged_direct(values, step, mask),
        indirect=merged_indirect(values),
        why=next((value.why for value in values if value.why), None),
        type_why=None if kind else type_why or _first_type_why(values),
        admits_null=keeps_null
        and step != AGGREGATION
        and nullable is True
        and any(value.admits_null for value in values),
    )


def _first_type_why(values: list[Value]) -> str | None:
    return next((value.type_why for value in values if value.type_why), None)


def influenced(value: Value, more: Influences, why: str | None = None) -> Value:
    """The value, with something more that has an influence on it."""
    if not more and (why is None or value.why):
        return value
    return replace(
        value,
        indirect={**more, **value.indirect} if value.indirect else more,
        why=value.why or why,
        literal=None,
    )


def made_of(value: Value, parts: Sequence[Value]) -> Value:
    """The value, a constant if all that it is made of are."""
    constant = bool(parts) and all(part.constant for part in parts)
    return value if value.constant is constant else replace(value, constant=constant)


def with_nullable(value: Value, nullable: bool | None) -> Value:
    # One that is sometimes NULL instead tells the rows apart.
    constant = value.constant and nullable is not True
    if value.nullable is nullable and value.constant is constant:
        return value
    admits_null = value.admits_null and nullable is True
    return replace(value, nullable=nullable, admits_null=admits_null, constant=constant)


def null_if_any(values: Iterable[Value]) -> bool | None:
    """Whether a result can be NULL that is so when one of these is, and never otherwise."""
    found: bool | None = False
    for value in values:
        if value.nullable:
            return True
        if value.nullable is None:
            found = None
    return found


def null_if_all(values: Sequence[Value]) -> bool | None:
    """Whether a result can be NULL that is so when all of these are, and never otherwise."""
    if any(value.nullable is False for value in values):
        return False
    return True if all(value.nullable for value in values) else None


def decided(value: Value, deciding: list[Value], kind: Transformation) -> Value:
    more: Influences = {}
    why = None
    for decides in deciding:
        more.update(decisions(decides, kind))
        why = why or decides.why
    found = influenced(value, more, why)
    return made_of(found, [found, *deciding])
