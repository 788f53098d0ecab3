"""The privileges that agreements ask for on a day.

Databricks' documentation (Unity Catalog privileges): to read a view one needs SELECT on it, USE
SCHEMA on its schema and USE CATALOG on its catalog. Nothing is needed on what the view reads: its
owner reads that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inseam.agreements.readings import Agreement, State
from inseam.environments.names import Place


class Privilege(StrEnum):
    """As the engine writes them, from the widest object to the narrowest."""

    USE_CATALOG = "USE CATALOG"
    USE_SCHEMA = "USE SCHEMA"
    SELECT = "SELECT"


# By the number of names that lead to an object.
_BY_DEPTH = (Privilege.USE_CATALOG, Privilege.USE_SCHEMA, Privilege.SELECT)
Securable = tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """``securable`` is a catalog, a schema or a view: one to three names, in small letters, as the
    engine keeps them. In order, a catalog stands before its schemas, and a schema before its views.
    """

    principal: str
    securable: Securable

    @property
    def privilege(self) -> Privilege:
        return _BY_DEPTH[len(self.securable) - 1]


@dataclass(frozen=True, slots=True)
class Access:
    """What an agreement gives: ``views`` to ``groups``, while it is in force.

    It gives nothing here if the port is of a system outside, whose ``owner`` gives it.
    """

    agreement: Agreement
    team: str
    groups: tuple[str, ...] = ()
    views: tuple[Place, ...] = ()
    is_outside: bool = False
    owner: str | None = None

    @property
    def id(self) -> str:
        """Of the agreement; the file's name where it has none."""
        return self.agreement.id or self.agreement.file

    def grants(self) -> frozenset[Grant]:
        """On the views and on all that leads to them."""
        return frozenset(
            Grant(group, names[:depth])
            for view in self.views
            for names in [_names(view)]
            for depth in range(1, len(names) + 1)
            for group in self.groups
        )


Wanted = Mapping[Grant, tuple[str, ...]]


def wanted(accesses: Iterable[Access], day: date) -> Wanted:
    """The privileges that agreements in force on ``day`` give, with the ids of all that do."""
    found: dict[Grant, set[str]] = defaultdict(set)
    for access in accesses:
        if access.agreement.state(day) is State.AGREED:
            for grant in access.grants():
                found[grant].add(access.id)
    return {grant: tuple(sorted(found[grant])) for grant in sorted(found)}


def _names(view: Place) -> Securable:
    return tuple(name.lower() for name in (view.database, view.schema, view.identifier or ""))
