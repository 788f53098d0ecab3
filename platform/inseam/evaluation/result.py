"""What rows say of one statement of their contract."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inseam.documents.yaml_document import Path
from inseam.evaluation.place import Place

# The severities of ODCS that do not block, as datacontract-cli has them.
_NOT_BLOCKING = frozenset({"info", "warning", "warn", "low", "minor", "trivial"})


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    WARNING = "warning"
    NOT_EVALUATED = "not evaluated"


@dataclass(frozen=True, slots=True)
class Result:
    """Of the statement at ``path``, about ``place``.

    ``type`` is datacontract-cli's word for a check of the kind, ``name`` says what must hold.
    ``reason`` says why a statement is not evaluated, and never shows what is in a row; ``measured``
    says what was found, with the engine's own words, and may. ``rows`` are some that break it.
    ``is_fault`` is true of a statement that could not be evaluated on these rows although it is
    written as if it could: it is to be corrected, and says nothing of the data. ``blocks`` is false
    where the contract gives it a severity that does not.
    """

    path: Path
    place: Place
    type: str
    name: str
    verdict: Verdict
    reason: str = ""
    measured: str = ""
    rows: tuple[str, ...] = ()
    is_fault: bool = False
    blocks: bool = True


def blocks(severity: str | None) -> bool:
    return (severity or "").strip().lower() not in _NOT_BLOCKING
