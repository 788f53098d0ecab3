"""Which environments of servers are for tests, by the words of their names."""

from __future__ import annotations

import re

# Written down whole: a word that only begins like one of these is another word (`internal`).
_FOR_TESTS = frozenset(
    "acc accept acceptance ci demo dev devel develop developer development e2e experiment"
    " experimental int integ integration loadtest local localhost nonprd nonprod nonproduction"
    " perftest playground poc preprd preprod preproduction qa sandbox sbx sit stag stage staging"
    " stg systest test tester testing tests trial tst uat".split()
)
_PRODUCTION = frozenset("live prd prod production productive".split())
_NOT_YET = frozenset({"no", "non", "not", "pre"})
# Several of the words above written as one: `devtest`, `testenv`.
_JOINED = re.compile(rf"(?:{'|'.join(('dev', 'test', 'qa', 'uat', 'int', 'stage', 'env'))}){{2,}}")
_ADDITIONS = ("environment", "env")
_WORD = re.compile(r"e2e|[A-Z]?[a-z]+|[A-Z]+(?![a-z])", re.ASCII)


def is_for_tests(environment: str) -> bool:
    """Whether nobody relies on data there. Where a name says both, somebody does."""
    words = [word.lower() for word in _WORD.findall(environment)]
    joined = _with_negations(words)
    if not joined or _PRODUCTION.intersection(joined):
        return False
    return any(map(_names_tests, joined))


def _with_negations(words: list[str]) -> list[str]:
    """`pre` and `prod` are one word."""
    found: list[str] = []
    for word in words:
        if word in _PRODUCTION and found and found[-1] in _NOT_YET:
            found[-1] = "nonprod"
        else:
            found.append(word)
    return found


def _names_tests(word: str) -> bool:
    for addition in _ADDITIONS:
        word = word.removesuffix(addition) or word
    return word in _FOR_TESTS or _JOINED.fullmatch(word) is not None
