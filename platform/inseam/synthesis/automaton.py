"""The texts that patterns allow: counted, listed and drawn.

Patterns become one deterministic automaton that accepts what all of them match from the first
character to the last, so that a length, a second pattern and the number of different texts that a
unique column needs are answered exactly rather than by trying.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from inseam.synthesis.pattern_syntax import (
    Nfa,
    PatternNotUnderstood,
    Ranges,
    parse_pattern,
)
from inseam.synthesis.random_draws import Draws

MAX_STATES = 5_000
# How much longer than the shortest text the drawn ones may be, usually and at most.
_LONGER = 8
_MUCH_LONGER = 128
_MAX_LENGTH = 4_000


class Automaton:
    """Deterministic. ``steps[state]`` leads over characters, given by numbers of ``classes``."""

    def __init__(
        self, steps: list[dict[int, int]], accepting: set[int], classes: list[Ranges]
    ) -> None:
        live = _live(steps, accepting)
        self.steps = [{a: t for a, t in step.items() if t in live} for step in steps]
        self.accepting = accepting
        self.classes = classes


def _live(steps: list[dict[int, int]], accepting: set[int]) -> set[int]:
    """The states that acceptance can be reached from."""
    before: dict[int, set[int]] = {}
    for state, step in enumerate(steps):
        for target in step.values():
            before.setdefault(target, set()).add(state)
    live, waiting = set(accepting), list(accepting)
    while waiting:
        for state in before.get(waiting.pop(), ()):
            if state not in live:
                live.add(state)
                waiting.append(state)
    return live


def anywhere(pattern: str) -> str:
    """The pattern of the texts that ``pattern`` matches a part of."""
    return f"(?:(?s:.)*(?:{pattern})(?s:.)*)"


def automaton(patterns: Sequence[str]) -> Automaton:
    """What all ``patterns`` match as a whole. Raises `PatternNotUnderstood`."""
    nfas = [parse_pattern(pattern) for pattern in patterns]
    classes = _atoms([class_ for nfa in nfas for steps in nfa.steps for class_, _ in steps])
    return _product([_Subsets(nfa, classes) for nfa in nfas], classes)


class _Subsets:
    """The subset construction of one NFA, state by state."""

    def __init__(self, nfa: Nfa, atoms: list[Ranges]) -> None:
        self.nfa = nfa
        starts = [atom[0][0] for atom in atoms]
        self.over = [
            [
                (
                    frozenset(
                        number
                        for number, at in enumerate(starts)
                        if any(low <= at <= high for low, high in class_)
                    ),
                    target,
                )
                for class_, target in steps
            ]
            for steps in nfa.steps
        ]
        self.start = self._closure([nfa.start], at_start=True)
        self.memory: dict[frozenset[int], dict[int, frozenset[int]]] = {}

    def _closure(
        self, states: Sequence[int], *, at_start: bool = False, at_end: bool = False
    ) -> frozenset[int]:
        found, waiting = set(states), list(states)
        while waiting:
            for kind, target in self.nfa.empty[waiting.pop()]:
                allowed = not kind or (at_start if kind == "^" else at_end)
                if allowed and target not in found:
                    found.add(target)
                    waiting.append(target)
        return frozenset(found)

    def steps(self, states: frozenset[int]) -> dict[int, frozenset[int]]:
        if (known := self.memory.get(states)) is None:
            reached: dict[int, set[int]] = {}
            for state in states:
                for atoms, target in self.over[state]:
                    for atom in atoms:
                        reached.setdefault(atom, set()).add(target)
            known = {
                atom: self._closure(sorted(targets)) for atom, targets in sorted(reached.items())
            }
            self.memory[states] = known
        return known

    def accepts(self, states: frozenset[int], *, at_start: bool) -> bool:
        return self.nfa.accept in self._closure(sorted(states), at_start=at_start, at_end=True)


def _product(parts: list[_Subsets], atoms: list[Ranges]) -> Automaton:
    start = tuple(part.start for part in parts)
    # The start is a state of its own: `^` and `$` hold there together, which holds nowhere else.
    numbers: dict[tuple[bool, tuple[frozenset[int], ...]], int] = {(True, start): 0}
    waiting, steps, accepting = deque([(True, start)]), [], set()
    while waiting:
        at_start, states = waiting.popleft()
        if all(p.accepts(s, at_start=at_start) for p, s in zip(parts, states, strict=True)):
            accepting.add(numbers[at_start, states])
        options = [part.steps(state) for part, state in zip(parts, states, strict=True)]
        found = {}
        for atom in sorted(set.intersection(*map(set, options))) if options else ():
            target = (False, tuple(option[atom] for option in options))
            if target not in numbers:
                if len(numbers) >= MAX_STATES:
                    raise PatternNotUnderstood("it is too large")
                numbers[target] = len(numbers)
                waiting.append(target)
            found[atom] = numbers[target]
        steps.append(found)
    return Automaton(steps, accepting, atoms)


def _atoms(classes: Sequence[Ranges]) -> list[Ranges]:
    """The coarsest parts of the alphabet that no class divides."""
    distinct = sorted(set(classes))
    cuts = sorted({cut for class_ in distinct for low, high in class_ for cut in (low, high + 1)})
    by_member: dict[tuple[int, ...], list[tuple[int, int]]] = {}
    for low, after in pairwise(cuts):
        member = tuple(
            number
            for number, class_ in enumerate(distinct)
            if any(start <= low <= end for start, end in class_)
        )
        if member:
            by_member.setdefault(member, []).append((low, after - 1))
    return [tuple(ranges) for _, ranges in sorted(by_member.items())]


def _alphabet(class_: Ranges, *, full: bool) -> npt.NDArray[np.uint32]:
    """Characters to draw from: plain ones where the class has some, unless all are needed."""
    if not full:
        for plain in (((48, 57), (65, 90), (97, 122)), ((33, 126),), ((32, 32),)):
            if inside := _intersection(class_, plain):
                class_ = inside
                break
    codes = [
        code
        for low, high in _intersection(class_, _printable())[:2_000]
        for code in range(low, min(high, low + 60_000) + 1)
    ][:60_000]
    codes = codes or [low for low, _ in class_ if not 0xD800 <= low <= 0xDFFF][:1]
    return np.array(codes, dtype=np.uint32)


def _printable() -> Ranges:
    # Without controls, surrogates, non-characters and what lies beyond the basic plane.
    return ((32, 126), (161, 0xD7FF), (0xF900, 0xFFFD))


def _intersection(one: Ranges, other: Ranges) -> Ranges:
    return tuple((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) <= min(b, d))


class Language:
    """The texts of an automaton that have a length within bounds."""

    def __init__(self, of: Automaton, min_length: int, max_length: int | None) -> None:
        self._of = of
        self._chars = [_alphabet(class_, full=False) for class_ in of.classes]
        self._most = _MAX_LENGTH if max_length is None else max_length
        shortest = self._shortest(min_length, max_length)
        self._lengths = (
            range(0)
            if shortest is None
            else range(
                shortest,
                min(shortest + _LONGER, self._most) + 1,
            )
        )

    @property
    def is_empty(self) -> bool:
        return not self._lengths

    def widened(self) -> Language:
        """The same texts and more: longer ones, and with all characters of each class."""
        wide = object.__new__(Language)
        wide._of, wide._most = self._of, self._most
        wide._chars = [_alphabet(class_, full=True) for class_ in self._of.classes]
        first = self._lengths.start
        wide._lengths = range(first, min(first + _MUCH_LONGER, self._most) + 1)
        return wide

    def _shortest(self, low: int, high: int | None) -> int | None:
        """The length of the shortest accepted text of at least ``low`` characters."""
        reached = {0}
        limit = _MAX_LENGTH if high is None else min(high, _MAX_LENGTH)
        for length in range(limit + 1):
            if length >= low and reached & self._of.accepting:
                return length
            reached = {
                target
                for state in reached
                for atom, target in self._of.steps[state].items()
                if len(self._chars[atom])
            }
            if not reached:
                return None
        if high is None or high > limit:
            raise PatternNotUnderstood("it matches only very long texts")
        return None

    @cached_property
    def _counts(self) -> list[list[int]]:
        """``[n][state]``: how many texts of ``n`` characters lead from a state to acceptance."""
        states = range(len(self._of.steps))
        counts = [[int(state in self._of.accepting) for state in states]]
        sizes = [len(chars) for chars in self._chars]
        edges = [list(step.items()) for step in self._of.steps]
        for _ in range(self._lengths[-1] if self._lengths else 0):
            last = counts[-1]
            counts.append(
                [sum(sizes[a] * last[t] for a, t in edges[state] if last[t]) for state in states]
            )
        return counts

    @cached_property
    def size(self) -> int:
        """How many different texts can be drawn."""
        return sum(self._counts[length][0] for length in self._lengths)

    def all(self, at_most: int) -> list[str]:
        """The first texts, shorter ones first."""
        found: list[str] = []
        for length in self._lengths:
            for text in self._texts(0, length):
                if len(found) >= at_most:
                    return found
                found.append(text)
        return found

    def _texts(self, state: int, length: int) -> Iterator[str]:
        stack: list[Iterator[tuple[str, int]]] = []
        if length == 0:
            if self._counts[0][state]:
                yield ""
            return
        stack.append(self._options(state, "", length))
        while stack:
            found = next(stack[-1], None)
            if found is None:
                stack.pop()
                continue
            text, target = found
            if len(text) == length:
                yield text
            else:
                stack.append(self._options(target, text, length))

    def _options(self, state: int, text: str, length: int) -> Iterator[tuple[str, int]]:
        left = length - len(text) - 1
        for atom, target in self._of.steps[state].items():
            if self._counts[left][target]:
                for code in self._chars[atom]:
                    yield text + chr(code), target

    def sample(self, draws: Draws, n: int) -> pa.Array:
        """``n`` texts, each length alike, each text of a length alike."""
        lengths = [length for length in self._lengths if self._counts[length][0]]
        chosen = draws.below(len(lengths), n)
        parts, places = [], []
        for number, length in enumerate(lengths):
            rows = np.flatnonzero(chosen == number)
            if len(rows):
                parts.append(self._of_length(draws, length, len(rows)))
                places.append(rows)
        if not parts:
            return pa.array([], pa.string())
        order = np.argsort(np.concatenate(places), kind="stable")
        return pa.concat_arrays(parts).take(pa.array(order))

    def _of_length(self, draws: Draws, length: int, n: int) -> pa.Array:
        codes = np.zeros((n, length), dtype=np.uint32)
        at = np.zeros(n, dtype=np.int64)
        for position in range(length):
            left = self._counts[length - position - 1]
            which, which_char = draws.unit(n), draws.unit(n)
            after = np.empty_like(at)
            alike = bool((at == at[0]).all())
            for state in at[:1] if alike else np.unique(at):
                rows = slice(None) if alike else np.flatnonzero(at == state)
                options = [(a, t) for a, t in self._of.steps[state].items() if left[t]]
                weights = [len(self._chars[a]) * left[t] for a, t in options]
                if len(options) == 1:
                    ((atom, after[rows]),) = options
                    chars = self._chars[atom]
                    codes[rows, position] = chars[(which_char[rows] * len(chars)).astype(np.int64)]
                    continue
                total = sum(weights)
                ends = np.array([sum(weights[: i + 1]) / total for i in range(len(weights) - 1)])
                picked = np.searchsorted(ends, which[rows], side="right")
                # Every option's characters, one after the other, with where its own begin.
                chars = np.concatenate([self._chars[atom] for atom, _ in options])
                sizes = np.array([len(self._chars[atom]) for atom, _ in options])
                begin = np.cumsum(sizes) - sizes
                place = begin[picked] + (which_char[rows] * sizes[picked]).astype(np.int64)
                codes[rows, position] = chars[place]
                after[rows] = np.array([target for _, target in options])[picked]
            at = after
        return texts_of_codes(codes)


def texts_of_codes(codes: npt.NDArray[np.uint32]) -> pa.Array:
    """The text of each row of code points."""
    n, length = codes.shape
    if length == 0:
        return pa.array([""] * n, pa.string())
    if codes.size and codes.max() < 128:
        offsets = np.arange(n + 1, dtype=np.int32) * length
        data = np.ascontiguousarray(codes.astype(np.uint8))
        return pa.StringArray.from_buffers(n, pa.py_buffer(offsets), pa.py_buffer(data))
    return pa.array(np.ascontiguousarray(codes).view(f"<U{length}").ravel().tolist(), pa.string())
