"""What the text of a model, test or macro says before Jinja: the clock, and relations by hand.

It is read word by word, comments (SQL's and Jinja's) and what is quoted left out. What Jinja itself
executes is read too: `run_started_at` is a clock as well as `now()`. This module imports nothing of
the package and is fast to import.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_TOKEN = re.compile(
    r"(?P<gone>\s+|\{\#.*?(?:\#\}|\Z)|--[^\r\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<text>'(?:[^'\\]|\\.|'')*(?:'|\Z))"
    r"|(?P<name>\"(?:[^\"]|\"\")*(?:\"|\Z)|`(?:[^`]|``)*(?:`|\Z))"
    r"|(?P<open>\{\{|\{%)"
    r"|(?P<close>\}\}|%\})"
    r"|(?P<word>\w+)"
    r"|(?P<sign>.)",
    re.DOTALL,
)
_IN_QUOTES = re.compile(r"\{\{.*?\}\}", re.DOTALL)
# Of either engine. Some are written with brackets or without.
_CLOCKS = frozenset(
    "current_date current_datetime current_localtime current_localtimestamp current_time"
    " current_timestamp localtime localtimestamp".split()
)
_CLOCK_CALLS = frozenset(
    "ago curdate get_current_time get_current_timestamp getdate now statement_timestamp sysdate"
    " systimestamp today transaction_timestamp unix_timestamp utc_timestamp".split()
)
# They ask the clock if they are given less than this many arguments.
_CLOCKS_WITH_FEW = {"age": 2, "unix_timestamp": 1}
# Of Jinja.
_JINJA_CLOCK = "run_started_at"
_PYTHON_CLOCKS = frozenset({"now", "today", "utcnow"})
# In their brackets FROM stands before no relation.
_WITH_FROM = frozenset({"extract", "overlay", "position", "substring", "trim"})
_BEGINS_RELATIONS = frozenset({"from", "join"})


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that the text names, as it is written, and where."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int
    # Between Jinja's own brackets.
    in_jinja: bool

    @property
    def word(self) -> str:
        return self.text.lower() if self.kind == "word" else ""

    @property
    def is_name(self) -> bool:
        return self.kind in ("word", "name") and not self.in_jinja


_NONE = _Token("end", "", 0, in_jinja=False)


def clock_reads(text: str) -> list[Mention]:
    """Each place that asks what time it is."""
    tokens = _tokens(text)
    return list(_clock_reads(tokens))


def written_relations(text: str) -> list[Mention]:
    """Each relation in FROM or JOIN that has a schema in its name and is not made by Jinja."""
    return list(_written_relations(_tokens(text)))


def _tokens(text: str) -> list[_Token]:
    found = []
    line, in_jinja = 1, False
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup or "", match.group()
        if kind == "name" and in_jinja:
            kind = "text"  # Jinja's strings have either quote
        if kind == "open":
            in_jinja = True
        if kind in ("text", "name") and not in_jinja and "{{" in token:
            # Jinja executes what stands between SQL's quotes as well.
            for part in _IN_QUOTES.finditer(token):
                above = line + token.count("\n", 0, part.start()) - 1
                found += [replace(each, line=each.line + above) for each in _tokens(part.group())]
        elif kind != "gone":
            found.append(_Token(kind, token, line, in_jinja))
        if kind == "close":
            in_jinja = False
        line += token.count("\n")
    return found


def _clock_reads(tokens: Sequence[_Token]) -> Iterator[Mention]:
    padded = [*tokens, _NONE, _NONE]
    for place, token in enumerate(tokens):
        word = token.word
        before = padded[place - 1] if place else _NONE
        called = padded[place + 1].text == "("
        if not word:
            continue
        if word == _JINJA_CLOCK and token.in_jinja and before.text != ".":
            yield Mention(word, token.line)
        elif token.in_jinja and word in _PYTHON_CLOCKS and called and before.text == ".":
            yield Mention(f"{padded[place - 2].text}.{word}()", token.line)
        elif token.in_jinja and before.text == "." and padded[place - 2].word == "dbt" and called:
            if word in _CLOCKS or word.startswith("current_timestamp"):
                yield Mention(f"dbt.{word}()", token.line)
        elif token.in_jinja or before.text == "." or before.word == "as":
            continue
        elif word in _CLOCKS and not (called and before.word in ("macro", "test")):
            yield Mention(word, token.line)
        elif called and (word in _CLOCK_CALLS or word in _CLOCKS_WITH_FEW):
            most = _CLOCKS_WITH_FEW.get(word)
            if most is None or _arguments(tokens, place + 1) < most:
                yield Mention(f"{word}()", token.line)


def _arguments(tokens: Sequence[_Token], opening: int) -> int:
    """How many the brackets that open there contain."""
    depth, commas = 0, 0
    for place in range(opening, len(tokens)):
        text = tokens[place].text
        if text in "([{":
            depth += 1
        elif text in ")]}":
            depth -= 1
            if depth == 0:
                return 0 if place == opening + 1 else commas + 1
        elif text == "," and depth == 1:
            commas += 1
    return commas + 1


def _written_relations(tokens: Sequence[_Token]) -> Iterator[Mention]:
    # For each bracket that is open, whether FROM in it is a part of a call.
    inside: list[bool] = []
    before = _NONE
    for place, token in enumerate(tokens):
        if token.in_jinja:
            before = token
            continue
        if token.text == "(":
            inside.append(before.word in _WITH_FROM)
        elif token.text == ")" and inside:
            inside.pop()
        elif token.word in _BEGINS_RELATIONS and before.text != "." and before.word != "as":
            is_part = token.word == "from" and (before.word == "distinct" or inside[-1:] == [True])
            if not is_part and (name := _qualified(tokens, place + 1)) is not None:
                yield Mention(name, tokens[place + 1].line)
        before = token


def _qualified(tokens: Sequence[_Token], place: int) -> str | None:
    """The name that begins there, if it has more than one part and no brackets after it."""
    parts = []
    while place < len(tokens) and tokens[place].is_name:
        parts.append(tokens[place].text)
        place += 1
        if place >= len(tokens) or tokens[place].text != ".":
            break
        place += 1
    is_call = place < len(tokens) and tokens[place].text == "("
    return ".".join(parts) if len(parts) > 1 and not is_call else None
