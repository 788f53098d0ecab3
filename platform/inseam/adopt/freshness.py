"""How new dbt asks a source to be, as the service level that its contract promises (ODCS 3.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from inseam.adopt.reading import Source

_UNITS = {"minute": "m", "hour": "h", "day": "d"}


def promised(
    sources: Iterable[Source], columns: Mapping[str, Collection[str]]
) -> tuple[list[dict[str, Any]], list[Source]]:
    """Service levels, and the sources whose `freshness` cannot be one: it counts from a column that
    is not in the contract. ``columns`` are those of the contract, by the source's id.

    Of `error_after` and `warn_after`, the former is what nobody may rely on any longer.
    """
    levels, others = [], []
    for source in sources:
        age = _age(source.freshness)
        if age is None:
            continue
        column = next((c for c in columns[source.id] if c.lower() == source.loaded_at.lower()), "")
        if not column:
            others.append(source)
            continue
        value, unit = age
        levels.append(
            {
                "property": "freshness",
                "value": value,
                "unit": unit,
                "element": f"{source.relation[2]}.{column}",
                "driver": "operational",
            }
        )
    return levels, others


def _age(freshness: Mapping[str, Any]) -> tuple[int, str] | None:
    for key in ("error_after", "warn_after"):
        given = freshness.get(key) or {}
        if given.get("count") and given.get("period") in _UNITS:
            return int(given["count"]), _UNITS[given["period"]]
    return None
