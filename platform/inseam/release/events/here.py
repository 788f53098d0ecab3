"""The lineage of a product as it is in an environment: pure.

Readers know ports' objects alone, by names of the environment. What is internal is left out, as
ephemeral models are: whoever reads it reads what it reads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from inseam.environments.names import Place
from inseam.lineage.document import Lineage, Model, Object
from inseam.lineage.openlineage.known import Known

_EPHEMERAL = "ephemeral"


def as_released(
    lineage: Lineage, known: Known, place: Callable[[Object], Place | None]
) -> tuple[Lineage, Known]:
    """``place`` is where readers find an object; None where nobody knows."""
    places = {
        described.id: found
        for described in lineage.objects
        if (found := place(described)) is not None
    }
    relations = {**known.relations, **{id_: str(found) for id_, found in places.items()}}
    models = tuple(_model(model, places.get(model.object or "")) for model in lineage.models)
    return replace(lineage, models=models), replace(known, relations=relations)


def _model(model: Model, place: Place | None) -> Model:
    if model.object is None:
        return replace(model, materialized=_EPHEMERAL)
    if place is None:
        return model
    return replace(model, database=place.database, schema=place.schema, alias=place.identifier)
