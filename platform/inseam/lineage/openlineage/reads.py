"""What a model reads.

An ephemeral model is not a table: whoever reads it reads what it reads. So it is a dataset of no
event, and has no job.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inseam.lineage.document import Model

_EPHEMERAL = "ephemeral"


class Reads:
    """``reads`` are datasets by the model that reads them, as dbt says it."""

    def __init__(self, models: Iterable[Model], reads: Mapping[str, tuple[str, ...]]) -> None:
        self._ephemeral = {model.id for model in models if model.materialized == _EPHEMERAL}
        self._reads = reads

    def is_ephemeral(self, dataset: str) -> bool:
        return dataset in self._ephemeral

    def inlined(self, model: str) -> set[str]:
        """The ephemeral models whose SQL is part of the model's own."""
        return {found for found in self._reached(model) if found in self._ephemeral}

    def tables(self, datasets: Iterable[str]) -> tuple[str, ...]:
        """What is there to read of them, in order."""
        found: set[str] = set()
        for dataset in datasets:
            inside = self._reached(dataset) if dataset in self._ephemeral else {dataset}
            found |= inside - self._ephemeral
        return tuple(sorted(found))

    def of_model(self, model: str) -> tuple[str, ...]:
        return self.tables(self._reads.get(model, ()))

    def _reached(self, model: str) -> set[str]:
        """What a model reads, and what the ephemeral ones among that read."""
        reached: set[str] = set()
        to_follow = [model]
        while to_follow:
            for read in self._reads.get(to_follow.pop(), ()):
                if read not in reached:
                    reached.add(read)
                    if read in self._ephemeral:
                        to_follow.append(read)
        return reached
