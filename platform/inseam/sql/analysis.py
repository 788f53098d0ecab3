"""What an analysis of SQL says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inseam.sql.schema import RelationName


class Transformation(StrEnum):
    """How a source column bears on its target, by the names of OpenLineage's column lineage.

    Along a way of several steps the last of the direct ones that applies counts: a sum stays an
    aggregation, whatever is done with it. Comparing and casting are transformations. What decides
    between values is conditional; what decides which rows there are is not direct.
    """

    IDENTITY = "IDENTITY"
    TRANSFORMATION = "TRANSFORMATION"
    AGGREGATION = "AGGREGATION"
    JOIN = "JOIN"
    FILTER = "FILTER"
    GROUP_BY = "GROUP_BY"
    SORT = "SORT"
    WINDOW = "WINDOW"
    CONDITIONAL = "CONDITIONAL"

    @property
    def direct(self) -> bool:
        """Whether the value itself flows; otherwise the source only has an influence on it."""
        return self in _DIRECT


_DIRECT = frozenset(
    {Transformation.IDENTITY, Transformation.TRANSFORMATION, Transformation.AGGREGATION}
)


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column of a relation that the SQL reads; `*` is all columns of one nobody knows."""

    relation: RelationName
    column: str


@dataclass(frozen=True, slots=True)
class SqlEdge:
    """A source column bears on a column of the result (`target`, its position) or on all rows.

    `masked` says that on every way of this edge a digest or a count stands for the value.
    """

    source: SourceColumn
    target: int | None
    kind: Transformation
    masked: bool = False
    line: int | None = None


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """A column of the result. `nullable` is False only where NULL is ruled out, None if unknown.

    `admits_null` says more than `nullable`: a source's NULL, or one that is written, arrives here
    and nothing on the way looks at it. Otherwise it depends on the rows whether there is a NULL: on
    a join without a partner, a condition, a division by zero.

    `is_constant` says that it is made of literals alone, and the same in all rows: no column,
    count, row number, clock or chance is in it.
    """

    name: str
    type: str | None
    nullable: bool | None
    line: int | None = None
    unknown: str | None = None
    type_unknown: str | None = None
    admits_null: bool = False
    is_constant: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A source column that the SQL uses; `line` is where it is named, None if a star brings it."""

    source: SourceColumn
    line: int | None
    exists: bool | None


class ProblemKind(StrEnum):
    """What sort of problem it is. All but the first are mistakes: no engine runs such SQL."""

    NOT_FOLLOWED = "not_followed"
    NO_SUCH_COLUMN = "no_such_column"
    AMBIGUOUS_COLUMN = "ambiguous_column"
    TYPES = "types"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the SQL that is wrong or cannot be followed.

    Of a name that means nothing, ``name`` is that name, and ``near`` are those that it may stand
    for: names of what the SQL reads there, spelled much like it.
    """

    message: str
    line: int | None = None
    kind: ProblemKind = ProblemKind.NOT_FOLLOWED
    name: str | None = None
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineDifference:
    """An expression of which DuckDB and Databricks make different things.

    ``rule`` is the id of the rule in `inseam.check.engine_rules`. The ``fingerprint`` is equal for
    the same expression in what is compiled for the other engine; if it ``is_dispatched``, dbt
    renders another one there, and the results still differ.
    """

    rule: str
    expression: str
    fingerprint: str
    is_dispatched: bool = False
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """One model's columns and where they come from; see the package's own description."""

    relation: RelationName
    columns: tuple[OutputColumn, ...] = ()
    edges: tuple[SqlEdge, ...] = ()
    reads: tuple[Read, ...] = ()
    relations: tuple[RelationName, ...] = ()
    problems: tuple[Problem, ...] = ()
    unknown: str | None = None
    differences: tuple[EngineDifference, ...] = ()
