"""The kinds of things that Entropy Data has, and how ours are compared with its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TEAMS = "teams"
SOURCE_SYSTEMS = "sourcesystems"
CONTRACTS = "datacontracts"
PRODUCTS = "dataproducts"
ACCESS = "access"
EXAMPLE_DATA = "example-data"
TEST_RESULTS = "test-results"
LINEAGE = "lineage"
COSTS = "costs"

DOCUMENTS = frozenset({TEAMS, SOURCE_SYSTEMS, CONTRACTS, PRODUCTS, ACCESS, EXAMPLE_DATA})

Path = tuple[str, ...]

# Kept by the server about a document, and never ours.
_AUDIT = ("createdAt", "createdBy", "updatedAt", "updatedBy")
# What an answer has that is not ours, or does not have although we gave it.
_NOT_COMPARED: Mapping[str, tuple[Path, ...]] = {
    # Input ports are answered empty; the product's digest stands for them.
    PRODUCTS: (("inputPorts",),),
    ACCESS: (
        ("provisioning",),
        ("info", "status"),
        ("info", "active"),
        ("provider", "teamId"),
        ("provider", "dataContractId"),
        ("provider", "dataContractVersion"),
    ),
}
# A field that stays as the server has it where we say nothing of it: a PUT replaces the whole.
_KEPT: Mapping[str, tuple[str, ...]] = {TEAMS: ("members",)}


def kind_of(key: str) -> tuple[str, str]:
    kind, _, id_ = key.partition("/")
    return kind, id_


def is_document(key: str) -> bool:
    """Whether it is put under its id. The other kinds are added to a list."""
    return kind_of(key)[0] in DOCUMENTS


def to_put(kind: str, wanted: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    """The document with what is the server's own matter taken over."""
    kept = {name: held[name] for name in _KEPT.get(kind, ()) if name in held}
    return {**kept, **wanted}


def same(kind: str, wanted: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    ours, theirs = (_compared(kind, one) for one in (to_put(kind, wanted, held), held))
    return bool(ours == theirs)


def is_nothing(kind: str, wanted: Mapping[str, Any], held: Mapping[str, Any] | None) -> bool:
    """Whether it is example data without a row, with none there to be taken back."""
    return kind == EXAMPLE_DATA and not wanted.get("data") and not (held or {}).get("data")


def _compared(kind: str, document: Mapping[str, Any]) -> Any:
    without = [*((name,) for name in _AUDIT), *_NOT_COMPARED.get(kind, ())]
    for path in without:
        document = _without(document, path)
    return _without_nothing(document)


def _without(document: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    name, *rest = path
    if name not in document:
        return document
    if not rest:
        return {key: value for key, value in document.items() if key != name}
    part = document[name]
    return (
        {**document, name: _without(part, tuple(rest))} if isinstance(part, Mapping) else document
    )


def _without_nothing(value: Any) -> Any:
    """A server may answer null or an empty list for what was not given."""
    if isinstance(value, Mapping):
        parts = {key: _without_nothing(part) for key, part in value.items()}
        return {key: part for key, part in parts.items() if part not in (None, "", [], {})}
    if isinstance(value, list):
        return [_without_nothing(part) for part in value]
    return value


@dataclass(frozen=True, slots=True)
class CostChanges:
    """``gone`` are ids of the server. What is gone goes first, so that a crash doubles nothing."""

    gone: tuple[str, ...]
    added: tuple[Mapping[str, Any], ...]


def cost_changes(
    wanted: Sequence[Mapping[str, Any]], held: Sequence[Mapping[str, Any]]
) -> CostChanges:
    """What to do so that each wanted cost is there once.

    A cost that is there with our name, category and month but another amount is an older version of
    ours. Other costs are somebody else's, and stay.
    """
    missing = list(wanted)
    ours = {_identity(cost) for cost in wanted}
    gone: list[str] = []
    for cost in held:
        match = next((one for one in missing if _is(one, cost)), None)
        if match is not None:
            missing.remove(match)
        elif _identity(cost) in ours and "id" in cost:
            gone.append(str(cost["id"]))
    return CostChanges(tuple(gone), tuple(missing))


def _identity(cost: Mapping[str, Any]) -> tuple[Any, ...]:
    return (cost.get("name"), cost.get("category") or "", cost.get("yearMonth") or "")


def _is(wanted: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    given = {name: value for name, value in wanted.items() if value != ""}
    same = all(held.get(name) == value for name, value in given.items())
    return same and _identity(wanted) == _identity(held)


def is_event(wanted: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    """Whether it is the same event of the same job's run."""
    names = (("run", "runId"), ("job", "namespace"), ("job", "name"))
    return wanted.get("eventType") == held.get("eventType") and all(
        part_of(wanted, part).get(name) == part_of(held, part).get(name) for part, name in names
    )


def part_of(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Empty if there is none, or something else."""
    part = document.get(name)
    return part if isinstance(part, Mapping) else {}
