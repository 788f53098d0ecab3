"""What is to be published, in the words of this repository and of no destination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    email: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """``members`` is None where the registry does not name them by e-mail address: then they are
    the destination's own matter, and stay as they are there."""

    id: str
    name: str
    type: str
    description: str = ""
    parent: str = ""
    members: tuple[Member, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSystem:
    """``file`` is what names it, such as the contract of its data."""

    file: str
    id: str
    name: str
    owner: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedContract:
    """An ODCS document. ``published`` is what the archive of released versions has of its version:
    None if there is nothing."""

    file: str
    document: Document
    published: Document | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """``provider`` is a product, or a source system where there is no product to ask."""

    id: str
    provider: str
    port: str
    purpose: str
    start: str
    end: str
    reassess: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageEvent:
    """An OpenLineage RunEvent. ``port`` is "" where it is of the whole product."""

    event: Document
    port: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """``month`` is as 2026-01."""

    name: str
    amount: int | float  # as it is written
    currency: str
    month: str
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleData:
    """Rows of one object of a port, made for being shown."""

    port: str
    contract: str
    object: str
    rows: tuple[Document, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedProduct:
    """An ODPS document with all that goes with it. ``reads`` are the products, and
    ``reads_systems`` the source systems, that its input ports come from."""

    file: str
    document: Document
    contracts: tuple[PublishedContract, ...] = ()
    reads: tuple[str, ...] = ()
    reads_systems: tuple[str, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    lineage: tuple[LineageEvent, ...] = ()
    test_results: tuple[Document, ...] = ()
    costs: tuple[Cost, ...] = ()
    example_data: tuple[ExampleData, ...] = ()

    @property
    def id(self) -> str:
        return str(self.document.get("id", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """``contracts`` are those of systems outside of this repository."""

    team_file: str = "platform/teams.yaml"
    teams: tuple[Team, ...] = ()
    source_systems: tuple[SourceSystem, ...] = ()
    contracts: tuple[PublishedContract, ...] = ()
    products: tuple[PublishedProduct, ...] = ()
