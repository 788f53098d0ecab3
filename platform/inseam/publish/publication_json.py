"""A publication as JSON, and back."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from inseam.publish.publication import (
    Agreement,
    Cost,
    ExampleData,
    LineageEvent,
    Member,
    Publication,
    PublishedContract,
    PublishedProduct,
    SourceSystem,
    Team,
)

VERSION = 1


def to_json(publication: Publication) -> str:
    document = {"version": VERSION, **dataclasses.asdict(publication)}
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def from_json(text: str) -> Publication:
    """Raises ValueError, KeyError or TypeError for anything that `to_json` did not write."""
    row = json.loads(text)
    if row.pop("version", None) != VERSION:
        raise ValueError(f"no publication of version {VERSION}")
    return Publication(
        teams=tuple(_team(one) for one in row.pop("teams", ())),
        source_systems=tuple(SourceSystem(**one) for one in row.pop("source_systems", ())),
        contracts=tuple(PublishedContract(**one) for one in row.pop("contracts", ())),
        products=tuple(_product(one) for one in row.pop("products", ())),
        **row,
    )


def _team(row: dict[str, Any]) -> Team:
    members = row.pop("members", None)
    given = None if members is None else tuple(Member(**one) for one in members)
    return Team(members=given, **row)


def _product(row: dict[str, Any]) -> PublishedProduct:
    return PublishedProduct(
        contracts=tuple(PublishedContract(**one) for one in row.pop("contracts", ())),
        reads=tuple(row.pop("reads", ())),
        reads_systems=tuple(row.pop("reads_systems", ())),
        agreements=tuple(_agreement(one) for one in row.pop("agreements", ())),
        lineage=tuple(LineageEvent(**one) for one in row.pop("lineage", ())),
        test_results=tuple(row.pop("test_results", ())),
        costs=tuple(Cost(**one) for one in row.pop("costs", ())),
        example_data=tuple(_example_data(one) for one in row.pop("example_data", ())),
        **row,
    )


def _agreement(row: dict[str, Any]) -> Agreement:
    return Agreement(roles=tuple(row.pop("roles", ())), **row)


def _example_data(row: dict[str, Any]) -> ExampleData:
    return ExampleData(rows=tuple(row.pop("rows", ())), **row)
