"""Whether a part of a contract says, in one of the usual ways, that it holds personal data."""

from __future__ import annotations

from collections.abc import Iterable

# What lineage has among the classifications that a column carries.
PERSONAL_DATA = "personal data"

# Tags and classifications.
_WORDS = frozenset({"pii", "personal", "personaldata", "personal-data", "personal_data"})
# Custom properties.
PROPERTIES = ("pii", "containsPii", "personalData")
_DENIALS = frozenset({"", "false", "no", "none", "0"})


def says_personal(words: Iterable[str], stated: Iterable[object]) -> bool | None:
    """By its tags and classification, and by the values of those `PROPERTIES` that it has.

    False if it says that it holds none, None if it says nothing.
    """
    if any(word.strip().lower() in _WORDS for word in words):
        return True
    answers = [str(value).strip().lower() not in _DENIALS for value in stated if value is not None]
    return any(answers) if answers else None
