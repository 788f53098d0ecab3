"""Each facet is that of the standard, at the version that its classes have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from inseam.lineage.openlineage import facets
from inseam.lineage.openlineage.entropy_data import SCHEMAS
from inseam.lineage.openlineage.facets import Facet, Schema, Sql
from testkit.openlineage_classes import facet_classes

_BASES = {
    facets.RunFacet: "RunFacet",
    facets.JobFacet: "JobFacet",
    facets.DatasetFacet: "DatasetFacet",
    facets.InputFacet: "InputDatasetFacet",
    facets.OutputFacet: "OutputDatasetFacet",
}


def facet_types() -> Iterator[tuple[type[Facet], str]]:
    for base, name in _BASES.items():
        for found in base.__subclasses__():
            yield found, name


def test_there_are_facets_of_every_kind() -> None:
    assert {name for _, name in facet_types()} == set(_BASES.values())


@pytest.mark.parametrize(
    ("facet", "base"), facet_types(), ids=lambda found: getattr(found, "__name__", found)
)
def test_a_facet_stands_where_the_standard_has_it(facet: type[Facet], base: str) -> None:
    ours: dict[str, Any] = {schema["$id"]: schema for schema in SCHEMAS}
    if facet.SCHEMA in ours:
        (definition,) = ours[facet.SCHEMA]["$defs"].values()
        assert definition["allOf"][0]["$ref"].endswith(f"/{base}")
        return
    standard = facet_classes()[facet.SCHEMA]
    assert base in {parent.__name__ for parent in standard.__mro__}


def test_what_is_not_known_is_left_out() -> None:
    assert Sql("select 1").body() == {"query": "select 1"}
    assert Schema(()).body() == {}
