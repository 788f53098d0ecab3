"""One column of test data: its values, how many are null, and which repeat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from inseam.odcs.constraints import Threshold
from inseam.odcs.contract import Property
from inseam.synthesis.limits import Unsatisfied
from inseam.synthesis.random_draws import Draws, Mask
from inseam.synthesis.unsatisfiable import Place
from inseam.synthesis.value_sets import Domain

_NULL_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Demand:
    """A number that a statement bounds: of nulls, duplicates, rows."""

    threshold: Threshold
    place: Place
    is_percent: bool = False

    def allows(self, count: int, rows: int) -> bool:
        # Rounded as datacontract-cli rounds.
        number = (round(count / rows * 100, 6) if rows else 0.0) if self.is_percent else count
        return self.threshold.allows(number)


def nearest(usual: int, most: int, demands: Sequence[Demand], rows: int) -> int | None:
    """The count from 0 to ``most`` that all demands allow and that is nearest to the usual one."""
    if not demands:
        return usual
    for distance in range(max(usual, most - usual) + 1):
        for count in (usual + distance, usual - distance):
            if 0 <= count <= most and all(demand.allows(count, rows) for demand in demands):
                return count
    return None


@dataclass(frozen=True, slots=True)
class FilledColumn:
    """A column, or a field of one, and how it is filled."""

    stated: Property
    file: str
    label: str
    type: str
    domain: Domain
    required_by: Place | None
    null_demands: tuple[Demand, ...]
    duplicate_demands: tuple[Demand, ...]

    @property
    def place(self) -> Place:
        return Place(self.file, self.stated.path)

    @property
    def is_unique(self) -> bool:
        """Whether a statement allows no duplicates at all."""
        return any(
            demand.threshold.allows(0) and not demand.threshold.allows(1)
            for demand in self.duplicate_demands
        )

    def nulls(self, draws: Draws, n: int) -> Mask:
        """Which of ``n`` rows have no value. Raises `Unsatisfied`."""
        usual = max(round(n * _NULL_SHARE), 1) if n > 1 and self.required_by is None else 0
        most = 0 if self.required_by is not None else n
        count = nearest(min(usual, most), most, self.null_demands, n)
        if count is None:
            places = [demand.place for demand in self.null_demands]
            if self.required_by is not None:
                places.append(self.required_by)
            raise Unsatisfied(
                f"No number of missing values of `{self.label}` in {n} rows keeps its rules.",
                places,
            )
        return draws.of("null").mask(n, count)

    def values(self, draws: Draws, n: int, domain: Domain | None = None) -> pa.Array:
        """``n`` values without nulls, as different as the contract demands them.

        Raises `Unsatisfied`.
        """
        domain = domain or self.domain
        if not n:
            return pa.array([], domain.type)
        if not self.duplicate_demands:
            return domain.sample(draws, n)
        if self.is_unique:
            if domain.size < n:
                raise self._too_few(domain.size, n)
            return self._distinct(domain, draws, n)
        return self._with_duplicates(domain, draws, n)

    def _distinct(self, domain: Domain, draws: Draws, n: int) -> pa.Array:
        found = domain.distinct(draws, n)
        if len(found) < n:
            raise self._too_few(len(found), n)
        return found

    def _with_duplicates(self, domain: Domain, draws: Draws, n: int) -> pa.Array:
        """Exactly as many repeated values as all demands allow: few, if they may be few."""
        usual = 0 if domain.size >= n else min(domain.size, n // 2)
        repeated = nearest(usual, n // 2, self.duplicate_demands, n)
        if repeated is None or (repeated == 0 and domain.size < n) or repeated > domain.size:
            raise self._too_few(domain.size, n)
        if repeated == 0:
            return self._distinct(domain, draws, n)
        different = min(domain.size, n - repeated)
        values = self._distinct(domain, draws, different)
        extra = np.arange(n - different) % repeated
        index = np.concatenate([np.arange(different), extra])
        return values.take(pa.array(index[draws.of("repeated").permutation(n)]))

    def _too_few(self, size: int, n: int) -> Unsatisfied:
        size_by = [
            Place(self.file, stated.path) for stated in self.stated.constraints.options.values()
        ]
        if (enum := self.stated.constraints.enum) is not None:
            size_by = [Place(self.file, enum.path)]
        size_by += [
            Place(self.file, rule.path)
            for rule in self.stated.constraints.rules
            if rule.metric == "invalidValues"
        ]
        type_ = Place(self.file, (*self.stated.path, "physicalType"))
        return Unsatisfied(
            f"`{self.label}` has {size} values at most, too few for {n} rows that differ in it.",
            [*(demand.place for demand in self.duplicate_demands), *(size_by or [type_])],
            "Allow more values, or fewer rows.",
        )

    def array(self, draws: Draws, n: int) -> pa.Array:
        """``n`` values and nulls. Raises `Unsatisfied`."""
        nulls = self.nulls(draws, n)
        return spread(self.values(draws.of("value"), n - int(nulls.sum())), nulls)


def spread(values: pa.Array, nulls: Mask) -> pa.Array:
    """The values in their order, with nulls between them."""
    if not nulls.any():
        return values
    index = np.cumsum(~nulls) - 1
    return values.take(pa.array(np.where(nulls, 0, index), mask=nulls))
