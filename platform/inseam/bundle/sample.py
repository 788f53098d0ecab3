"""A few rows for people to look at, without anything that not everybody may see.

A column is shown only if the contract knows it, if its classification is open to everyone in the
organization or missing, and if nothing says or looks as if it were about a person: not its tags and
custom properties, not its format, not its values, and, unless it is classified, not its name.

A number tells little by itself: that it is a card's is seen in a whole column, and that it is a
telephone's, not at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from inseam.odcs.personal_data import is_personal

# What everybody in the organization may read.
OPEN = frozenset({"", "public", "internal"})
MAX_ROWS = 20
MAX_BYTES = 200_000

_PERSONAL_FORMATS = frozenset({"email", "idn-email", "phone", "ipv4", "ipv6"})
# Parts of names, as words: `email` is one of `creator_email` and not of `emails_total`.
_PERSONAL_NAMES = frozenset(
    """
    address birth birthday birthdate born city dob email emailaddress firstname fullname gender
    iban initials ip ipaddress lastname latitude login longitude mail maiden mobile msisdn nickname
    passport person phone postcode salary salutation ssn street surname tax telephone user username
    vat zip zipcode
    """.split()
)
_PERSONAL_PAIRS = re.compile(
    r"(first|last|middle|given|family|full|customer|employee|contact|member|owner|user)_?name"
    r"|created_by|updated_by|changed_by|(national|social)_?(id|security)"
)
# What has one of these in its name is about persons, and what is just `name` in it is theirs.
_PERSONS = re.compile(r"(customer|user|employee|member|person|contact)s?|people")
_PLAIN_NAME = re.compile(r"([a-z]_)?name")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_PERSONAL_VALUES = re.compile(
    r"""
      [^@\s]+@[^@\s]+\.[A-Za-z]{2,}                          # an e-mail address
    | \+[0-9][0-9 ()/.-]{6,}[0-9]                            # a telephone number
    # The same within a country: a leading 0, and something behind the area's part.
    | (?<![\w.,+-])\(?0[1-9][0-9]{1,3}\)?[ /-]{1,3}[0-9](?:[ /-]?[0-9]){5,9}(?![\w-])
    | \b[A-Z]{2}[0-9]{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,3})?\b   # an IBAN
    | (?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])     # an IP address
    | \b[0-9]{3}(?P<sep>[ -])[0-9]{2}(?P=sep)[0-9]{4}\b      # a social security number
    """,
    re.VERBOSE,
)
_CARD = re.compile(r"(?:[0-9][ -]?){13,19}")
# Those of banks begin so; what counts milliseconds or less since 1970 does not, for centuries.
_CARD_NUMBER = re.compile(r"[2-6][0-9]{12,18}")

Document = Mapping[str, Any]


def sample(
    columns: Sequence[Document],
    rows: Iterable[Document],
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
) -> tuple[Document, ...]:
    """The first rows, with the columns that may be shown. ``columns`` are a contract's properties.

    Rows have a value by the column's physical name. No row if no column may be shown.
    """
    rows = list(rows)
    shown = shown_columns(columns, rows)
    if not shown:
        return ()
    taken: list[Document] = []
    size = len("[]")
    for row in rows[:max_rows]:
        scrubbed = {name: row.get(name) for name in shown}
        size += len(json.dumps(scrubbed, ensure_ascii=False).encode()) + len(", ")
        if size > max_bytes:
            break
        taken.append(scrubbed)
    return tuple(taken)


def shown_columns(columns: Iterable[Document], rows: Sequence[Document]) -> tuple[str, ...]:
    """The physical names of those that everybody may see, as far as these rows tell."""
    return tuple(
        physical_name(column)
        for column in columns
        if _may_be_shown(column) and not _has_personal_values(column, rows)
    )


def speaks_of_persons(whole: Document) -> bool:
    """Whether a contract or an object of one says so of itself: some of its columns then do."""
    return is_personal(whole) is True


def is_of_persons(described: Document) -> bool:
    """Whether an object, or a column that has parts, is called after persons."""
    words = [word for name in _names(described) for word in _words(name)]
    return any(map(_PERSONS.fullmatch, words))


def names_a_person(column: Document, of_persons: bool) -> bool:
    """Whether it, or a part of it, is a name in what is ``of_persons``. If it is classified, that
    decides."""
    if column.get("classification"):
        return False
    if of_persons and any(_PLAIN_NAME.fullmatch("_".join(_words(n))) for n in _names(column)):
        return True
    inner = of_persons or is_of_persons(column)
    return any(names_a_person(part, inner) for part in _parts(column))


def physical_name(column: Document) -> str:
    return str(column.get("physicalName") or column.get("name") or "")


def _may_be_shown(column: Document) -> bool:
    classification = str(column.get("classification") or "").strip().lower()
    if classification not in OPEN or is_personal(column) or _has_personal_format(column):
        return False
    if not classification and any(map(_looks_personal, _names(column))):
        return False
    return all(map(_may_be_shown, _parts(column)))


def _parts(column: Document) -> Iterator[Document]:
    """Of an object, an array or a map."""
    properties = column.get("properties")
    map_ = column.get("map")
    parts = [
        *(properties if isinstance(properties, list) else ()),
        column.get("items"),
        *([map_.get("key"), map_.get("value")] if isinstance(map_, dict) else ()),
    ]
    yield from (part for part in parts if isinstance(part, dict))


def _has_personal_format(column: Document) -> bool:
    """Whatever else it says of itself."""
    options = column.get("logicalTypeOptions")
    format_ = options.get("format") if isinstance(options, dict) else None
    return isinstance(format_, str) and format_.strip().lower() in _PERSONAL_FORMATS


def _names(element: Document) -> tuple[str, str]:
    return str(element.get("name") or ""), physical_name(element)


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(name)]


def _looks_personal(name: str) -> bool:
    words = _words(name)
    return bool(_PERSONAL_NAMES.intersection(words) or _PERSONAL_PAIRS.search("_".join(words)))


def _has_personal_values(column: Document, rows: Iterable[Document]) -> bool:
    values = [value for row in rows for value in _values(row.get(physical_name(column)))]
    texts = [value for value in values if isinstance(value, str)]
    numbers = {value for value in values if isinstance(value, int)}
    return _are_cards(numbers) or any(map(looks_personal, texts))


def looks_personal(text: str) -> bool:
    """Whether an e-mail address, a telephone number or the like is written in it."""
    return _PERSONAL_VALUES.search(text) is not None or _has_card(text)


def _has_card(text: str) -> bool:
    return any(_is_card(match.group()) for match in _CARD.finditer(text))


def _are_cards(numbers: Iterable[int]) -> bool:
    """Whether at least half of those that are as long are: of any numbers it is a tenth."""
    long = [text for text in map(str, numbers) if _CARD_NUMBER.fullmatch(text)]
    return bool(long) and 2 * sum(map(_is_card, long)) >= len(long)


def _is_card(text: str) -> bool:
    """By its last digit, which is made of the others (Luhn)."""
    digits = [int(digit) for digit in text if digit.isdecimal()]
    doubled = [d if n % 2 == 0 else sum(divmod(2 * d, 10)) for n, d in enumerate(digits[::-1])]
    return sum(doubled) % 10 == 0 and any(digits)


def _values(value: Any) -> Iterator[str | int]:
    """Texts and whole numbers, those of all parts too."""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        yield value
    elif isinstance(value, float) and value.is_integer():
        yield int(value)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield str(key)
            yield from _values(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _values(part)
