"""What a release says of each check of a product: pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from inseam.orchestration.mesh import Check, CheckKind

_FAILED = ("failed", "fail", "error", "runtime error")
_WARNED = ("warning", "warn")


class Verdict(StrEnum):
    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``looked_at`` counts the statements of the contract that it sums up. ``broken`` names those
    that do not hold."""

    check: Check
    verdict: Verdict
    looked_at: int
    broken: tuple[str, ...] = ()


def outcomes(checks: Iterable[Check], results: Mapping[str, Any], product: str) -> list[Outcome]:
    """Of what was evaluated. Whatever was not has none: it neither holds nor is broken.

    ``results`` are those of docs/release.md.
    """
    of = next((one for one in results.get("products", ()) if one["product"] == product), None)
    return list(_outcomes(tuple(checks), of)) if of else []


def _outcomes(checks: tuple[Check, ...], of: Mapping[str, Any]) -> Iterator[Outcome]:
    rules = {(c.contract, c.statement) for c in checks if c.kind is CheckKind.QUALITY}
    tests = {one["name"]: one["status"] for one in of["tests"]}
    levels = {(one["contract"], one["element"].lower()): one["kept"] for one in of["levels"]}
    for check in checks:
        match check.kind:
            case CheckKind.DATA_TEST:
                if (status := tests.get(check.statement)) not in (None, "skipped"):
                    yield Outcome(check, _worst([status or ""]), 1)
            case CheckKind.SERVICE_LEVEL:
                kept = levels.get((check.contract, check.statement.lower()))
                if kept is not None:
                    yield Outcome(check, Verdict.PASSED if kept else Verdict.WARNED, 1)
            case CheckKind.QUALITY | CheckKind.SCHEMA:
                found = [one for one in of["checks"] if _is_of(check, one, rules)]
                if found:
                    broken = [o for o in found if o["result"] in (*_FAILED, *_WARNED)]
                    names = tuple(dict.fromkeys(one["name"] for one in broken))
                    verdict = _worst(one["result"] for one in found)
                    yield Outcome(check, verdict, len(found), names)


def _is_of(check: Check, one: Mapping[str, Any], rules: set[tuple[str | None, str]]) -> bool:
    """A check of the release that no quality rule stands for belongs to its object's schema."""
    if one["contract"] != check.contract or one["result"] == "not evaluated":
        return False
    element = one["element"]
    if check.kind is CheckKind.QUALITY:
        return bool(element == check.statement)
    is_inside = element == check.statement or element.startswith(f"{check.statement}.")
    return is_inside and (check.contract, element) not in rules


def _worst(found: Iterable[str]) -> Verdict:
    verdicts = set(found)
    if verdicts & set(_FAILED):
        return Verdict.FAILED
    return Verdict.WARNED if verdicts & set(_WARNED) else Verdict.PASSED
