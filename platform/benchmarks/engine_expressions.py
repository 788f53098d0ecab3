"""How many differences of DuckDB and Spark the rules of `check` find in drawn expressions.

An expression is a call of a function that both engines list, over columns of the types that
contracts have, or over literals; every third one stands in another call. Both engines run each
over the same rows, three times forty. Where the rows differ, or Spark alone raises, a rule of
`check` should fire; where they do not, none should. What DuckDB alone refuses is counted apart:
a test cannot miss it. Needs Java, and what library.txt and parity.txt of platform/locks name:

    PYTHONPATH=platform python platform/benchmarks/engine_expressions.py --seed 17
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import duckdb

from inseam.sql.analyse import analyse_query
from testkit.engine_cases import Ask, Table, relations
from testkit.engine_findings import rules_found
from testkit.engines import Answer, Engines, engines

# What depends on the moment, the session or chance, or names the engine's own types and nodes.
NOT_DRAWN = frozenset(
    {
        *("current_catalog", "current_database", "current_date", "current_schema", "current_user"),
        *("hash", "now", "random", "session_user", "typeof", "user", "uuid", "version"),
        # Not scalar functions or aggregates of one table: windows, lambdas, tables.
        *("aggregate", "cume_dist", "dense_rank", "filter", "first_value", "lag", "last_value"),
        *("lead", "nth_value", "ntile", "percent_rank", "range", "rank", "reduce", "row_number"),
    }
)
# By the types of DuckDB's signatures: what is drawn there.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "BIGINT": ("big",),
    "INTEGER": ("small", "zero_or_more"),
    "DOUBLE": ("ratio",),
    "DECIMAL": ("amount", "price"),
    "VARCHAR": ("text", "digits", "code"),
    "DATE": ("day",),
    "TIMESTAMP": ("moment",),
    "BOOLEAN": ("flag",),
    "VARCHAR[]": ("words",),
    "ANY[]": ("words",),
    "T[]": ("words",),
    "ANY": ("amount", "text", "day", "small", "ratio"),
    "T": ("amount", "text", "day", "small", "ratio"),
}
_LITERALS: Mapping[str, tuple[str, ...]] = {
    "BIGINT": ("0", "1", "2", "-1", "3"),
    "INTEGER": ("0", "1", "2", "-1", "3"),
    "DOUBLE": ("0.5", "2", "100"),
    "DECIMAL": ("0.05", "1.5", "7"),
    "VARCHAR": ("'a'", "'.'", "'-'", "'month'", "'week'", "' '"),
    "DATE": ("date '2024-01-07'", "date '2024-02-29'"),
    "TIMESTAMP": ("timestamp '2024-03-31 02:30:00.75'",),
    "BOOLEAN": ("true",),
    "T": ("'a'",),
    "ANY": ("1", "'a'"),
}
KINDS = ("found", "missed", "false", "equal", "refused")
_OPERATORS = frozenset(("%", "&", "*", "+", "-", "/", "<<", ">>", "^", "|", "||"))
_AROUND = (
    "cast({} as varchar(40))",
    "cast({} as int)",
    "cast({} as decimal(18, 2))",
    "round({}, 2)",
    "coalesce({}, 0)",
    "concat({}, text)",
    "{} / zero_or_more",
    "cast({} as date)",
)
TABLE = "drawn"
_TYPES = {
    "big": "BIGINT",
    "small": "INTEGER",
    "zero_or_more": "INTEGER",
    "ratio": "DOUBLE",
    "amount": "DECIMAL(18, 2)",
    "price": "DECIMAL(10, 3)",
    "text": "VARCHAR",
    "digits": "VARCHAR",
    "code": "VARCHAR",
    "day": "DATE",
    "moment": "TIMESTAMP",
    "flag": "BOOLEAN",
    "words": "VARCHAR[]",
}
_VALUES: Mapping[str, tuple[str, ...]] = {
    "big": ("0", "1", "-7", "2147483648", "null"),
    "small": ("0", "1", "2", "-3", "5", "null"),
    "zero_or_more": ("0", "1", "3", "7", "null"),
    "ratio": ("0.0", "0.5", "2.5", "-2.5", "1.005", "1e-5", "1e7", "null"),
    "amount": ("0.00", "0.01", "1.00", "1.01", "20195.26", "-0.29", "null"),
    "price": ("0.000", "0.005", "2.675", "-1.500", "10.000", "null"),
    "text": ("''", "'ab'", "'A b'", "'a.b.c'", "'a-b'", "' x '", "null"),
    "digits": ("'12'", "'12.7'", "'-3'", "'007'", "'4e2'", "null"),
    "code": ("'2024-02-03'", "'2024-02'", "'10:00:00'", "'2024-01-07T10:00:00+02:00'", "null"),
    "day": ("date '2024-01-07'", "date '2024-02-29'", "date '2023-12-31'", "null"),
    "moment": ("timestamp '2024-01-07 23:59:30.75'", "timestamp '2024-02-29 00:00:00'", "null"),
    "flag": ("true", "false", "null"),
    "words": ("['a', 'b', 'a']", "['b', null]", "[]", "null"),
}


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    types: tuple[str, ...]
    is_aggregate: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """``select`` is the same text for both engines."""

    expression: str
    select: str


@dataclass(frozen=True, slots=True)
class Judged:
    """``rules`` are those that fire."""

    drawn: Drawn
    answer: Answer
    rules: tuple[str, ...]

    @property
    def kind(self) -> str:
        if self.answer.duckdb.error:
            return "refused"
        if self.answer.differs:
            return "found" if self.rules else "missed"
        return "false" if self.rules else "equal"


def table(random: Random, number: int) -> Table:
    rows = (
        f"({id_}, {', '.join(random.choice(values) for values in _VALUES.values())})"
        for id_ in range(number)
    )
    return Table(TABLE, {"id": "INTEGER not null", **_TYPES}, ", ".join(rows))


def signatures(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> list[Signature]:
    """Of the functions that both engines have, those whose arguments are of our types."""
    listed = connection.execute(
        "select distinct function_name, parameter_types, function_type from duckdb_functions()"
        " where function_type in ('scalar', 'aggregate') order by all"
    ).fetchall()
    wanted = set(names) - NOT_DRAWN
    return [
        Signature(name, tuple(types), kind == "aggregate")
        for name, types, kind in listed
        if name in wanted and types and all(type_ in _COLUMNS for type_ in types)
    ]


def spark_functions(engines: Engines) -> list[str]:
    listed = engines.answer(Ask([], "select 1", "show system functions")).spark.rows
    return [name.strip("'") for (name,) in listed]


def draw(random: Random, known: Sequence[Signature]) -> Drawn:
    """Each function is as likely as each other, however many signatures it has."""
    name = random.choice(sorted({one.name for one in known}))
    chosen = random.choice([one for one in known if one.name == name])
    arguments = [_argument(random, type_, n) for n, type_ in enumerate(chosen.types)]
    if name in _OPERATORS and len(arguments) == 2:
        expression = f"{arguments[0]} {name} {arguments[1]}"
    elif name in _OPERATORS:
        expression = f"{name}{arguments[0]}"
    else:
        expression = f"{name}({', '.join(arguments)})"
    around = random.choice(_AROUND) if random.random() < 1 / 3 else "{}"
    if chosen.is_aggregate:
        around = around.replace("text", "max(text)").replace("zero_or_more", "max(zero_or_more)")
    expression = around.format(f"({expression})" if name in _OPERATORS else expression)
    if chosen.is_aggregate:
        grouped = f"select small as id, {expression} as x from {TABLE} group by small"
        return Drawn(expression, grouped)
    return Drawn(expression, f"select id, {expression} as x from {TABLE}")


def _argument(random: Random, type_: str, position: int) -> str:
    """The first is a column: of literals alone nobody computes."""
    if position == 0 or type_ not in _LITERALS or random.random() < 0.5:
        return random.choice(_COLUMNS[type_])
    return random.choice(_LITERALS[type_])


def judge(engines: Engines, tables: Sequence[Table], drawn: Drawn) -> Judged:
    """By the first rows on which the engines differ, if there are such."""
    asks = [Ask([rows], drawn.select, drawn.select) for rows in tables]
    answers = (engines.answer(ask) for ask in asks)
    first = next(answers)
    answer = first if first.differs else next((a for a in answers if a.differs), first)
    return Judged(drawn, answer, fired(asks[0]))


def fired(ask: Ask) -> tuple[str, ...]:
    analysis = analyse_query(ask.duckdb, relations(ask), "duckdb")
    return tuple(sorted(rules_found(analysis, ask)))


def judged(engines: Engines, seed: int, number: int) -> list[Judged]:
    """As many as are asked for that at least one engine runs; no expression comes twice."""
    random = Random(seed)
    tables = [table(random, 40) for _ in range(3)]
    with duckdb.connect() as connection:
        known = signatures(connection, spark_functions(engines))
    print(f"{len({one.name for one in known})} functions, seed {seed}", file=sys.stderr)
    found: dict[str, Judged] = {}
    while len(found) < number:
        drawn = draw(random, known)
        if drawn.expression in found:
            continue
        one = judge(engines, tables, drawn)
        if not (one.answer.duckdb.error and one.answer.spark.error):
            found[drawn.expression] = one
            print(f"\r{len(found)} of {number}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return list(found.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--expressions", type=int, default=80)
    parser.add_argument("--all", action="store_true", help="show all expressions")
    options = parser.parse_args()
    with engines() as both:
        results = judged(both, options.seed, options.expressions)
    for one in sorted(results, key=lambda one: (one.kind, one.drawn.expression)):
        if one.kind not in ("equal", "refused") or options.all:
            answer = one.answer
            print(f"{one.kind:7} {answer.differs:7} {one.drawn.expression}  {', '.join(one.rules)}")
            if one.kind == "missed":
                print(f"        DuckDB {first_rows(answer.duckdb.shown())}")
                print(f"        Spark  {first_rows(answer.spark.shown())}")
    kinds = Counter(one.kind for one in results)
    print(", ".join(f"{kind} {kinds[kind]}" for kind in KINDS))


def first_rows(shown: str) -> str:
    return shown if len(shown) <= 150 else f"{shown[:150]} ..."


if __name__ == "__main__":
    main()
