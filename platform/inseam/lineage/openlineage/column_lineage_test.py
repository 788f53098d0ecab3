"""Ephemeral models, that are read through."""

from __future__ import annotations

import pytest

from inseam.lineage.document import Lineage, LineageColumn, LineageEdge, Model, all_rows, column_id
from inseam.lineage.openlineage.column_lineage import ColumnLineages
from inseam.lineage.openlineage.datasets import Datasets
from inseam.lineage.openlineage.environment import Environment
from inseam.lineage.openlineage.facets import ColumnLineage
from inseam.lineage.openlineage.known import Known
from inseam.lineage.openlineage.reads import Reads

# table -> first (ephemeral) -> second (ephemeral) -> last
_MODELS = {"table": "table", "first": "ephemeral", "second": "ephemeral", "last": "view"}
_READS = {"p/first": ("p/table",), "p/second": ("p/first",), "p/last": ("p/second",)}


def lineage_of_last(*edges: LineageEdge) -> ColumnLineage | None:
    lineage = Lineage(
        models=tuple(
            Model(
                id=f"p/{name}",
                product="p",
                name=name,
                kind="model",
                materialized=materialized,
                alias=name,
                file="f",
            )
            for name, materialized in _MODELS.items()
        ),
        columns=tuple(
            LineageColumn(column_id(f"p/{name}", "c"), f"p/{name}", "c", 1) for name in _MODELS
        ),
        edges=edges,
    )
    environment = Environment(datasets="duckdb://acme-ci", jobs="inseam://acme")
    datasets = Datasets(lineage, Known(), environment)
    return ColumnLineages(lineage, datasets, Reads(lineage.models, _READS)).of_model("p/last")


def edge(source: str, target: str, subtype: str = "IDENTITY", masked: bool = False) -> LineageEdge:
    kind = "direct" if subtype in ("IDENTITY", "TRANSFORMATION", "AGGREGATION") else "indirect"
    return LineageEdge(f"p/{source}.c", f"p/{target}.c", kind, subtype, masked)


@pytest.mark.parametrize(
    ("first", "second", "last", "together"),
    [
        ("IDENTITY", "IDENTITY", "IDENTITY", "DIRECT IDENTITY"),
        ("TRANSFORMATION", "IDENTITY", "IDENTITY", "DIRECT TRANSFORMATION"),
        ("AGGREGATION", "IDENTITY", "TRANSFORMATION", "DIRECT AGGREGATION"),
        ("IDENTITY", "CONDITIONAL", "AGGREGATION", "INDIRECT CONDITIONAL"),
        ("IDENTITY", "CONDITIONAL", "WINDOW", "INDIRECT WINDOW"),
    ],
)
def test_what_is_done_on_the_way_is_one_transformation(
    first: str, second: str, last: str, together: str
) -> None:
    found = lineage_of_last(
        edge("table", "first", first), edge("first", "second", second), edge("second", "last", last)
    )
    assert found is not None
    (read,) = found.fields["c"]
    (done,) = read.transformations
    assert (read.name, f"{done.type} {done.subtype}") == ("table", together)


@pytest.mark.parametrize("masked", range(3))
def test_what_is_masked_on_the_way_stays_masked(masked: int) -> None:
    steps = (("table", "first"), ("first", "second"), ("second", "last"))
    edges = (edge(*step, masked=place == masked) for place, step in enumerate(steps))
    found = lineage_of_last(*edges)
    assert found is not None
    assert found.fields["c"][0].transformations[0].masking


def test_what_bears_on_the_rows_of_an_ephemeral_model_bears_on_those_of_its_readers() -> None:
    rows = LineageEdge("p/table.c", all_rows("p/first"), "indirect", "FILTER")
    # No column of it is read, as with a count of its rows.
    found = lineage_of_last(rows)
    assert found is not None
    assert [(read.name, read.field) for read in found.dataset] == [("table", "c")]
    assert found.fields == {}


def test_edges_in_a_cycle_come_to_an_end() -> None:
    found = lineage_of_last(
        edge("second", "first"), edge("first", "second"), edge("second", "last")
    )
    assert found is None
