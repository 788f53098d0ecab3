"""What a review says, as JSON for programs has it too."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from inseam.review.row_differences import RowDifference

VERSION = 1


class Verdict(StrEnum):
    """What a reviewer does next."""

    STOP = "do not merge yet"
    LOOK = "look before you merge"
    FINE = "nothing changes for readers"


class Test(StrEnum):
    """What became of a product's test at the head."""

    __test__ = False

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "could not run"
    # Neither its own files nor what it reads have changed.
    NOT_NEEDED = "not needed"


@dataclass(frozen=True, slots=True)
class Product:
    """``seconds`` are those of the test's parts when it ran, maybe long ago; ``because`` are the
    steps from a changed file to the product. ``state`` is `inseam.affected`'s.
    """

    product: str
    state: str
    test: Test
    seconds: float | None
    goals: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class ContractChange:
    """One that follows from no other. ``needs`` is the version, "" without a need for another.

    ``consequences`` counts, at the first change of a file, what follows from its changes.
    """

    grade: str
    rule: str
    file: str
    line: int | None
    what: str
    needs: str
    fix: str
    readers: tuple[str, ...]
    consequences: int = 0


@dataclass(frozen=True, slots=True)
class PortRows:
    """Of a product. ``not_compared`` says why there are no ``objects``.

    ``has_other_inputs``: the product's own input rows have changed too.
    """

    product: str
    objects: tuple[RowDifference, ...] = ()
    not_compared: str = ""
    has_other_inputs: bool = False


@dataclass(frozen=True, slots=True)
class ChangedEdge:
    """Of lineage, by the ids of its columns."""

    source: str
    target: str
    how: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """``not_compared`` says why there are no edges."""

    added: tuple[ChangedEdge, ...] = ()
    removed: tuple[ChangedEdge, ...] = ()
    not_compared: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """``reasons`` say why the verdict is what it is, the most severe first. ``faults`` are what
    keeps the review from being whole: messages with their places.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    commit: str
    files: int
    products: tuple[Product, ...]
    deleted: tuple[str, ...]
    contracts: tuple[ContractChange, ...]
    rows: tuple[PortRows, ...]
    lineage: Lineage
    faults: tuple[ContractChange, ...] = ()


def to_json(review: Review) -> str:
    """``{"version": 1, ...}``, sorted keys; values of rows are masked as `masking` says."""
    return json.dumps(
        {"version": VERSION, **asdict(review)}, indent=2, sort_keys=True, ensure_ascii=False
    )
