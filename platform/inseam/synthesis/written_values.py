"""Numbers, dates and times that a text column holds."""

from __future__ import annotations

import re
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inseam.odcs.contract import Property
from inseam.synthesis.hard_values import with_hard_values
from inseam.synthesis.limits import Limits
from inseam.synthesis.numbers import number_domain, temporal_domain
from inseam.synthesis.random_draws import Draws, Mask
from inseam.synthesis.value_sets import Domain, Listed

_JAVA = (("yyyy", "%Y"), ("MM", "%m"), ("dd", "%d"), ("HH", "%H"), ("mm", "%M"), ("ss", "%S"))


def written_as_text(
    column: Property, limits: Limits, as_of: datetime, *, hard: bool = False
) -> Domain | None:
    """Numbers, dates and times that a text column holds."""

    def written(inner: Domain, form: str | None) -> Domain:
        return _Written(with_hard_values(inner, as_of) if hard else inner, form)

    kind = column.logical_type
    if kind in ("integer", "number"):
        inner = number_domain(pa.int64() if kind == "integer" else pa.float64(), limits, fine=hard)
        return written(inner, None)
    if kind == "boolean":
        return Listed(pa.array(["true", "false"]))
    types = {"date": pa.date32(), "timestamp": pa.timestamp("us"), "time": pa.time64("us")}
    if kind not in types:
        return None
    form = next((limit.value for limit in limits.of("format")), None)
    if isinstance(form, str):
        for java, strftime in _JAVA:
            form = form.replace(java, strftime)
        form = form.replace("'", "")
        if re.search(r"(?<!%)[A-Za-z]", form.replace("T", "").replace("Z", "")):
            form = None
    return written(temporal_domain(types[kind], limits, as_of), form)


class _Written(Domain):
    """The text of another domain's values."""

    type = pa.string()

    def __init__(self, inner: Domain, form: str | None) -> None:
        self._inner, self._form = inner, form
        self.repeats_edges = inner.repeats_edges
        self.edges = self._texts(pa.array(inner.edges, inner.type)).to_pylist()

    def _texts(self, values: pa.Array) -> pa.Array:
        if self._form is None:
            if pa.types.is_timestamp(values.type):
                values = pc.floor_temporal(values, unit="second").cast(pa.timestamp("s"))
                return pc.strftime(values, format="%Y-%m-%dT%H:%M:%S")
            if pa.types.is_time(values.type):
                values = values.cast(pa.int64())
                return pc.strftime(
                    values.cast(pa.timestamp("us")).cast(pa.timestamp("s"), safe=False),
                    format="%H:%M:%S",
                )
            return values.cast(pa.string())
        if pa.types.is_time(values.type):
            values = values.cast(pa.int64()).cast(pa.timestamp("us"))
        return pc.strftime(
            values.cast(pa.timestamp("us")).cast(pa.timestamp("s"), safe=False), format=self._form
        )

    @property
    def size(self) -> int:
        return self._inner.size

    def bulk(self, draws: Draws, n: int) -> pa.Array:
        return self._texts(self._inner.bulk(draws, n))

    def every(self) -> pa.Array:
        return self._texts(self._inner.every())

    def accepts(self, values: pa.Array) -> Mask:
        return np.ones(len(values), dtype=np.bool_)
