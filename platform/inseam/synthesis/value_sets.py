"""The values that a column may have."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from inseam.synthesis.arrow_rows import different, is_among
from inseam.synthesis.random_draws import Draws, Mask

# More values than any column needs.
UNLIMITED = 2**62


class Domain(ABC):
    """``edges`` are values that a test should meet, all of the domain.

    With ``repeats_edges`` a third of the values are edges, each of them several times if there is
    room: rows that tie. Without, each edge is met once at most.
    """

    type: pa.DataType
    edges: Sequence[Any] = ()
    repeats_edges = False

    @property
    @abstractmethod
    def size(self) -> int:
        """A number of different values that can be made."""

    @abstractmethod
    def bulk(self, draws: Draws, n: int) -> pa.Array:
        """``n`` values, with repetitions."""

    @abstractmethod
    def every(self) -> pa.Array:
        """All values, if there are few."""

    @abstractmethod
    def accepts(self, values: pa.Array) -> Mask:
        """Which of ``values``, none of them null, are in the domain."""

    def sample(self, draws: Draws, n: int) -> pa.Array:
        """``n`` values, with repetitions and some edges."""
        values = self.bulk(draws.of("bulk"), n)
        edges = self._edges(draws, n // 3)
        if not len(edges):
            return values
        if self.repeats_edges:
            more = draws.of("repeated").below(len(edges), n // 3 - len(edges))
            edges = edges.take(pa.array(np.concatenate([np.arange(len(edges)), more])))
        at = np.sort(draws.of("places").permutation(n)[: len(edges)])
        index = np.arange(n)
        index[at] = n + np.arange(len(edges))
        return pa.concat_arrays([values, edges]).take(pa.array(index))

    def distinct(self, draws: Draws, n: int) -> pa.Array:
        """``n`` different values. Needs a ``size`` of at least ``n``."""
        if self.size <= 4 * n + 100:
            every = self.every()
            return every.take(pa.array(draws.of("order").subset(len(every), n)))
        found = self._edges(draws, n // 3)
        attempt = 0
        while len(found) < n:
            more = self.bulk(draws.of("bulk", attempt), (n - len(found)) * (attempt + 1) + 16)
            merged = different(pa.concat_arrays([found, more]))
            attempt += 1
            if attempt > 20 and len(merged) == len(found):
                every = self.every()
                merged = different(pa.concat_arrays([found, every]))
                if len(merged) < n:
                    raise AssertionError(f"a domain of {self.size} values gave {len(merged)}")
            found = merged
        return found[:n].take(pa.array(draws.of("order").permutation(n)))

    def _edges(self, draws: Draws, at_most: int) -> pa.Array:
        edges = pa.array(self.edges, self.type)
        if len(edges) > at_most:
            edges = edges.take(pa.array(draws.of("edges").permutation(len(edges))[:at_most]))
        return edges


class Listed(Domain):
    """Values that the contract lists, or that are few."""

    def __init__(self, values: pa.Array) -> None:
        self.type = values.type
        self._values = different(values)

    @property
    def size(self) -> int:
        return len(self._values)

    def bulk(self, draws: Draws, n: int) -> pa.Array:
        # Each value once while there is room, so that a short list is complete.
        chosen = draws.of("which").below(len(self._values), n)
        first = draws.of("first").permutation(len(self._values))[:n]
        chosen[draws.of("where").permutation(n)[: len(first)]] = first
        return self._values.take(pa.array(chosen))

    def every(self) -> pa.Array:
        return self._values

    def accepts(self, values: pa.Array) -> Mask:
        return is_among(values, self._values)


class Bytes(Domain):
    type = pa.binary()
    edges = (b"", b"\x00\xff")
    size = UNLIMITED

    def bulk(self, draws: Draws, n: int) -> pa.Array:
        raw = draws.below(2**62, n).astype("<i8").tobytes()
        return pa.array([raw[i * 8 : i * 8 + 8] for i in range(n)], pa.binary())

    def every(self) -> pa.Array:
        raise AssertionError("there are too many")

    def accepts(self, values: pa.Array) -> Mask:
        return np.ones(len(values), dtype=np.bool_)
