"""What becomes of types: ``python -m testkit.ingest.kinds <address> <folder>``.

Makes a table with a column of each type that docs/ingestion.md names, brings it into a lake and
compares the values; then asks for each type, and each value, that is refused. Prints a line for
each that is wrong and a sum, and exits with 1 if there is any.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from testkit.ingest.system import System, address
from testkit.lake import Lake

_ID = "550e8400-e29b-41d4-a716-446655440000"
_DIGITS = "1234567890123456789012345678.0123456789"
_MICROSECOND = datetime.fromisoformat("2024-03-15T11:00:00.123456")
_LAST = datetime.fromisoformat("9999-12-31T23:59:59.999")
# What a contract writes for the type that is made below.
_IN_CONTRACT = {"mood": "text"}
# Of Postgres: the type, a value as SQL, and what a reader of the lake gets.
_KEPT: tuple[tuple[str, str, Any], ...] = (
    ("smallint", "-32768", -32768),
    ("integer", "2147483647", 2147483647),
    ("bigint", "9223372036854775807", 9223372036854775807),
    ("boolean", "true", True),
    ("real", "1.5", 1.5),
    ("real", "'Infinity'", float("inf")),
    ("double precision", "0.1", 0.1),
    ("numeric(12,2)", "1.10", Decimal("1.10")),
    ("numeric(38,10)", f"{_DIGITS}", Decimal(_DIGITS)),
    ("text", "'Zoë'", "Zoë"),
    ("text", "''", ""),
    ("character varying(5)", "'a  '", "a  "),
    ("character(4)", "'ab'", "ab"),
    ("citext", "'CiT'", "CiT"),
    ("uuid", f"'{_ID.upper()}'", _ID),
    ("json", """'{"z": 1, "a": 1, "a": 2}'""", '{"z": 1, "a": 1, "a": 2}'),
    ("jsonb", """'{"z": 1.10, "a": 123456789012345678}'""", '{"a": 123456789012345678, "z": 1.10}'),
    ("date", "'0001-01-01'", date(1, 1, 1)),
    ("timestamp without time zone", "'2024-03-15 11:00:00.123456'", _MICROSECOND),
    ("timestamp(3) without time zone", "'9999-12-31 23:59:59.999'", _LAST),
    (
        "timestamp with time zone",
        "'2024-03-15 11:00:00+05:30'",
        datetime.fromisoformat("2024-03-15T05:30:00"),
    ),
    ("time without time zone", "'23:59:59.999999'", time(23, 59, 59, 999999)),
    ("bytea", r"'\x00ff'", b"\x00\xff"),
    ("text[]", """'{a,NULL,"x,y",""}'""", ["a", None, "x,y", ""]),
    ("integer[]", "'{1,NULL}'", [1, None]),
    ("boolean[]", "'{}'", []),
    ("uuid[]", f"array['{_ID}'::uuid]", [_ID]),
    ("int4range", "'[1,5]'", "[1,6)"),
    ("tstzrange", "'[2024-01-01 00:00+02,)'", '["2023-12-31 22:00:00+00",)'),
    ("int8multirange", "'{[1,2),[5,7)}'", "{[1,2),[5,7)}"),
    ("inet", "'10.0.0.1/8'", "10.0.0.1/8"),
    ("cidr", "'10.0.0.0/8'", "10.0.0.0/8"),
    ("macaddr", "'08:00:2b:01:02:03'", "08:00:2b:01:02:03"),
    ("xml", "'<a/>'", "<a/>"),
    ("bit varying(5)", "b'101'", "101"),
    ("name", "'n'", "n"),
    ("mood", "'low'", "low"),
)
_REFUSED = (
    *("numeric", "numeric(50,20)", "numeric(3,5)", "interval", "time with time zone", "money"),
    *("point", "tsvector", "numeric(12,2)[]", "timestamp with time zone[]"),
)
_LOST = (
    ("numeric(12,2)", "'NaN'"),
    ("date", "'infinity'"),
    ("timestamp without time zone", "'0044-03-15 10:00 BC'"),
    ("timestamp with time zone", "'-infinity'"),
    ("time without time zone", "'24:00'"),
    ("integer[]", "'{{1,2},{3,4}}'"),
    ("text[]", "'[0:1]={a,b}'"),
)
_CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: shop-v1
version: 1.0.0
servers: [{server: production, type: postgres, host: h, database: shop, schema: public}]
schema:
  - name: kinds
    physicalType: table
    properties:
"""


def kept(system: System) -> Iterator[str]:
    types = [type_ for type_, _, _ in _KEPT]
    _make(system, types)
    system.execute(
        f"insert into kinds values ({', '.join(value for _, value, _ in _KEPT)})",
        "insert into kinds default values",
    )
    done, findings = system.ingest()
    if done is None:
        yield from (finding.message for finding in findings)
        return
    place = "lake.shop__public.kinds"
    nothing, row = system.lake.read(f"from {place} order by c0 is not null")
    if any(value is not None for value in nothing):
        yield f"NULLs became {nothing}"
    for (type_, value, expected), found in zip(_KEPT, row, strict=True):
        if found != expected or type(found) is not type(expected):
            yield f"{type_} {value} became {found!r}"


def refused(system: System) -> Iterator[str]:
    """All in one run, each with its line."""
    _make(system, _REFUSED)
    done, findings = system.ingest()
    lines = [finding.line for finding in findings if finding.rule == "ingest-type-not-kept"]
    first = len(_CONTRACT.splitlines()) + 1
    if done is not None or lines != list(range(first, first + len(_REFUSED))):
        yield f"of {len(_REFUSED)} types that are not kept, those of lines {lines} were refused"


def lost(system: System) -> Iterator[str]:
    _make(system, [type_ for type_, _ in _LOST])
    system.execute(f"insert into kinds values ({', '.join(value for _, value in _LOST)})")
    done, findings = system.ingest()
    names = [finding.rule for finding in findings]
    if done is not None or names != ["ingest-value-not-kept"] * len(_LOST):
        yield f"of {len(_LOST)} values that nothing holds: {names}"


def _make(system: System, types: tuple[str, ...] | list[str]) -> None:
    columns = ", ".join(f"c{number} {type_}" for number, type_ in enumerate(types))
    system.execute("drop table if exists kinds", f"create table kinds ({columns})")
    system.contract = _CONTRACT + "".join(
        f'      - {{name: c{number}, physicalType: "{_IN_CONTRACT.get(type_, type_)}"}}\n'
        for number, type_ in enumerate(types)
    )


def main() -> int:
    given, folder = sys.argv[1:]
    system = System(address(given), Lake(Path(folder)))
    system.execute(
        "create extension if not exists citext",
        "drop type if exists mood cascade",
        "create type mood as enum ('low', 'high')",
    )
    wrong = [*kept(system), *refused(system), *lost(system)]
    for line in wrong:
        print(f"WRONG  {line}")
    count = len(_KEPT) + len(_REFUSED) + len(_LOST)
    print(f"{count} types and values, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
