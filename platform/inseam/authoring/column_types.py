"""The one table of types for drafts: an engine's type as a contract writes it.

The types themselves are those that contract lint and the tests know (`inseam.odcs.system_types`);
this adds what a person should know where two engines hold a value differently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from inseam.odcs.contract import Property
from inseam.odcs.system_types import LOGICAL_TYPES, logical_type, system_type
from inseam.odcs.types import databricks_type, databricks_type_of

# What ODCS 3.1 knows, in which drafts are written: the other two are of 3.2.
LOGICAL = LOGICAL_TYPES - {"map", "vector"}
_DUCKDB = "duckdb"
_DATABRICKS = "databricks"
_INSTANT = "an instant: in tests it is a TIMESTAMP, as a clock in UTC shows it"
# By the type without what is in brackets; what to know before somebody relies on it.
_REMARKS = {
    "HUGEINT": "DuckDB's sum of whole numbers: cast it to BIGINT, which is what Databricks has",
    "UHUGEINT": "no other engine has it: cast it to DECIMAL(38, 0)",
    "TIMESTAMP WITH TIME ZONE": _INSTANT,
    "TIMESTAMPTZ": _INSTANT,
    "TIME": "Databricks has no time of day: it is text there",
    "TIME WITH TIME ZONE": "Databricks has no time of day: it is text there, without its offset",
    "INTERVAL": "it is text on Databricks",
    "UUID": "it is text on Databricks",
    "JSON": "it is text on Databricks",
    "BIT": "it is text on Databricks",
    "ENUM": "it is text on Databricks: write its values as allowed ones",
    "UBIGINT": "Databricks has no unsigned types: it is DECIMAL(20, 0) there",
    "UINTEGER": "Databricks has no unsigned types: it is BIGINT there",
    "USMALLINT": "Databricks has no unsigned types: it is INT there",
    "UTINYINT": "Databricks has no unsigned types: it is SMALLINT there",
    "TIMESTAMP_NS": "Databricks keeps microseconds: what is finer is lost",
}
_BRACKETS = re.compile(r"\s*[(<\[].*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ColumnType:
    """``logical`` is None for bytes, maps and any value: ODCS 3.1 has no name for these.

    ``physical`` is the type as the contract's server has it.
    """

    logical: str | None
    physical: str
    remark: str | None = None


def on_databricks(text: str, dialect: str = _DUCKDB) -> ColumnType | None:
    """A type of an engine, for a contract whose server is Databricks; None if nobody knows it.

    ``text`` is as the engine says it, such as `describe` on DuckDB.
    """
    known = system_type(text, dialect)
    if known is None:
        return None
    if dialect == _DUCKDB:
        physical = databricks_type_of(text)
    else:
        physical = databricks_type(_column(physical=text), dialect)
    held = system_type(physical, _DATABRICKS)
    return ColumnType(_logical(logical_type(held) if held else None), physical, _remark(text))


def in_the_system(text: str, dialect: str) -> ColumnType | None:
    """As `on_databricks`, for a contract whose server is the system itself: its own types."""
    known = system_type(text, dialect)
    if known is None:
        return None
    return ColumnType(_logical(logical_type(known)), text, _remark(text))


def named_type(text: str) -> ColumnType | None:
    """What a person wrote for a type: a logical type of ODCS, or a type of Databricks' SQL."""
    word = text.strip().lower()
    if word in LOGICAL:
        return ColumnType(word, databricks_type(_column(logical=word), _DATABRICKS))
    return on_databricks(text.strip().upper(), _DATABRICKS)


def _logical(found: str | None) -> str | None:
    return found if found in LOGICAL else None


def _remark(text: str) -> str | None:
    return _REMARKS.get(_BRACKETS.sub("", text.strip().upper()))


def _column(physical: str | None = None, logical: str | None = None) -> Property:
    return Property((), "column", "column", logical, physical)
