"""The texts that a column may have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inseam.synthesis.automaton import Language, anywhere, automaton, texts_of_codes
from inseam.synthesis.limits import Limit, Limits, Unsatisfied
from inseam.synthesis.numbers import microseconds
from inseam.synthesis.pattern_syntax import PatternNotUnderstood
from inseam.synthesis.random_draws import Draws, Mask
from inseam.synthesis.realistic import provided
from inseam.synthesis.unsatisfiable import UNSUPPORTED
from inseam.synthesis.value_sets import UNLIMITED, Domain

_HEX = "[0-9a-f]"
_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
# A part of what each format allows: texts to draw from, not a definition of it.
_FORMATS = {
    "uuid": f"{_HEX}{{8}}-{_HEX}{{4}}-4{_HEX}{{3}}-[89ab]{_HEX}{{3}}-{_HEX}{{12}}",
    "email": r"[a-z][a-z0-9]{0,20}(\.[a-z][a-z0-9]{0,12})?@[a-z][a-z0-9]{0,20}\.[a-z]{2,3}",
    "uri": r"https?://[a-z][a-z0-9]{0,20}\.[a-z]{2,3}(/[a-z0-9]{1,12}){0,8}",
    "hostname": r"[a-z][a-z0-9]{0,20}(\.[a-z][a-z0-9]{0,12}){0,3}",
    "ipv4": rf"{_OCTET}(\.{_OCTET}){{3}}",
    "ipv6": "([1-9a-f][0-9a-f]{0,3}:){7}[1-9a-f][0-9a-f]{0,3}",
    "byte": "([A-Za-z0-9+/]{4})*",
    "date": "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])",
    "time": "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]",
    "date-time": "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
    "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z",
}
_FORMATS["url"] = _FORMATS["uri"]
_ALIASES = {"url": "uri", "guid": "uuid", "datetime": "date-time", "timestamp": "date-time"}
# Formats that realistic values are tried for.
_PROVIDERS = {"email": "ascii_safe_email", "uri": "url", "hostname": "domain_name"}

_EDGES = ("", " ", "Zoë Müller-Łukasz", 'O\'Brien "Bob"', "日本語 🧵", "NULL", "a,b;c\td", "0")
# Texts with a meaning that a model may rely on, though a pattern shows only their shape.
_STAMPS = (
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S+00:00",
    "%Y-%m-%dT%H:%M:%S.250+02:00",
    "%Y-%m-%dT%H:%M:%S-05:00",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d",
    "%H:%M:%S",
    "%H:%M",
    "%Y-%m",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%Y%m%d",
)
_LONGEST_EDGE = 1_000
_SHOWN_EXAMPLES = 10


def text_domain(
    limits: Limits,
    max_of_type: Limit | None,
    examples: Sequence[str],
    realistic: Callable[[], Sequence[str]],
    as_of: datetime,
) -> Domain:
    """Raises `Unsatisfied`. ``max_of_type`` is the length that the type itself bounds."""
    low, low_by = _length(limits, "minLength", max)
    high, high_by = _length(limits, "maxLength", min)
    if max_of_type is not None and (high is None or max_of_type.value < high):
        high, high_by = max_of_type.value, (max_of_type,)
    if low is not None and high is not None and low > high:
        said = f"it would need at least {low} and at most {high} characters"
        raise limits.unsatisfied(said, [*low_by, *high_by])
    low = low or 0
    source = _source(limits, low, high, (*low_by, *high_by))
    return Texts(limits, low, high, source, examples, realistic, as_of)


def _length(
    limits: Limits, kind: str, closest: Callable[[int, int], int]
) -> tuple[int | None, tuple[Limit, ...]]:
    found: int | None = None
    by: tuple[Limit, ...] = ()
    for limit in limits.of(kind):
        value = limit.value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value):
            raise limits.unsatisfied(f"its {kind} `{value}` is not a length", [limit])
        if found is None or closest(found, int(value)) != found:
            found, by = int(value), (limit,)
    if found is not None and found < 0:
        if kind == "maxLength":
            raise limits.unsatisfied(f"its {kind} is negative", by)
        found = 0
    return found, by


class Filler:
    """Letters of a length within bounds, for texts that no pattern describes."""

    _CHARS = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    _DRAWN = 10

    def __init__(self, low: int, high: int | None) -> None:
        self._length = max(low, self._DRAWN if high is None else min(high, self._DRAWN))
        self._drawn = min(self._length, self._DRAWN)

    @property
    def size(self) -> int:
        return int(len(self._CHARS) ** self._drawn)

    def widened(self) -> Filler:
        return self

    def sample(self, draws: Draws, n: int) -> pa.Array:
        chars = np.array([ord(char) for char in self._CHARS], dtype=np.uint32)
        codes = np.full((n, self._length), ord("x"), dtype=np.uint32)
        for position in range(self._drawn):
            codes[:, position] = chars[draws.below(len(chars), n)]
        return texts_of_codes(codes)

    def all(self, at_most: int) -> list[str]:
        found = [""]
        for _ in range(self._drawn):
            found = [text + char for text in found for char in self._CHARS][:at_most]
        return [text + "x" * (self._length - self._drawn) for text in found]


@dataclass(frozen=True, slots=True)
class _Source:
    texts: Language | Filler
    patterns: tuple[str, ...]
    formats: tuple[str, ...]


def _source(limits: Limits, low: int, high: int | None, lengths: tuple[Limit, ...]) -> _Source:
    patterns = limits.of("pattern")
    formats = tuple(f for f in limits.of("format") if _format(f) in _FORMATS)
    stated = tuple(str(limit.value) for limit in patterns)
    names = tuple(dict.fromkeys(_format(limit) for limit in formats))
    if not patterns and not formats:
        return _Source(Filler(low, high), (), ())
    drawn = [_FORMATS[name] for name in names]
    try:
        # First as a whole, since that is what an author means who leaves out `^` and `$`.
        whole = Language(automaton([*stated, *drawn]), low, high)
        if whole.is_empty and patterns:
            whole = Language(automaton([*map(anywhere, stated), *drawn]), low, high)
    except PatternNotUnderstood as reason:
        raise Unsatisfied(
            f"The pattern of `{limits.label}` is not understood: {reason}.",
            patterns or formats,
            "Write it in the syntax of RE2, or write rows for this table.",
            UNSUPPORTED,
        ) from None
    if whole.is_empty:
        said = [f"pattern {limit.value}" for limit in patterns]
        said += [f"format {limit.value}" for limit in formats]
        said += [f"{limit.kind} {limit.value}" for limit in lengths]
        raise limits.unsatisfied(
            f"{' and '.join(said)} leave none", [*patterns, *formats, *lengths]
        )
    return _Source(whole, stated, names)


def _format(limit: Limit) -> str:
    name = str(limit.value).lower()
    return _ALIASES.get(name, name)


class Texts(Domain):
    """Realistic texts as far as the limits allow them, and drawn ones beyond."""

    type = pa.string()

    def __init__(
        self,
        limits: Limits,
        low: int,
        high: int | None,
        source: _Source,
        examples: Sequence[str],
        realistic: Callable[[], Sequence[str]],
        as_of: datetime,
    ) -> None:
        self._low, self._high, self._source = low, high, source
        self._now = microseconds(as_of) // 1_000_000
        self._excluded = [str(value) for limit in limits.of("excluded") for value in limit.value]
        self._stamps = self._recognised_stamps()
        self._examples = self._accepted(examples)
        self._pool = self._examples
        if not self._stamps:
            likely = (
                [t for name in source.formats for t in provided(_PROVIDERS[name])]
                if (set(source.formats) <= set(_PROVIDERS) and source.formats)
                else []
            )
            if not source.formats and not source.patterns:
                likely = list(realistic())
            others = self._accepted(likely)
            # As often as all others together.
            times = max(len(others) // max(len(self._examples), 1), 1)
            self._pool = pa.concat_arrays([*[self._examples] * times, others])
        longest = min(high, _LONGEST_EDGE) if high is not None else None
        edges = [*_EDGES] if not source.patterns and not source.formats else []
        if longest is not None and edges:
            edges += ["x" * longest]
        if low and edges:
            edges += ["y" * low]
        shown = self._examples.slice(0, _SHOWN_EXAMPLES).to_pylist()
        self.edges = tuple(dict.fromkeys([*shown, *self._accepted(edges).to_pylist()]))

    @property
    def size(self) -> int:
        drawn = self._source.texts.size
        if drawn < 1_000_000:
            drawn = max(drawn, self._wide.size)
            drawn = max(drawn - len(self._excluded), 0)
        if isinstance(self._source.texts, Filler) and drawn < UNLIMITED:
            return len(self.every()) if drawn < 100_000 else drawn
        return min(drawn, UNLIMITED)

    @cached_property
    def _wide(self) -> Language | Filler:
        return self._source.texts.widened()

    def every(self) -> pa.Array:
        texts = self._source.texts
        most = 1_000_000
        listed = texts.all(most)
        if len(listed) < 10_000:
            listed += self._wide.all(most)
        drawn = self._accepted(listed)
        edges = pa.array(list(self.edges), pa.string())
        return pc.unique(pa.concat_arrays([self._pool, edges, drawn]))

    def bulk(self, draws: Draws, n: int) -> pa.Array:
        if self._stamps:
            seconds = self._now - draws.of("stamp").below(730 * 86_400, n)
            stamps = pa.array(seconds, pa.int64()).cast(pa.timestamp("s"))
            forms = draws.of("form").below(len(self._stamps), n)
            written = [pc.strftime(stamps, format=form) for form in self._stamps]
            values = pc.choose(pa.array(forms), *written)
            values = self._accepted_array(values)
            if len(values) == n:
                return values
        drawn = self._drawn(draws, n)
        pool = self._pool
        if not len(pool):
            return drawn
        # Beyond what the pool has, a column that wants different values needs drawn ones.
        share = 1.0 if not self._source.patterns and len(pool) > 20 else 0.5
        from_pool = draws.of("from pool").unit(n) < min(share, 0.9)
        index = np.where(from_pool, draws.of("pool").below(len(pool), n), len(pool) + np.arange(n))
        return pa.concat_arrays([pool, drawn]).take(pa.array(index))

    def _drawn(self, draws: Draws, n: int) -> pa.Array:
        found = pa.array([], pa.string())
        source = self._source.texts if self._source.texts.size >= 4 * n else self._wide
        for attempt in range(100):
            more = source.sample(draws.of("drawn", attempt), n - len(found))
            found = pa.concat_arrays([found, self._accepted_array(more)])
            if len(found) >= n:
                return found[:n]
        every = self.every()
        return every.take(pa.array(draws.of("every").below(len(every), n)))

    def accepts(self, values: pa.Array) -> Mask:
        lengths = np.asarray(pc.utf8_length(values))
        found = lengths >= self._low
        if self._high is not None:
            found &= lengths <= self._high
        for pattern in self._source.patterns:
            found &= np.asarray(pc.match_substring_regex(values, pattern))
        for name in self._source.formats:
            whole = f"^(?:{_ACCEPTED.get(name, _FORMATS[name])})$"
            found &= np.asarray(pc.match_substring_regex(values, whole))
        if self._excluded:
            found &= ~np.asarray(pc.is_in(values, pa.array(self._excluded, pa.string())))
        return np.asarray(found, dtype=np.bool_)

    def _accepted(self, texts: Sequence[str]) -> pa.Array:
        return self._accepted_array(pa.array(list(texts), pa.string()))

    def _accepted_array(self, values: pa.Array) -> pa.Array:
        mask = self.accepts(values)
        return values if mask.all() else values.filter(pa.array(mask))

    def _recognised_stamps(self) -> tuple[str, ...]:
        """The forms of date or time that the patterns describe, if they describe any."""
        if not self._source.patterns or self._source.formats:
            return ()
        if not _is_shaped(self._source.patterns):
            return ()
        probe = pa.array(self._now - np.arange(0, 7_000_000, 100_003)).cast(pa.timestamp("s"))
        return tuple(
            form for form in _STAMPS if self.accepts(pc.strftime(probe, format=form)).all()
        )


def _is_shaped(patterns: Sequence[str]) -> bool:
    """Whether a pattern says more than `.*`, which a date matches too."""
    return any(mark in pattern for pattern in patterns for mark in (r"\d", "[0-9", "[[:digit"))


# Of a format: the texts that examples and keys may have, beside those that are drawn.
_ACCEPTED = {
    "uuid": "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+",
    "hostname": r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*",
    "ipv6": "([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}",
    "date": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    "date-time": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T\d{2}:\d{2}:\d{2}(\.\d+)?"
    r"(Z|[+-]\d{2}:\d{2})",
    "byte": "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)?",
}
_ACCEPTED["url"] = _ACCEPTED["uri"]
