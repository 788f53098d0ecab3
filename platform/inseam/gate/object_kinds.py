"""What a schema object is: something that SQL reads, or something that it does not."""

from __future__ import annotations

import re
from enum import Enum


class Kind(Enum):
    TABULAR = "table or view"
    OTHER = "topic, file, API"
    UNKNOWN = "unknown"


# Other words for a plain table: catalogues have `BASE TABLE` and `MANAGED`.
_TABLE = frozenset({"base table", "managed", "managed table", "regular table", "table", "tables"})
_SHORT = {
    "external": "external table",
    "foreign": "foreign table",
    "matview": "materialized view",
    "materialised view": "materialized view",
    "mv": "materialized view",
    "streaming live table": "streaming table",
}
# These alone: any words before `table` or `view` tell which table or view.
_TABULAR = frozenset(
    "delta dimension dataset fact hudi iceberg incremental matview model relation seed snapshot"
    " table view".split()
)
_OTHER = frozenset(
    "api array avro blob bucket collection csv directory document endpoint event excel exchange"
    " file files folder graph index json kafka key message messages orc parquet queue sheet stream"
    " subscription text topic xlsx xml".split()
)


def kind_named(written: str) -> str:
    """The word for the kind, in one spelling."""
    word = " ".join(re.split(r"[\s_-]+", written.strip().lower()))
    return "table" if word in _TABLE else _SHORT.get(word, word)


def kind_of(named: str) -> Kind:
    """Of a word that `kind_named` gave."""
    last = named.rsplit(" ", 1)[-1]
    if last in _TABULAR:
        return Kind.TABULAR
    return Kind.OTHER if last in _OTHER else Kind.UNKNOWN
