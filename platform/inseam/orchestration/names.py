"""What things of the mesh are called in Dagster, which takes letters, digits and `_` alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from inseam.orchestration.mesh import Key

# The first part of the key of what no product of the repository makes. No key of a product has
# three parts, so none is equal to one of these.
OUTSIDE = "outside"
_OTHER = re.compile(r"[^A-Za-z0-9_]+")
_LONGEST_TAG = 63
_NOT_IN_TAG = re.compile(r"[^A-Za-z0-9_.-]+")


def plain(text: str) -> str:
    """With `_` for what is no letter, digit or `_`: `customer-spend-v1` is `customer_spend_v1`."""
    return _OTHER.sub("_", text).strip("_") or "_"


def made_by(product: str, model: str) -> Key:
    return (product, model)


def outside(source: str, table: str) -> Key:
    """A table of a system outside; ``source`` is its contract's id, else dbt's name of it."""
    return (OUTSIDE, plain(source), table)


def tag_value(text: str) -> str:
    return _NOT_IN_TAG.sub("_", text).strip("_.-")[:_LONGEST_TAG].strip("_.-")


def apart(names: Iterable[str]) -> list[str]:
    """A plain name for each of ``names``: what is equal to one before gets a number."""
    taken: set[str] = set()
    found = []
    for name in names:
        wanted = made = plain(name)
        number = 1
        while made in taken:
            number += 1
            made = f"{wanted}_{number}"
        taken.add(made)
        found.append(made)
    return found
