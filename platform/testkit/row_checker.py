"""Whether rows keep what their contracts say of them, also where datacontract-cli does not look.

Reads the same constraints as the synthesis of rows, and answers them on its own: in SQL, one
question a statement. Beyond datacontract-cli it knows formats, `multipleOf`, exact types, the keys
of maps, and relationships between contracts.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from inseam.documents.element_path import format_path
from inseam.documents.yaml_document import Path
from inseam.odcs.constraints import WrittenRule
from inseam.odcs.contract import Contract, Property, SchemaObject
from inseam.odcs.types import dialect_of, duckdb_type
from inseam.synthesis.references import foreign_keys
from inseam.synthesis.unsatisfiable import TableKey

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Violation:
    """A statement of a contract that rows break: ``count`` values, rows or keys, some as text."""

    file: str
    element: str
    table: str
    count: float
    shown: tuple[str, ...] = ()


def violations(
    contracts: Sequence[Contract], tables: Mapping[TableKey, pa.Table]
) -> list[Violation]:
    """Of all contracts' tables that are among ``tables``, by contract id and table name."""
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        engine.execute("set TimeZone = 'UTC'")
        for key, rows in tables.items():
            engine.register(_table(key), rows)
        return [
            violation
            for contract in contracts
            for described in contract.objects
            if (contract.id, described.physical_name) in tables
            for violation in _Checker(engine, contract, described, tables).all(contracts)
        ]


def _table(key: TableKey) -> str:
    return f"{key[0]}/{key[1]}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"


class _Checker:
    def __init__(
        self,
        engine: duckdb.DuckDBPyConnection,
        contract: Contract,
        described: SchemaObject,
        tables: Mapping[TableKey, pa.Table],
    ) -> None:
        self._engine, self._contract, self._described = engine, contract, described
        self._tables = tables
        self._key: TableKey = (contract.id, described.physical_name)
        self._from = _quoted(_table(self._key))
        self._dialect = dialect_of(contract)

    def all(self, contracts: Sequence[Contract]) -> Iterator[Violation]:
        present = {name.lower(): name for name in self._tables[self._key].column_names}
        for column in self._described.properties:
            name = present.get(column.physical_name.lower())
            if name is None:
                yield self._violation(column.path, 1, ("the column is missing",))
                continue
            type_ = duckdb_type(column, self._dialect)
            yield from self._typed(column, name, type_)
            source = f"select {_quoted(name)} as v from {self._from}"
            yield from self._values(column, source, type_)
            for rule in column.constraints.rules:
                yield from self._rule(rule, name)
        yield from self._primary_key()
        for rule in self._described.constraints.rules:
            yield from self._rule(rule, None)
        yield from self._relationships(contracts)

    def _violation(self, path: Path, count: float, shown: Sequence[Any] = ()) -> Violation:
        texts = tuple(str(value) for value in shown)
        return Violation(
            self._contract.file, format_path(path), self._described.physical_name, count, texts
        )

    def _asked(self, path: Path, bad: str) -> Iterator[Violation]:
        """``bad`` selects one value a violation."""
        rows = self._engine.sql(f"select * from ({bad}) limit 1000").fetchall()
        if rows:
            yield self._violation(path, len(rows), [row[0] for row in rows[:_SHOWN]])

    # Columns and fields

    def _typed(self, column: Property, name: str, type_: str) -> Iterator[Violation]:
        wanted = str(self._engine.sql(f"select null::{type_} as c").types[0])
        has = str(self._engine.sql(f"select {_quoted(name)} from {self._from} limit 0").types[0])
        # In Arrow, JSON is text and an ENUM its words.
        if wanted == "JSON" or wanted.startswith("ENUM"):
            wanted = "VARCHAR"
        if has != wanted.replace("JSON", "VARCHAR"):
            part = "physicalType" if column.physical_type else "logicalType"
            yield self._violation((*column.path, part), 1, (f"{has} instead of {wanted}",))

    def _values(self, column: Property, source: str, type_: str) -> Iterator[Violation]:
        """Of the values ``v`` that ``source`` selects."""
        path = column.path
        known = f"select v from ({source}) where v is not null"
        if column.required:
            stated = "primaryKey" if column.primary_key_position is not None else "required"
            yield from self._asked((*path, stated), f"select v from ({source}) where v is null")
        if column.unique:
            yield from self._asked(
                (*path, "unique"), f"select v from ({known}) group by v having count(*) > 1"
            )
        sized = re.fullmatch(r"\w*CHAR\w*\((\d+)\)|TEXT\((\d+)\)", type_)
        if sized:
            most = sized[1] or sized[2]
            yield from self._asked(
                (*path, "physicalType"), f"select v from ({known}) where length(v) > {most}"
            )
        yield from self._options(column, known, type_)
        if column.constraints.enum is not None:
            yield from self._enum(column, known, type_)
        yield from self._inner(column, known, type_)

    def _enum(self, column: Property, known: str, type_: str) -> Iterator[Violation]:
        stated = column.constraints.enum
        assert stated is not None
        if stated.value:
            listed = ", ".join(f"cast({_literal(v)} as {_plain(type_)})" for v in stated.value)
            yield from self._asked(
                stated.path, f"select v from ({known}) where v not in ({listed})"
            )
        else:
            yield from self._asked(stated.path, known)

    def _options(self, column: Property, known: str, type_: str) -> Iterator[Violation]:
        v = _comparable(column, type_)
        length = "octet_length" if type_ == "BLOB" else "length"
        for name, stated in column.constraints.options.items():
            value = stated.value
            bound = f"cast({_literal(value)} as {_bound_type(column, type_)})"
            condition = {
                "minimum": f"{v} < {bound}",
                "maximum": f"{v} > {bound}",
                "exclusiveMinimum": f"{v} <= {bound}",
                "exclusiveMaximum": f"{v} >= {bound}",
                "minLength": f"{length}(v) < {_literal(value)}",
                "maxLength": f"{length}(v) > {_literal(value)}",
                "pattern": f"not regexp_matches(v::varchar, {_literal(value)})",
                "minItems": f"len(v) < {_literal(value)}",
                "maxItems": f"len(v) > {_literal(value)}",
                "uniqueItems": "len(list_distinct(v)) < len(list_filter(v, x -> x is not null))",
            }.get(name)
            if value is None or (name == "uniqueItems" and value is not True):
                continue
            if name in ("minItems", "maxItems", "uniqueItems") and not type_.endswith("]"):
                continue
            if name == "multipleOf":
                yield from self._multiples(stated.path, known, v, value, type_)
            elif name == "format":
                yield from self._format(stated.path, known, str(value), column, type_)
            elif condition is not None:
                yield from self._asked(stated.path, f"select v from ({known}) where {condition}")

    def _multiples(
        self, path: Path, known: str, v: str, value: Any, type_: str
    ) -> Iterator[Violation]:
        if type_ in ("DOUBLE", "FLOAT", "REAL") or not _is_numeric(type_):
            quotient = f"({v}) / {value!r}::double"
            # What rounding to the type may take away.
            relative = 2e-7 if type_ in ("FLOAT", "REAL") else 1e-15
            bad = f"abs({quotient} - round({quotient})) > 1e-9 + {relative} * abs({quotient})"
            yield from self._asked(path, f"select v from ({known}) where {bad}")
            return
        values = self._engine.sql(f"select distinct v from ({known})").fetchall()
        step = Decimal(str(value))
        bad_values = [row[0] for row in values if Decimal(row[0]) % step != 0]
        if bad_values:
            yield self._violation(path, len(bad_values), bad_values[:_SHOWN])

    def _format(
        self, path: Path, known: str, name: str, column: Property, type_: str
    ) -> Iterator[Violation]:
        if re.fullmatch(r"[iu](8|16|32|64|128)", name):
            bits = int(name[1:])
            low, high = (
                (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if name[0] == "i" else (0, 2**bits - 1)
            )
            if bits < 128:
                yield from self._asked(
                    path, f"select v from ({known}) where v::hugeint not between {low} and {high}"
                )
            return
        is_valid = _FORMATS.get(name.lower())
        if column.logical_type in ("date", "timestamp", "time") and _is_text(type_):
            is_valid = _java_format(name)
        if is_valid is None or not _is_text(type_):
            return
        values = self._engine.sql(f"select distinct v from ({known})").fetchall()
        bad = [row[0] for row in values if not is_valid(row[0])]
        if bad:
            yield self._violation(path, len(bad), bad[:_SHOWN])

    def _inner(self, column: Property, known: str, type_: str) -> Iterator[Violation]:
        if column.logical_type in ("object", "array", "map") and _is_text(type_):
            bad = f"select v from ({known}) where not json_valid(v)"
            found = list(self._asked((*column.path, "logicalType"), bad))
            yield from found
            if found or not (column.properties or column.items or column.map_value):
                return
            type_ = self._structure(column)
            known = f"select cast(v::json as {type_}) as v from ({known})"
        if type_.endswith("]"):
            if column.items is None:
                return
            inner = self._engine.sql(f"select null::{type_} as c").types[0].children[0][1]
            source = f"select unnest(v) as v from ({known})"
            items = column.items
            yield from self._values(_without_unique(items), source, self._own(items, inner))
            yield from self._unique_in_lists(items, known)
        elif type_.startswith("STRUCT"):
            fields = self._engine.sql(f"select null::{type_} as c").types[0].children
            present = {name.lower(): (name, inner) for name, inner in fields}
            for field in column.properties:
                if (at := present.get(field.physical_name.lower())) is None:
                    yield self._violation(field.path, 1, ("the field is missing",))
                    continue
                source = f"select v.{_quoted(at[0])} as v from ({known})"
                yield from self._values(field, source, self._own(field, at[1]))
                for rule in field.constraints.rules:
                    yield from self._value_rule(rule, source)
        elif type_.startswith("MAP"):
            key, value = self._engine.sql(f"select null::{type_} as c").types[0].children
            for side, inner, listed in (
                (column.map_key, key[1], "map_keys"),
                (column.map_value, value[1], "map_values"),
            ):
                if side is not None:
                    source = f"select unnest({listed}(v)) as v from ({known})"
                    yield from self._values(_without_unique(side), source, self._own(side, inner))

    def _unique_in_lists(self, items: Property, known: str) -> Iterator[Violation]:
        """`unique` of an item says that no list repeats it (as datacontract-cli has it)."""
        uniques = [(items, "x")] if items.unique else []
        uniques += [(f, f"x.{_quoted(f.physical_name)}") for f in items.properties if f.unique]
        for field, of in uniques:
            values = f"list_filter(list_transform(v, x -> {of}), y -> y is not null)"
            bad = f"len(list_distinct({values})) < len({values})"
            yield from self._asked((*field.path, "unique"), f"select v from ({known}) where {bad}")

    def _own(self, field: Property, inner: Any) -> str:
        stated = duckdb_type(field, self._dialect)
        return stated if re.search(r"CHAR.*\(|TEXT\(", stated) else str(inner)

    def _structure(self, column: Property) -> str:
        """The nested type that a JSON text describes."""
        if column.logical_type == "array" and column.items is not None:
            return f"{duckdb_type(column.items, self._dialect)}[]"
        if column.properties:
            fields = ", ".join(
                f"{_quoted(f.physical_name)} {duckdb_type(f, self._dialect)}"
                for f in column.properties
            )
            return f"STRUCT({fields})"
        assert column.map_key is not None
        assert column.map_value is not None
        key, value = (duckdb_type(s, self._dialect) for s in (column.map_key, column.map_value))
        return f"MAP({key}, {value})"

    # Rules

    def _value_rule(self, rule: WrittenRule, source: str) -> Iterator[Violation]:
        """A rule of a nested field, which counts the field's values."""
        if rule.threshold is None or rule.metric is None:
            return
        bad = _bad_values(rule)
        if bad is None:
            return
        row = self._engine.sql(
            f"select count(*) filter (where {bad}), count(*) from ({source})"
        ).fetchone()
        yield from self._judged(rule, *(row or (0, 0)))

    def _judged(self, rule: WrittenRule, count: float, rows: int) -> Iterator[Violation]:
        number = (round(count / rows * 100, 6) if rows else 0.0) if rule.is_percent else count
        if rule.threshold is not None and not rule.threshold.allows(number):
            yield self._violation(rule.path, number)

    def _rule(self, rule: WrittenRule, column: str | None) -> Iterator[Violation]:
        if rule.threshold is None:
            return
        if rule.query is not None:
            yield from self._sql_rule(rule, column)
        elif rule.metric == "rowCount":
            yield from self._judged(rule, len(self._tables[self._key]), 0)
        elif rule.metric == "duplicateValues":
            listed = [column] if column is not None else self._physical(rule)
            # Without columns it is about whole rows.
            named = listed or [part.physical_name for part in self._described.properties]
            names = [_quoted(name) for name in named]
            known = " and ".join(f"{name} is not null" for name in names if listed) or "true"
            row = self._engine.sql(
                f"select count(*) from (select 1 from {self._from} where {known}"
                f" group by {', '.join(names)} having count(*) > 1)"
            ).fetchone()
            yield from self._judged(rule, row[0] if row else 0, 0)
        elif column is not None and rule.metric is not None:
            yield from self._value_rule(rule, f"select {_quoted(column)} as v from {self._from}")

    def _physical(self, rule: WrittenRule) -> list[str]:
        names = {p.name: p.physical_name for p in self._described.properties}
        return [names.get(name, name) for name in rule.arguments.get("properties") or ()]

    def _sql_rule(self, rule: WrittenRule, column: str | None) -> Iterator[Violation]:
        names = dict.fromkeys(("table", "model", "object"), self._from)
        if column is not None:
            names |= dict.fromkeys(("column", "field", "property"), _quoted(column))
        query = re.sub(
            r"[\"`]?\$?\{(\w+)\}[\"`]?", lambda m: names.get(m[1], m[0]), rule.query or ""
        )
        bare = self._described.physical_name
        self._engine.execute(f"create or replace temp view {_quoted(bare)} as from {self._from}")
        try:
            row = self._engine.sql(query).fetchone()
        except duckdb.Error as error:
            yield self._violation(rule.path, 1, (str(error).splitlines()[0],))
            return
        finally:
            self._engine.execute(f"drop view {_quoted(bare)}")
        yield from self._judged(rule, float(row[0]) if row and row[0] is not None else 0, 0)

    # Keys

    def _primary_key(self) -> Iterator[Violation]:
        key = self._described.primary_key
        if key:
            names = ", ".join(_quoted(column.physical_name) for column in key)
            path = (*key[0].path, "primaryKey")
            yield from self._asked(
                path, f"select {names} from {self._from} group by all having count(*) > 1"
            )

    def _relationships(self, contracts: Sequence[Contract]) -> Iterator[Violation]:
        for found in foreign_keys(contracts)[0]:
            if found.table != self._key or found.target not in self._tables:
                continue
            (target,) = (
                o for c in contracts for o in c.objects if (c.id, o.physical_name) == found.target
            )
            mine = [_quoted(self._described.properties[n].physical_name) for n in found.columns]
            theirs = [_quoted(target.properties[n].physical_name) for n in found.target_columns]
            known = " and ".join(f"a.{name} is not null" for name in mine)
            same = " and ".join(f"a.{m} = b.{t}" for m, t in zip(mine, theirs, strict=True))
            yield from self._asked(
                found.place.path,
                f"select a.{mine[0]} from {self._from} a where {known} and not exists"
                f" (select 1 from {_quoted(_table(found.target))} b where {same})",
            )


def _without_unique(column: Property) -> Property:
    """Within a list, `unique` concerns the list."""
    return replace(
        column,
        unique=False,
        properties=tuple(replace(field, unique=False) for field in column.properties),
    )


def _bad_values(rule: WrittenRule) -> str | None:
    if rule.metric == "nullValues":
        return "v is null"
    if rule.metric == "missingValues":
        listed = [v for v in rule.arguments.get("missingValues") or () if v is not None]
        among = f" or v in ({', '.join(map(_literal, listed))})" if listed else ""
        return f"v is null{among}"
    if rule.metric == "invalidValues":
        conditions = []
        valid = rule.arguments.get("validValues")
        if isinstance(valid, list):
            listed = [_literal(value) for value in valid if value is not None]
            conditions.append(f"v not in ({', '.join(listed)})" if listed else "true")
        if isinstance(pattern := rule.arguments.get("pattern"), str):
            conditions.append(f"not regexp_matches(v::varchar, {_literal(pattern)})")
        return f"v is not null and ({' or '.join(conditions)})" if conditions else None
    return None


def _is_text(type_: str) -> bool:
    return type_ == "JSON" or re.match(r"\w*CHAR|TEXT|STRING", type_) is not None


def _is_numeric(type_: str) -> bool:
    return re.match(r"U?(TINY|SMALL|BIG|HUGE)?INT|DECIMAL|DOUBLE|FLOAT|REAL", type_) is not None


def _plain(type_: str) -> str:
    return "VARCHAR" if _is_text(type_) else type_


def _comparable(column: Property, type_: str) -> str:
    """``v`` as what its bounds are: a text column may hold numbers or dates."""
    return f"try_cast(v as {_bound_type(column, type_)})" if _is_text(type_) else "v"


def _bound_type(column: Property, type_: str) -> str:
    if _is_text(type_):
        by_logical = {"integer": "BIGINT", "number": "DOUBLE", "date": "DATE", "time": "TIME"}
        return by_logical.get(
            column.logical_type or "",
            "TIMESTAMP" if column.logical_type == "timestamp" else "VARCHAR",
        )
    if _is_numeric(type_):
        return "DOUBLE" if type_ in ("DOUBLE", "FLOAT", "REAL") else "DECIMAL(38, 9)"
    return "TIMESTAMP" if type_ == "DATE" else type_


# Formats


def _passes(check: Callable[[str], Any]) -> Callable[[str], bool]:
    def is_valid(text: str) -> bool:
        try:
            check(text)
        except (ValueError, binascii.Error):
            return False
        return True

    return is_valid


def _is_uuid(text: str) -> bool:
    return _passes(uuid.UUID)(text) and len(text) == 36


def _is_email(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    return bool(local and at and "." in domain) and not re.search(r"\s|@", local + domain)


def _is_uri(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", text) is not None


def _is_hostname(text: str) -> bool:
    labels = text.split(".")
    return len(text) <= 253 and all(
        re.fullmatch(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)", label) for label in labels
    )


_FORMATS: dict[str, Callable[[str], bool]] = {
    "uuid": _is_uuid,
    "guid": _is_uuid,
    "email": _is_email,
    "uri": _is_uri,
    "url": _is_uri,
    "hostname": _is_hostname,
    "ipv4": _passes(ipaddress.IPv4Address),
    "ipv6": _passes(ipaddress.IPv6Address),
    "date": _passes(date.fromisoformat),
    "date-time": _passes(datetime.fromisoformat),
    "byte": _passes(lambda text: base64.b64decode(text, validate=True)),
}


def _java_format(form: str) -> Callable[[str], bool] | None:
    marks = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
    parts = re.split(r"(yyyy|MM|dd|HH|mm|ss|'[^']*')", form)
    written = "".join(marks.get(part, part.strip("'")) for part in parts)
    if re.search(r"(?<!%)[A-SU-Ya-z]", written):
        return None
    return _passes(lambda text: datetime.strptime(text, written))  # noqa: DTZ007
