"""Known names that are spelled much like an unknown one, for the hint that a message gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice

# No name that a person types is longer, and each comparison costs the product of both lengths.
_LONGEST = 200
# Each comparison takes some microseconds, and a contract may have thousands of columns.
_COMPARED = 500
_CUTOFF = 0.75


def near_names(word: object, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """At most ``most`` known names that are like ``word`` but for letter case, the nearest first.

    A word that is not text has none. Of more than 500 known names, only the first 500 are compared.
    """
    if not isinstance(word, str) or len(word) > _LONGEST:
        return ()
    by_lower = {name.lower(): name for name in sorted(islice(known, _COMPARED))}
    close = get_close_matches(word.lower(), by_lower, n=most, cutoff=_CUTOFF)
    return tuple(by_lower[name] for name in close)


def nearest_name(word: object, known: Iterable[str]) -> str | None:
    return next(iter(near_names(word, known, most=1)), None)


def did_you_mean(
    word: object,
    known: Iterable[str],
    otherwise: str,
    most: int = 3,
    written: Mapping[str, str] | None = None,
) -> str:
    """ "Did you mean `a` or `b`?", or ``otherwise`` where no known name is near.

    ``written`` is how a name is written in full, where that is not the name alone.
    """
    near = [(written or {}).get(name, name) for name in near_names(word, known, most)]
    return f"Did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else otherwise
