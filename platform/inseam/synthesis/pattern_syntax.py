"""Regular expressions in the syntax of RE2 (https://github.com/google/re2/wiki/Syntax), as an NFA.

RE2 is what DuckDB, and so datacontract-cli, checks a `pattern` with.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

# Closed intervals of code points, sorted and apart.
Ranges = tuple[tuple[int, int], ...]

MAX_STATES = 20_000
# RE2's own bound.
MAX_REPEAT = 1_000

_LAST = sys.maxunicode
_DIGITS: Ranges = ((48, 57),)
_WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: Ranges = ((9, 10), (12, 13), (32, 32))
_POSIX: dict[str, Ranges] = {
    "alnum": ((48, 57), (65, 90), (97, 122)),
    "alpha": ((65, 90), (97, 122)),
    "ascii": ((0, 127),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": _DIGITS,
    "graph": ((33, 126),),
    "lower": ((97, 122),),
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": ((65, 90),),
    "word": _WORD,
    "xdigit": ((48, 57), (65, 70), (97, 102)),
}
_CONTROLS = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}
_SCRIPTS = {"Greek": "GREEK", "Cyrillic": "CYRILLIC", "Latin": "LATIN", "Han": "CJK UNIFIED"}


class PatternNotUnderstood(ValueError):
    """Says why, as a part of a sentence."""


@dataclass(slots=True)
class Nfa:
    """States are numbers. An empty step may demand to be at the text's start or end."""

    empty: list[list[tuple[str, int]]] = field(default_factory=list)
    steps: list[list[tuple[Ranges, int]]] = field(default_factory=list)
    start: int = 0
    accept: int = 0

    def state(self) -> int:
        if len(self.steps) >= MAX_STATES:
            raise PatternNotUnderstood("it is too large")
        self.empty.append([])
        self.steps.append([])
        return len(self.steps) - 1


def parse_pattern(pattern: str) -> Nfa:
    """Raises `PatternNotUnderstood` for what RE2 refuses, and for word boundaries."""
    parser = _Parser(pattern)
    nfa = parser.nfa
    nfa.start, nfa.accept = parser.alternatives()
    if parser.position < len(pattern):
        raise PatternNotUnderstood("it has a `)` too many")
    return nfa


def union(*classes: Ranges) -> Ranges:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(part for class_ in classes for part in class_):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(class_: Ranges) -> Ranges:
    found, low = [], 0
    for start, end in union(class_):
        if low < start:
            found.append((low, start - 1))
        low = end + 1
    if low <= _LAST:
        found.append((low, _LAST))
    return tuple(found)


class _Parser:
    """Recursive descent; every rule gives the first and last state of what it read."""

    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.position = 0
        self.nfa = Nfa()
        self.fold = False
        self.dot_all = False
        self.depth = 0

    def alternatives(self) -> tuple[int, int]:
        start, end = self.nfa.state(), self.nfa.state()
        while True:
            first, last = self._sequence()
            self.nfa.empty[start].append(("", first))
            self.nfa.empty[last].append(("", end))
            if not self._take("|"):
                return start, end

    def _sequence(self) -> tuple[int, int]:
        start = end = self.nfa.state()
        while self.position < len(self.text) and self.text[self.position] not in "|)":
            first, last = self._repeated()
            self.nfa.empty[end].append(("", first))
            end = last
        return start, end

    def _repeated(self) -> tuple[int, int]:
        begin, flags = self.position, (self.fold, self.dot_all)
        start, end = self._atom()
        while True:
            bounds = self._quantifier()
            if bounds is None:
                return start, end
            after, after_flags = self.position, (self.fold, self.dot_all)
            copy_from = begin

            def again(at: int = copy_from) -> tuple[int, int]:
                self.position, (self.fold, self.dot_all) = at, flags
                return self._atom()

            start, end = self._expand(start, end, bounds, again)
            self.position, (self.fold, self.dot_all) = after, after_flags
            if self.position < len(self.text) and self.text[self.position] in "*+{":
                if self.text[self.position] == "{" and self._peek_bounds() is None:
                    return start, end
                raise PatternNotUnderstood("it repeats a repetition")
            return start, end

    def _expand(
        self,
        start: int,
        end: int,
        bounds: tuple[int, int | None],
        again: Callable[[], tuple[int, int]],
    ) -> tuple[int, int]:
        low, high = bounds
        nfa = self.nfa
        first = last = nfa.state()
        copies = max(low, 1) if high is None else high
        if copies == 0:
            return first, last
        finish = nfa.state()
        for number in range(copies):
            if number >= low:
                nfa.empty[last].append(("", finish))
            inner_start, inner_end = (start, end) if number == 0 else again()
            nfa.empty[last].append(("", inner_start))
            if high is None and number == copies - 1:
                nfa.empty[inner_end].append(("", inner_start))
            last = inner_end
        nfa.empty[last].append(("", finish))
        return first, finish

    def _quantifier(self) -> tuple[int, int | None] | None:
        bounds: tuple[int, int | None] | None = None
        if self._take("*"):
            bounds = (0, None)
        elif self._take("+"):
            bounds = (1, None)
        elif self._take("?"):
            bounds = (0, 1)
        elif (found := self._peek_bounds()) is not None:
            bounds, self.position = found
            if max(bounds[0], bounds[1] or 0) > MAX_REPEAT or (
                bounds[1] is not None and bounds[1] < bounds[0]
            ):
                raise PatternNotUnderstood("it has a repetition that RE2 refuses")
        if bounds is not None:
            self._take("?")  # lazy: the same texts
        return bounds

    def _peek_bounds(self) -> tuple[tuple[int, int | None], int] | None:
        if not self.text.startswith("{", self.position):
            return None
        close = self.text.find("}", self.position)
        low, comma, high = self.text[self.position + 1 : max(close, 0)].partition(",")
        if close < 0 or not low.isdecimal() or not (high.isdecimal() or not high):
            return None
        return (int(low), (int(high) if high else None) if comma else int(low)), close + 1

    def _atom(self) -> tuple[int, int]:
        character = self.text[self.position]
        self.position += 1
        if character == "(":
            return self._group()
        if character == "[":
            return self._step(self._class())
        if character == ".":
            return self._step(((0, _LAST),) if self.dot_all else complement(((10, 10),)))
        if character in "^$":
            return self._assertion(character)
        if character == "\\":
            return self._escape()
        if character in "*+?":
            raise PatternNotUnderstood("it repeats nothing")
        return self._step(((ord(character), ord(character)),))

    def _group(self) -> tuple[int, int]:
        self.depth += 1
        if self.depth > 100:
            raise PatternNotUnderstood("its groups are nested too deep")
        outer = (self.fold, self.dot_all)
        if self._take("?"):
            if self._take("P<") or (
                self.text.startswith("<", self.position)
                and not self.text.startswith(("<=", "<!"), self.position)
                and self._take("<")
            ):
                end = self.text.find(">", self.position)
                if end < 0:
                    raise PatternNotUnderstood("it has a group name without an end")
                self.position = end + 1
            elif not self._flags():
                self.depth -= 1
                state = self.nfa.state()
                return state, state
        found = self.alternatives()
        if not self._take(")"):
            raise PatternNotUnderstood("it has a `(` without a `)`")
        self.fold, self.dot_all = outer
        self.depth -= 1
        return found

    def _flags(self) -> bool:
        """Whether a group follows, and not flags for the rest of this one."""
        value = True
        while self.position < len(self.text):
            character = self.text[self.position]
            self.position += 1
            if character == ":":
                return True
            if character == ")":
                return False
            if character == "-":
                value = False
            elif character == "i":
                self.fold = value
            elif character == "s":
                self.dot_all = value
            elif character == "U":
                pass
            else:
                break
        raise PatternNotUnderstood("it looks around, or sets a flag that RE2 lacks")

    def _escape(self) -> tuple[int, int]:
        if self.position >= len(self.text):
            raise PatternNotUnderstood("it ends in a backslash")
        character = self.text[self.position]
        if character in "Az":
            self.position += 1
            return self._assertion("^" if character == "A" else "$")
        if character == "Q":
            end = self.text.find("\\E", self.position)
            literal = self.text[self.position + 1 : end if end >= 0 else None]
            self.position = end + 2 if end >= 0 else len(self.text)
            first = last = self.nfa.state()
            for part in literal:
                start, after = self._step(((ord(part), ord(part)),))
                self.nfa.empty[last].append(("", start))
                last = after
            return first, last
        return self._step(self._escaped_class())

    def _escaped_class(self) -> Ranges:
        """What stands after a backslash, inside brackets and outside."""
        character = self.text[self.position]
        self.position += 1
        for name, class_ in (("d", _DIGITS), ("w", _WORD), ("s", _SPACE)):
            if character == name:
                return class_
            if character == name.upper():
                return complement(class_)
        if character in "pP":
            return self._unicode_class(negated=character == "P")
        if character in _CONTROLS:
            return ((_CONTROLS[character],) * 2,)
        if character == "x":
            return ((self._hexadecimal(),) * 2,)
        if character == "0":
            digits = self.text[self.position : self.position + 2]
            octal = digits[: next((i for i, d in enumerate(digits) if d not in "01234567"), 2)]
            self.position += len(octal)
            return ((int(octal or "0", 8),) * 2,)
        if character.isascii() and character.isalnum():
            raise PatternNotUnderstood(f"it has `\\{character}`")
        return ((ord(character),) * 2,)

    def _hexadecimal(self) -> int:
        if self._take("{"):
            end = self.text.find("}", self.position)
            digits, self.position = self.text[self.position : max(end, 0)], end + 1
        else:
            digits = self.text[self.position : self.position + 2]
            self.position += 2
        try:
            return min(int(digits, 16), _LAST)
        except ValueError:
            raise PatternNotUnderstood("it has an incomplete `\\x`") from None

    def _unicode_class(self, negated: bool) -> Ranges:
        if self._take("{"):
            end = self.text.find("}", self.position)
            name, self.position = self.text[self.position : max(end, 0)], end + 1
        else:
            name = self.text[self.position : self.position + 1]
            self.position += 1
        if name.startswith("^"):
            name, negated = name[1:], not negated
        class_ = _unicode_ranges(name)
        if not class_:
            raise PatternNotUnderstood(f"it names the class `{name}`")
        return complement(class_) if negated else class_

    def _class(self) -> Ranges:
        negated = self._take("^")
        parts: list[Ranges] = []
        first = True
        while True:
            if self.position >= len(self.text):
                raise PatternNotUnderstood("it has a `[` without a `]`")
            if not first and self._take("]"):
                break
            first = False
            low = self._class_part()
            if (
                len(low) == 1
                and low[0][0] == low[0][1]
                and self.text.startswith("-", self.position)
                and not self.text.startswith("-]", self.position)
            ):
                self.position += 1
                high = self._class_part()
                if len(high) != 1 or high[0][0] != high[0][1] or high[0][0] < low[0][0]:
                    raise PatternNotUnderstood("it has a range that is none")
                low = ((low[0][0], high[0][0]),)
            parts.append(low)
        class_ = union(*parts)
        if self.fold:
            class_ = _folded(class_)
        return complement(class_) if negated else class_

    def _class_part(self) -> Ranges:
        if self.text.startswith("[:", self.position):
            end = self.text.find(":]", self.position)
            name = self.text[self.position + 2 : max(end, 0)]
            self.position = end + 2
            if name.lstrip("^") not in _POSIX:
                raise PatternNotUnderstood(f"it names the class `{name}`")
            class_ = _POSIX[name.lstrip("^")]
            return complement(class_) if name.startswith("^") else class_
        if self._take("\\"):
            if self.position >= len(self.text):
                raise PatternNotUnderstood("it ends in a backslash")
            return self._escaped_class()
        character = self.text[self.position]
        self.position += 1
        return ((ord(character),) * 2,)

    def _step(self, class_: Ranges) -> tuple[int, int]:
        start, end = self.nfa.state(), self.nfa.state()
        self.nfa.steps[start].append((_folded(class_) if self.fold else class_, end))
        return start, end

    def _assertion(self, kind: str) -> tuple[int, int]:
        start, end = self.nfa.state(), self.nfa.state()
        self.nfa.empty[start].append((kind, end))
        return start, end

    def _take(self, text: str) -> bool:
        if self.text.startswith(text, self.position):
            self.position += len(text)
            return True
        return False


def _folded(class_: Ranges) -> Ranges:
    """With the other case of its letters, of those in ASCII and Latin."""
    others = [
        (ord(other),) * 2
        for low, high in class_
        for code in range(low, min(high, 0x24F) + 1)
        for other in (chr(code).upper(), chr(code).lower())
        if len(other) == 1
    ]
    return union(class_, tuple(others))


@cache
def _unicode_ranges(name: str) -> Ranges:
    """Of a general category such as `Lu` or `L`, or of a script that is known by its names."""
    prefix = _SCRIPTS.get(name)
    found: list[tuple[int, int]] = []
    # Beyond the basic plane there is nothing that a contract's pattern would miss.
    for code in range(0x10000):
        character = chr(code)
        if prefix is not None:
            matches = unicodedata.name(character, "").startswith(prefix) and character.isalpha()
        else:
            matches = bool(name) and unicodedata.category(character).startswith(name)
        if matches and not 0xD800 <= code <= 0xDFFF:
            if found and found[-1][1] == code - 1:
                found[-1] = (found[-1][0], code)
            else:
                found.append((code, code))
    return tuple(found)
