"""SQL that means the same, laid out as nobody should: for tests of what formatting leaves alone."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

_Token = tuple[str | None, str]

_TOKENS = re.compile(
    r"(?P<template>\{\{.*?\}\}|\{%.*?%\}|\{\#.*?\#\})"
    r"|(?P<comment>--[^\n]*\n|/\*.*?\*/)"
    r"|(?P<quoted>'(?:[^']|'')*'|\"[^\"]*\")"
    r"|(?P<comma>,)"
    r"|(?P<space>\s+)"
    r"|(?P<unlike><>)"
    r"|(?P<word>\w+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_BLANKS = (" ", "  ", "\n", "\t", "\n  ", " \n \n \n      ")


def mangle(sql: str, seed: int) -> str:
    """Other letters' case, blanks, places of commas and signs for `unlike`; no other change.

    Beside a template nothing changes: sqlfluff sees faults there that it does not fix.
    """
    chance = random.Random(seed)
    return "".join(
        text if near else _other(kind, text, chance)
        for kind, text, near in _near_templates(
            [(match.lastgroup, match.group()) for match in _TOKENS.finditer(sql)]
        )
    )


def _near_templates(tokens: list[_Token]) -> Iterator[tuple[str | None, str, bool]]:
    """Each token, and whether it stands just before a template or after one in its line."""
    after = False
    for (kind, text), (following, _) in zip(tokens, [*tokens[1:], (None, "")], strict=True):
        if kind == "template":
            after = True
        yield kind, text, after or following == "template"
        if kind != "template" and "\n" in text:
            after = False


def comments_of(sql: str) -> list[str]:
    return sorted(
        " ".join(match.group().split())
        for match in _TOKENS.finditer(sql)
        if match.lastgroup == "comment"
    )


def _other(kind: str | None, text: str, chance: random.Random) -> str:
    match kind:
        case "word":
            return chance.choice((text, text.upper(), text.capitalize()))
        case "space":
            return chance.choice(_BLANKS)
        case "comma":
            return chance.choice((",", "\n,", " ,"))
        case "unlike":
            return chance.choice(("<>", "!="))
        case _:
            return text
