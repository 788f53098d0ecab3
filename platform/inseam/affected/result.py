"""What is affected, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# In the order in which people run them.
GOALS = ("generate", "fmt", "lint", "check", "test", "facts", "contract-gate", "policies")


class Class(StrEnum):
    """What kind of change it is. A later one outweighs those before it."""

    NOTHING = "nothing"
    OTHER = "other"
    LAYOUT = "layout"
    DOCS = "docs"
    TERMS = "terms"  # price, costs, agreements
    OWNER = "owner"
    SLA = "SLA"
    POLICY = "policy"
    TEST = "test"
    COMPATIBLE = "contract, compatible"
    LOGIC = "logic"
    CONTRACT = "contract"  # it cannot be read, so nobody knows whether it is compatible
    RISKY = "contract, risky"
    TOOLCHAIN = "toolchain"
    BREAKING = "contract, breaking"


_ORDER = list(Class)


def heaviest(classes: list[Class]) -> Class:
    return max(classes, key=_ORDER.index, default=Class.NOTHING)


class State(StrEnum):
    """Of a product or contract, head against base."""

    ADDED = "added"
    DELETED = "deleted"
    MOVED = "moved"
    CHANGED = "changed"
    REWORDED = "reworded"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a file that differs. The place is in the base for what is only there."""

    name: str
    what: str  # added, removed, changed; for an element, how
    class_: Class
    line: int


@dataclass(frozen=True, slots=True)
class AffectedFile:
    path: str
    old_path: str | None
    status: str
    class_: Class
    blocks: tuple[Block, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """``what`` is reached, as ``file`` at ``line`` says. ``is_gone``: it says so at the base."""

    what: str
    file: str
    line: int
    how: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """From a changed file to what is affected. ``kind`` says what ties the ends together."""

    kind: str
    steps: tuple[Step, ...]
    goals: tuple[str, ...]
    note: str = ""

    @property
    def distance(self) -> int:
        return len(self.steps) - 1


@dataclass(frozen=True, slots=True)
class AffectedProduct:
    """``reasons`` are all there are, nearest first."""

    product: str
    folder: str
    state: State
    goals: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AffectedContract:
    contract_id: str
    file: str
    state: State
    class_: Class
    provider: str | None
    consumers: tuple[str, ...]
    goals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Downstream:
    """A product with nothing to run, that data flows to. ``causes`` counts what it comes from."""

    product: str
    causes: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class AffectedExposure:
    """A use outside of dbt that data flows to. ``type`` and ``owner`` are as dbt has them."""

    product: str
    exposure: str
    type: str | None
    owner: str | None
    causes: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """What is ``asked`` and not among ``products`` is not affected.

    ``affected`` counts all products, asked for or not, of the ``looked_at``.
    """

    base: str
    files: tuple[AffectedFile, ...]
    products: tuple[AffectedProduct, ...]
    deleted: tuple[str, ...]
    contracts: tuple[AffectedContract, ...]
    reaches: tuple[Downstream, ...]
    goals: tuple[str, ...]
    affected: int
    looked_at: int
    asked: tuple[str, ...] = ()
    exposures: tuple[AffectedExposure, ...] = ()


def in_order(goals: set[str]) -> tuple[str, ...]:
    return tuple(goal for goal in GOALS if goal in goals)
