"""What a call of `release` says to a program by `--inseam-format=json` (docs/release.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from inseam.environments.definition import Environment
from inseam.release.dbt_build import NodeResult
from inseam.release.listing import Listed, Seen
from inseam.release.steps import Released
from inseam.testing.outcomes import ContractOutcome


def results_of(environment: Environment, released: Iterable[Released]) -> Mapping[str, Any]:
    """What became of each product, of each statement of its contracts and of each data test."""
    return {
        "environment": environment.name,
        "products": [
            {
                "product": one.planned.candidate.name,
                "change": str(one.planned.change),
                "release": one.release,
                "failed": one.failed or bool(one.held_back_by),
                "checks": [check for outcome in one.contracts for check in _checks(outcome)],
                "levels": [
                    {"contract": level.contract.id, "element": level.element, "kept": level.kept}
                    for level in one.levels
                ],
                "tests": [_test(test) for test in one.test_results],
            }
            for one in released
        ],
    }


def listed(environment: Environment, seen: Seen) -> Mapping[str, Any]:
    """What readers see, for whoever decides what is released next. Instants are in ISO 8601."""
    return asdict(Listed(environment.name, seen.products, seen.contracts))


def _checks(outcome: ContractOutcome) -> Iterator[dict[str, Any]]:
    for check in outcome.checks:
        yield {
            "contract": outcome.contract.id,
            "element": check.element,
            "object": check.object,
            "name": check.name,
            "result": str(check.result),
        }
    for promise in outcome.not_evaluated:
        yield {
            "contract": outcome.contract.id,
            "element": promise.element,
            "object": None,
            "name": promise.name,
            "result": "not evaluated",
            "reason": promise.reason,
        }


def _test(test: NodeResult) -> dict[str, Any]:
    return {"name": test.name, "status": test.status}
