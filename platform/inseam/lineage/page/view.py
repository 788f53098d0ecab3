"""What the page shows. Everything is known by an id, and what is not known is empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from inseam.lineage.counts import Counts


class Change(StrEnum):
    """What this branch did to it, against where it started."""

    NONE = ""
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Place(NamedTuple):
    file: str = ""
    line: int = 1


NOWHERE = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProduct:
    """A data product; or a system outside, which only has a contract."""

    id: str
    name: str
    domain: str = ""
    owner: str = ""
    version: str = ""
    status: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    place: Place = NOWHERE
    is_outside: bool = False
    change: Change = Change.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A contract: an output port of ``product``."""

    id: str
    product: str
    name: str = ""
    version: str = ""
    status: str = ""
    owner: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    place: Place = NOWHERE
    change: Change = Change.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """``product`` has the port as an input port. ``agreement`` is the file that permits it."""

    product: str
    port: str
    agreement: str = ""
    place: Place = NOWHERE
    change: Change = Change.NONE


class Exposure(NamedTuple):
    """What is outside of dbt and reads a table: a dashboard, a notebook, an application."""

    name: str
    type: str = ""
    owner: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A model, a seed, a snapshot, or an object of ``port`` and the model that fulfils it in one.

    ``sql`` is the place of that model, ``reads`` the ids of the tables whose rows it reads.
    ``exposures`` read it.
    """

    id: str
    product: str
    name: str
    kind: str
    port: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    place: Place = NOWHERE
    sql: Place = NOWHERE
    reads: tuple[str, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    change: Change = Change.NONE


class PageColumn(NamedTuple):
    table: str
    name: str
    type: str = ""
    is_required: bool = False
    classification: str = ""
    carries: tuple[str, ...] = ()
    description: str = ""
    line: int = 1
    change: Change = Change.NONE
    tags: tuple[str, ...] = ()


class PageEdge(NamedTuple):
    """Between columns, by the ids that are the keys of `View.columns`.

    ``is_direct``: the value itself flows. Otherwise it decides on the value, or on all rows of the
    target's table, as ``how`` says.
    """

    source: str
    target: str
    is_direct: bool
    how: str
    is_masked: bool = False
    place: Place = NOWHERE
    change: Change = Change.NONE


class Quality(NamedTuple):
    """How a rule of a table or column came out when the product was last built."""

    at: str
    rule: str
    outcome: str  # passed, failed, warned or skipped
    message: str = ""


class Gap(NamedTuple):
    """Here the way cannot be followed further up."""

    at: str
    reason: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """``columns`` has the columns of a table one after the other.

    ``counts`` are of what is here, without what only the base had. ``is_compared``: there was a
    base to compare with, so that `Change.NONE` says something.
    """

    title: str = "Lineage"
    counts: Counts = field(default_factory=Counts)
    products: tuple[PageProduct, ...] = ()
    ports: tuple[Port, ...] = ()
    readings: tuple[Reading, ...] = ()
    tables: tuple[Table, ...] = ()
    columns: Mapping[str, PageColumn] = field(default_factory=dict)
    edges: tuple[PageEdge, ...] = ()
    quality: tuple[Quality, ...] = ()
    gaps: tuple[Gap, ...] = ()
    is_compared: bool = False
