"""What is counted in each column of an output port, without a value that not everybody may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inseam.bundle.sample import Document, physical_name, shown_columns

_EXTREMES = ("min", "max")


def shown_profile(
    profile: Mapping[str, Any], columns: Sequence[Document], rows: Sequence[Document]
) -> dict[str, Any]:
    """``profile`` of an object as its test left it, ``columns`` the contract's properties.

    The smallest and the largest value are kept of columns that a sample of these ``rows`` shows, if
    these two values may be shown as well.
    """
    found = profile["columns"]
    extremes = [_row(found, columns, which) for which in _EXTREMES]
    shown = {name.lower() for name in shown_columns(columns, [*rows, *extremes])}
    return {
        "rows": profile["rows"],
        "columns": {
            name: {
                key: value
                for key, value in column.items()
                if key not in _EXTREMES or name.lower() in shown
            }
            for name, column in found.items()
        },
    }


def _row(found: Mapping[str, Any], columns: Sequence[Document], which: str) -> Document:
    values = {name.lower(): column.get(which) for name, column in found.items()}
    return {physical_name(column): values.get(physical_name(column).lower()) for column in columns}
