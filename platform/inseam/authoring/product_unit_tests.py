"""A unit test for each object of a new port, on rows that are made from the input's contract."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from inseam.authoring.product import NewProduct
from inseam.authoring.product_sql import in_staging
from inseam.authoring.wiring import InputTable, PortColumn, WiredObject
from inseam.odcs.contract import Property
from inseam.synthesis.synthesise import synthesise
from inseam.synthesis.unsatisfiable import CannotSynthesise

# The instant of tests, as `[data-products].as_of` has it by default.
_AS_OF = datetime.fromisoformat("2026-01-31T06:00:00")
_MADE = 40
_TAKEN = 2
_SCALARS = (str, int, float, bool, Decimal, date, datetime, type(None))
_AWKWARD = frozenset("{}%#\\\"'")


def unit_tests(product: NewProduct) -> list[dict[str, Any]]:
    """None for an object that reads nothing, or of which no plain rows can be made."""
    tests = []
    for wired in product.objects:
        rows = _rows(wired)
        if wired.reads is None or not rows:
            continue
        model = product.model_of(wired)
        tests.append(
            {
                "name": f"{model}_has_the_columns_of_{wired.reads.model}",
                "model": model,
                "given": [
                    {
                        "input": f"ref('{wired.reads.model}')",
                        "rows": [
                            {
                                in_staging(c.physical_name): _value(row[c.physical_name])
                                for c in _read(wired)
                            }
                            for row in rows
                        ],
                    }
                ],
                "expect": {"rows": [_expected(wired, row) for row in rows if _is_kept(wired, row)]},
            }
        )
    return tests


def _is_single(column: PortColumn) -> bool:
    """Not a list, a struct or a map, which YAML writes as no value that a cast reads."""
    return not column.duckdb.endswith("]") and not column.duckdb.startswith(("STRUCT", "MAP"))


def _read(wired: WiredObject) -> list[Property]:
    return [c.source for c in wired.columns if c.source is not None and _is_single(c)]


def _rows(wired: WiredObject) -> list[dict[str, Any]]:
    """A few that are easily read, no two with the same key."""
    columns = [column.physical_name for column in _read(wired)]
    of_many = {c.column.physical_name for c in wired.columns if c.source and not _is_single(c)}
    # A row without them would be left out.
    if wired.reads is None or not columns or of_many.intersection(wired.not_null):
        return []
    taken: list[dict[str, Any]] = []
    keys = set()
    for row in _made(wired.reads):
        values = [row[column] for column in columns]
        key = tuple(str(row[column]) for column in _key(wired)) or tuple(map(str, values))
        if all(map(_is_plain, values)) and key not in keys:
            keys.add(key)
            taken.append(row)
    # Rows that the port keeps say more.
    return sorted(taken, key=lambda row: not _is_kept(wired, row))[:_TAKEN]


def _key(wired: WiredObject) -> list[str]:
    return [
        column.source.physical_name
        for column in wired.columns
        if column.source is not None and column.column.primary_key_position is not None
    ]


def _made(table: InputTable) -> list[dict[str, Any]]:
    key = (table.contract.id, table.table.physical_name)
    try:
        made = synthesise(
            [table.contract], rows=_MADE, seed=1, as_of=_AS_OF, wanted=[key], fewer=True
        )
    except CannotSynthesise:
        return []
    rows: list[dict[str, Any]] = made.tables[key].to_pylist()
    return rows


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return (
            value == value.strip()
            and value.isprintable()
            and value.isascii()
            and not (_AWKWARD & set(value))
        )
    return isinstance(value, _SCALARS)


def _is_kept(wired: WiredObject, row: dict[str, Any]) -> bool:
    values = {c.column.physical_name: _of(c, row) for c in wired.columns}
    return all(values[name] is not None for name in wired.not_null)


def _of(column: PortColumn, row: dict[str, Any]) -> Any:
    return None if column.source is None else row[column.source.physical_name]


def _expected(wired: WiredObject, row: dict[str, Any]) -> dict[str, Any]:
    return {
        c.column.physical_name: _value(_of(c, row))
        for c in wired.columns
        if c.source is None or _is_single(c)
    }


def _value(value: Any) -> Any:
    """As dbt casts it to the column's type: what YAML would read in another way is text."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ")
    return str(value)
