"""What Spark says of an error, without the values of rows that are in its words."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MASK = "..."
# What of an error at run time comes from no row.
_OF_NO_ROW = frozenset({"alternative", "arraySize", "precision", "scale"})
# Names and types are in these.
_QUOTES = ('"', "`")
_ADVICE = re.compile(r" (?:If necessary set|SQLSTATE:).*", re.DOTALL)


def reason(
    condition: str | None, message: str, parameters: Mapping[str, str], *, of_rows: bool
) -> str:
    """The first line. ``of_rows`` is true of an error that only reading rows brings about."""
    text = next((line.strip() for line in message.split("\n") if line.strip()), "")
    if of_rows:
        if condition is None:
            return "it fails on some row"
        values = [
            value
            for name, value in parameters.items()
            if value and name not in _OF_NO_ROW and not value.startswith(_QUOTES)
        ]
        for value in sorted(values, key=len, reverse=True):
            text = text.replace(value, _MASK)
        if any(value.partition("\n")[0] in text for value in values):
            return f"[{condition}]"
    return _ADVICE.sub("", text)
