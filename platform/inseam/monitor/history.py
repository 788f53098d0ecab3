"""What runs of `monitor` measured in an environment, as one document: `history.json`.

The form is this file's: `read_history` and `to_json` are each other's inverse. Whoever draws it
reads it here, and needs no environment.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from inseam import wire

FILE = Path("dist", "monitor", "history.json")
VERSION = 1


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """Of a column by its physical name.

    ``distincts`` counts values without NULL, None for a type that has no equality, as a map.
    ``minimum`` and ``maximum`` are text as the engine shows them, instants in UTC; None for a
    column that is personal, for one without values, and for a type without an order.
    """

    column: str
    nulls: int
    distincts: int | None = None
    minimum: str | None = None
    maximum: str | None = None


@dataclass(frozen=True, slots=True)
class ObjectProfile:
    """Of a table or view of a port, by its physical name; ``rows`` counts them."""

    object: str
    rows: int
    columns: tuple[ColumnProfile, ...]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Of a statement of the contract at ``element``, such as `schema[0].quality[1]`.

    ``object`` and ``column`` are what it is about, where it is about one; ``name`` says what must
    hold. ``result`` is `passed`, `failed`, `warning` or `not evaluated`.
    """

    element: str
    name: str
    result: str
    object: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class LevelResult:
    """Of a service level: `freshness` of a column's newest value (``element`` is
    `object.column`), or `age` and `frequency` of the port's data (``element`` is None).

    ``kept`` is None if nobody can tell.
    """

    property: str
    element: str | None
    kept: bool | None


@dataclass(frozen=True, slots=True)
class Noticed:
    """What the run reported beside checks and levels: the ``rule`` is that of a finding."""

    rule: str
    object: str | None
    column: str | None
    message: str


@dataclass(frozen=True, slots=True)
class ContractRun:
    """What one run of `monitor` found of one port. Instants are in ISO 8601, UTC.

    ``at`` is the instant of the run, the same for all ports of it; ``release`` is what readers saw
    then, made of data as of ``data_as_of``, None where nobody knows. ``late`` names the input ports
    that did not keep their own promise.
    """

    at: str
    contract: str
    version: str
    product: str
    release: str
    data_as_of: str | None
    objects: tuple[ObjectProfile, ...]
    checks: tuple[CheckResult, ...] = ()
    levels: tuple[LevelResult, ...] = ()
    late: tuple[str, ...] = ()
    noticed: tuple[Noticed, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the contract's rules and service levels were kept."""
        kept = all(level.kept is not False for level in self.levels)
        return kept and all(check.result != "failed" for check in self.checks)


@dataclass(frozen=True, slots=True)
class MonitorHistory:
    """All of an environment. ``runs`` are in the order of their instants, then of contracts."""

    environment: str
    runs: tuple[ContractRun, ...]

    def of(self, contract: str) -> tuple[ContractRun, ...]:
        return tuple(run for run in self.runs if run.contract == contract)


def history_of(environment: str, runs: Iterable[ContractRun]) -> MonitorHistory:
    """In its order."""
    return MonitorHistory(
        environment, tuple(sorted(runs, key=lambda run: (run.at, run.contract, run.release)))
    )


def to_json(history: MonitorHistory) -> str:
    """One run a line, so that two versions can be compared."""
    runs = ",\n".join(json.dumps(asdict(run), ensure_ascii=False) for run in history.runs)
    name = json.dumps(history.environment, ensure_ascii=False)
    return f'{{"version": {VERSION}, "environment": {name}, "runs": [\n{runs}\n]}}\n'


def read_history(text: str | bytes) -> MonitorHistory:
    """Raises ValueError, for one of another version too."""
    return wire.read(text, MonitorHistory, "history", VERSION)
