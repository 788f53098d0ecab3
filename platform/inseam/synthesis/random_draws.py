"""Random draws that are the same on every machine, for the same names."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

# Products of three of these and a bound stay exact in float64.
_BITS = 53


class Draws:
    """A stream of draws that belongs to its names: a contract, a table, a column, a purpose.

    Uses only numpy's raw Philox bits, which numpy promises to keep, and arithmetic of its own:
    the methods of numpy's `Generator` may give other values in another release.
    """

    def __init__(self, *names: str | int) -> None:
        self._names = names
        digest = hashlib.blake2b(repr(names).encode(), digest_size=16).digest()
        self._bits = np.random.Philox(key=int.from_bytes(digest, "little"))

    def of(self, *names: str | int) -> Draws:
        """The stream of a part: independent of what was drawn from this one."""
        return Draws(*self._names, *names)

    @property
    def number(self) -> int:
        """A number that stands for the names, to seed something else with."""
        digest = hashlib.blake2b(repr(self._names).encode(), digest_size=8).digest()
        return int.from_bytes(digest, "little")

    def below(self, bound: int, n: int) -> Integers:
        """``n`` integers from 0 up to ``bound``, exclusive."""
        if not 0 < bound <= 2**63:
            raise ValueError(f"cannot draw below {bound}")
        raw = self._bits.random_raw(n)
        return np.asarray(raw % np.uint64(bound), dtype=np.uint64).astype(np.int64)

    def unit(self, n: int) -> npt.NDArray[np.float64]:
        """``n`` numbers from 0 up to 1, exclusive."""
        raw = np.asarray(self._bits.random_raw(n), dtype=np.uint64)
        return (raw >> np.uint64(64 - _BITS)).astype(np.float64) / float(2**_BITS)

    def permutation(self, n: int) -> Integers:
        """The numbers below ``n`` in a random order."""
        return np.argsort(self._bits.random_raw(n), kind="stable").astype(np.int64)

    def subset(self, bound: int, n: int) -> Integers:
        """``n`` different integers below ``bound``, in a random order."""
        if n > bound:
            raise ValueError(f"there are no {n} different integers below {bound}")
        if bound <= 4 * n + 1_000:
            return self.permutation(bound)[:n]
        found = np.empty(0, dtype=np.int64)
        while len(found) < n:
            more = np.concatenate([found, self.below(bound, n - len(found) + 16)])
            _, first = np.unique(more, return_index=True)
            found = more[np.sort(first)]
        return found[:n]

    def mask(self, n: int, marked: int) -> Mask:
        """``n`` booleans of which ``marked`` are true."""
        found = np.zeros(n, dtype=np.bool_)
        found[self.permutation(n)[:marked]] = True
        return found
