"""Values that look like those of real data, by the words in a column's name."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

_POOL = 400
# Methods of Faker that need no clock. The first rule with a word of the column's name counts.
_BY_WORD: tuple[tuple[frozenset[str], str], ...] = tuple(
    (frozenset(words.split()), provider)
    for words, provider in (
        ("slug vanity", "slug"),
        ("email mail", "ascii_safe_email"),
        ("firstname forename givenname", "first_name"),
        ("lastname surname familyname", "last_name"),
        ("username login user", "user_name"),
        ("company organization organisation customer supplier vendor shop merchant", "company"),
        ("street address", "street_address"),
        ("city town", "city"),
        ("countrycode", "country_code"),
        ("country", "country"),
        ("zip zipcode postcode postal", "postcode"),
        ("state province region", "state"),
        ("phone telephone mobile fax", "phone_number"),
        ("url uri link href website", "url"),
        ("domain hostname host", "domain_name"),
        ("ip ipaddress", "ipv4"),
        ("iban", "iban"),
        ("currency", "currency_code"),
        ("locale language", "language_code"),
        ("color colour", "color_name"),
        ("job profession occupation", "job"),
        ("file filename", "file_name"),
        ("mime contenttype", "mime_type"),
        ("description comment note notes text body summary message", "sentence"),
        ("title subject headline", "catch_phrase"),
        ("person author owner name", "name"),
    )
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def realistic_values(column: str) -> tuple[str, ...]:
    """Some hundred, the same for the same column's name."""
    words = [word.lower() for word in _WORDS.findall(column)]
    pairs = {one + other for one, other in pairwise(words)}
    known = pairs.union(words)
    provider = next((name for matching, name in _BY_WORD if matching & known), "word")
    return provided(provider)


@cache
def provided(provider: str) -> tuple[str, ...]:
    # A third of a second to import: only for rows that need it.
    from faker import Faker

    faker = Faker("en_US")
    faker.seed_instance(f"inseam {provider}")
    method = getattr(faker, provider)
    return tuple(dict.fromkeys(str(method()).replace("\n", ", ") for _ in range(_POOL)))
