"""What the engine of an environment knows of grants, and changing it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from inseam.environments.operations import Operations
from inseam.grants.plan import Existing, Step
from inseam.grants.privileges import Grant, Privilege, Securable

# What SHOW GRANTS calls the objects that hold a view or a schema: what stands on them is inherited.
_HOLDERS = frozenset({"METASTORE", "CATALOG", "SCHEMA", "DATABASE"})
_KINDS = {
    Privilege.USE_CATALOG: frozenset({"CATALOG"}),
    Privilege.USE_SCHEMA: frozenset({"SCHEMA", "DATABASE"}),
}


@dataclass(frozen=True, slots=True)
class Engine:
    """Every method raises `OperationFailed` in the engine's words."""

    operations: Operations

    def has_grants(self) -> bool:
        return bool(self.operations.call("has_grants"))

    def existing(self, securables: Sequence[Securable]) -> Existing:
        """Who holds the privilege that is given on such an object, and which objects there are."""
        if not securables:
            return {}
        answers = self.operations.call("grants_on", objects=[list(one) for one in securables])
        return {
            securable: None if rows is None else frozenset(_holders(securable, rows))
            for securable, rows in zip(securables, answers, strict=True)
        }

    def give(self, steps: Iterable[Step]) -> None:
        self._change(steps, give=True)

    def take(self, steps: Iterable[Step]) -> None:
        self._change(steps, give=False)

    def _change(self, steps: Iterable[Step], *, give: bool) -> None:
        self.operations.call(
            "change_grants", changes=[_change(step.grant, give=give) for step in steps]
        )


def _change(grant: Grant, *, give: bool) -> dict[str, Any]:
    return {
        "give": give,
        "privilege": grant.privilege.value,
        "object": list(grant.securable),
        "principal": grant.principal,
    }


def _holders(securable: Securable, rows: Iterable[Sequence[str]]) -> Iterable[str]:
    privilege = Grant("", securable).privilege
    for principal, action, kind in rows:
        if action.upper().replace("_", " ") != privilege:
            continue
        kinds = _KINDS.get(privilege)
        if kind.upper() in kinds if kinds else kind.upper() not in _HOLDERS:
            yield principal
