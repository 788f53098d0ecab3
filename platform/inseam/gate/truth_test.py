"""The verdicts against an engine.

For a change that breaks readers, there is a reader who was right about all data that OLD allows,
and some data that NEW allows on which he fails or is wrong. For a change that is compatible, every
row that NEW allows keeps what OLD said. The pairs are those of ``testdata/rules``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from inseam.gate.catalogue import RULES
from inseam.gate.grade import Category, Grade
from inseam.gate.physical_types import physical_type
from inseam.gate.type_lattice import Relation, relate_physical
from inseam.odcs.contract import Contract, read_contract
from inseam.odcs.types import dialect_of, duckdb_type
from inseam.synthesis.synthesise import synthesise
from testkit.gate_case import golden_pair
from testkit.row_checker import violations

AS_OF = datetime(2025, 1, 15, 12)  # noqa: DTZ001
SEEDS = range(5)
ROWS = 40
ABOUT_DATA = (Category.SHAPE, Category.TYPE, Category.GUARANTEE)
Tables = Mapping[tuple[str, str], pa.Table]


@dataclass(frozen=True)
class Reader:
    """A question whose answer is true by what OLD says.

    ``rows`` are rows of `orders` that NEW allows and that chance would not make. ``tables`` are
    statements that make the data by hand where a test's types cannot tell the two apart.
    """

    asks: str
    rows: str = ""
    tables: tuple[str, ...] = ()


READERS = {
    "object-removed": Reader("select count(*) >= 0 from order_lines"),
    "object-physical-name-changed": Reader("select count(*) >= 0 from shop_orders"),
    "column-removed": Reader("select count(amount) >= 0 from orders"),
    "column-renamed": Reader("select count(amount) >= 0 from orders"),
    "column-moved": Reader("select count(city) >= 0 from orders"),
    "type-changed": Reader("select coalesce(sum(amount), 0) is not null from orders"),
    "element-type-removed": Reader(
        "select count(*) = 0 from orders where list_contains(amount, 'no such text')"
    ),
    # The clock reads 12 for every reader who was promised a clock reading.
    "timezone-changed": Reader(
        "select bool_and(hour(amount) = 12) from orders",
        tables=(
            "set TimeZone = 'UTC'",
            "create table orders as select timestamptz '2026-01-01 12:00:00+00' as amount",
            "set TimeZone = 'Europe/Berlin'",
        ),
    ),
    "vector-changed": Reader(
        "select bool_and(array_distance(amount, array_value(1.0::float, 2.0::float)) >= 0)"
        " from orders",
        tables=(
            "create table orders as select array_value(1.0::float, 2.0::float, 3.0::float) amount",
        ),
    ),
    "column-became-nullable": Reader(
        "select count(*) = count(order_id) from orders", "(null, 1), ('a', 2)"
    ),
    "primary-key-changed": Reader(
        "select count(*) = count(distinct order_id) from orders", "('a', 1), ('a', 2)"
    ),
    "primary-key-removed": Reader(
        "select count(*) = count(distinct order_id) from orders", "('a', 1), ('a', 1)"
    ),
    "uniqueness-removed": Reader(
        "select count(amount) = count(distinct amount) from orders", "('a', 1), ('b', 1)"
    ),
    "values-constraint-removed": Reader(
        "select count(*) = 0 from orders where state is not null"
        " and case state when 'new' then 1 when 'paid' then 2 end is null"
    ),
    "pattern-removed": Reader(
        "select count(*) = 0 from orders where cast(split_part(sku, '-', 2) as hugeint) < 0"
    ),
    "relationship-retargeted": Reader(
        "select count(*) = 0 from orders where customer_id is not null"
        " and customer_id not in (from customers select customer_id where customer_id is not null)"
    ),
    "quality-removed": Reader("select count(*) > 100 from orders"),
    "quality-weakened": Reader("select count(*) > 100 from orders"),
}
NOT_SHOWN = {
    "column-semantic-type-changed": "DuckDB has no measures.",
    "unit-changed": "The same number, of another unit: no engine knows.",
}


def contracts_of(rule: str) -> tuple[Contract, Contract]:
    old, new = (read_contract(document) for document in golden_pair(f"rules/{rule}").documents)
    return old, new


def synthesised(contract: Contract, seed: int) -> Tables:
    return synthesise([contract], rows=ROWS, seed=seed, as_of=AS_OF).tables


def types(contract: Contract, table: str) -> dict[str, str]:
    described = contract.object_named(table)
    dialect = dialect_of(contract)
    assert described is not None
    return {c.physical_name: duckdb_type(c, dialect) for c in described.properties}


def loaded(engine: Any, contract: Contract, tables: Tables) -> None:
    for (_, table), rows in tables.items():
        engine.register("given", rows)
        columns = (f'cast("{n}" as {t}) as "{n}"' for n, t in types(contract, table).items())
        engine.execute(f'create table "{table}" as select {", ".join(columns)} from given')


def by_hand(contract: Contract, values: str) -> Tables:
    columns = types(contract, "orders")
    names = ", ".join(f'"{name}"' for name in columns)
    casts = ", ".join(f'cast("{name}" as {type_}) as "{name}"' for name, type_ in columns.items())
    with duckdb.connect() as engine:
        query = f"select {casts} from (values {values}) as t({names})"
        return {(contract.id, "orders"): engine.execute(query).to_arrow_table()}


def answers(contract: Contract, data: Iterator[Tables], reader: Reader) -> list[bool]:
    """Whether he is right, each time; to fail is not to be right."""
    found = []
    for tables in data:
        with duckdb.connect() as engine:
            loaded(engine, contract, tables)
            found.append(is_right(engine, reader))
    return found


def is_right(engine: Any, reader: Reader) -> bool:
    try:
        row = engine.execute(reader.asks).fetchone()
    except duckdb.Error:
        return False
    return bool(row is not None and row[0] is not False)


def as_read(engine: Any, contract: Contract) -> Tables:
    """The tables of the contract, with the types that its readers take them for."""
    found = {}
    for described in contract.objects:
        table = described.physical_name
        casts = (f'cast("{n}" as {t}) as "{n}"' for n, t in types(contract, table).items())
        query = f'select {", ".join(casts)} from "{table}"'
        found[contract.id, table] = engine.execute(query).to_arrow_table()
    return found


def rules_graded(grade: Grade) -> list[str]:
    return [rule.id for rule in RULES if rule.category in ABOUT_DATA and rule.grade is grade]


def test_every_breaking_rule_about_data_has_a_reader_or_a_reason_for_none() -> None:
    assert READERS.keys() | NOT_SHOWN.keys() == set(rules_graded(Grade.BREAKING))


@pytest.mark.parametrize("rule", sorted(r for r, reader in READERS.items() if not reader.tables))
def test_the_reader_is_right_about_all_that_the_old_contract_allows(rule: str) -> None:
    old, _ = contracts_of(rule)

    data = (synthesised(old, seed) for seed in SEEDS)

    assert answers(old, data, Reader(READERS[rule].asks)) == [True] * len(SEEDS)


def test_a_clock_reading_is_right_whatever_zone_the_reader_is_in() -> None:
    with duckdb.connect() as engine:
        engine.execute("create table orders as select timestamp '2026-01-01 12:00:00' as amount")
        engine.execute("set TimeZone = 'Europe/Berlin'")
        assert is_right(engine, READERS["timezone-changed"])


def test_a_vector_of_the_old_length_can_be_compared() -> None:
    with duckdb.connect() as engine:
        engine.execute("create table orders as select array_value(1.0::float, 2.0::float) amount")
        assert is_right(engine, READERS["vector-changed"])


@pytest.mark.parametrize("rule", sorted(READERS))
def test_a_breaking_change_lets_the_reader_fail_or_be_wrong(rule: str) -> None:
    _, new = contracts_of(rule)
    reader = READERS[rule]
    if reader.tables:
        with duckdb.connect() as engine:
            for statement in reader.tables:
                engine.execute(statement)
            assert not is_right(engine, reader)
        return
    if reader.rows:
        tables = by_hand(new, reader.rows)
        assert violations([new], tables) == []
        assert answers(new, iter([tables]), reader) == [False]
        return
    assert not all(answers(new, (synthesised(new, seed) for seed in SEEDS), reader))


@pytest.mark.parametrize("rule", rules_graded(Grade.COMPATIBLE))
def test_after_a_compatible_change_all_that_the_old_contract_said_still_holds(rule: str) -> None:
    old, new = contracts_of(rule)
    for seed in SEEDS:
        tables = synthesised(new, seed)
        with duckdb.connect() as engine:
            loaded(engine, new, tables)
            assert violations([old], as_read(engine, old)) == []
            for described in old.objects:
                for name, type_ in types(old, described.physical_name).items():
                    same = f'count(*) = count(*) filter ("{name}" is not distinct from '
                    asks = f'select {same} cast("{name}" as {type_})) '
                    table = f'from "{described.physical_name}"'
                    assert is_right(engine, Reader(asks + table)), name


# The lattice of types. `values` are of both types of a pair where they fit.

VALUES = {
    "TINYINT": ["0", "127", "-128"],
    "INT": ["0", "2147483647", "-7"],
    "BIGINT": ["0", "9223372036854775807", "-7"],
    "FLOAT": ["0.5", "-1.25", "16777216"],
    "DOUBLE": ["0.1", "-1.25", "1e300"],
    "DECIMAL(9,2)": ["0.10", "-1234567.89"],
    "DECIMAL(12,4)": ["0.1000", "-12345678.8765"],
    "DECIMAL(12,1)": ["0.1", "12345678901.5"],
    "VARCHAR": ["'a'", "'12'", "''"],
    "BOOLEAN": ["true", "false"],
    "DATE": ["date '2026-01-31'"],
    "TIMESTAMP": ["timestamp '2026-01-31 23:30:00'"],
    "TIMESTAMPTZ": ["timestamptz '2026-01-31 23:30:00+00'"],
    "TIME": ["time '23:30:00'"],
    "BLOB": ["'ab'::blob"],
}
# What readers do with a column: the answers must not depend on which of two types it has.
USES = (
    "typeof(v || '') = 'VARCHAR' and v || '' = 'x'",
    "cast(v as varchar)",
    "v + 1",
    "length(v)",
    "v < 100000",
    "not v",
    "hour(v)",
    "year(v)",
    "v = v::double",
    "octet_length(v)",
)


def holds(values: list[str], source: str, target: str) -> bool:
    """Whether every value goes there and back as it was."""
    with duckdb.connect() as engine:
        engine.execute("set TimeZone = 'UTC'")
        for value in values:
            there = f"cast(cast({value} as {source}) as {target})"
            try:
                row = engine.execute(
                    f"select cast({there} as {source}) = cast({value} as {source}),"
                    f" {there} = cast({value} as {source})"
                ).fetchone()
            except duckdb.Error:
                return False
            if row != (True, True):
                return False
    return True


def can_tell(source: str, target: str) -> bool:
    """Whether some use of a value of the one type fails or differs with the other type."""
    with duckdb.connect() as engine:
        engine.execute("set TimeZone = 'Europe/Berlin'")
        for value in VALUES[source]:
            for use in USES:
                old = asked(engine, value, source, use)
                if old is not None and old != asked(engine, value, source, use, target):
                    return True
    return False


def asked(engine: Any, value: str, source: str, use: str, target: str | None = None) -> object:
    cast = f"cast({value} as {source})"
    shown = cast if target is None else f"cast({cast} as {target})"
    try:
        return engine.execute(f"select {use} from (select {shown} as v)").fetchone()
    except duckdb.Error:
        return None


@pytest.mark.parametrize("old", VALUES)
@pytest.mark.parametrize("new", VALUES)
def test_the_lattice_of_types_is_that_of_the_engine(old: str, new: str) -> None:
    before, after = physical_type(old, "duckdb"), physical_type(new, "duckdb")
    assert before is not None
    assert after is not None
    match relate_physical(before, after):
        case Relation.SAME:
            assert old == new
        case Relation.WIDENED:
            assert holds(VALUES[old], old, new)
        case Relation.NARROWED:
            assert holds(VALUES[new], new, old) or old in ("FLOAT", "DOUBLE")
        case _:
            assert can_tell(old, new)
