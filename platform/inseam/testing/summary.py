"""What a test says of itself, in lines for people: how much ran, and on what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from inseam.testing.outcomes import ContractOutcome, InputTable, Origin, Outcome
from inseam.testing.request import Synthesis


def summarise(product: str, outcome: Outcome, synthesis: Synthesis) -> tuple[str, ...]:
    """One line for dbt and one for each contract."""
    inputs = describe_inputs(outcome.inputs, synthesis)
    return (_dbt(product, outcome, inputs), *(_contract(port) for port in outcome.contracts))


def _dbt(product: str, outcome: Outcome, inputs: str) -> str:
    nodes = outcome.nodes
    kinds = Counter(node.resource_type for node in nodes)
    built = ", ".join(
        _count(kinds[kind], kind) for kind in ("seed", "snapshot", "model") if kinds[kind]
    )
    tests = ", ".join(
        _count(kinds[kind], name)
        for kind, name in (("test", "data test"), ("unit_test", "unit test"))
        if kinds[kind]
    )
    failed = sum(node.failed for node in nodes)
    skipped = sum(node.skipped for node in nodes)
    ran = "; ".join(filter(None, (built, tests))) or "none"
    line = (
        f"{product}: {_count(len(nodes), 'dbt node')} ({ran}) on {inputs}:"
        f" {len(nodes) - failed - skipped} passed, {failed} failed, {skipped} skipped"
    )
    if outcome.not_run:
        line += f", {_count(outcome.not_run, 'test')} not run, as what they test was not built"
    if outcome.left_out:
        names = ", ".join(test.name for test in outcome.left_out)
        line += f"; left out, as made for the written inputs: {names}"
    return line


def _contract(outcome: ContractOutcome) -> str:
    passed = sum(check.passed for check in outcome.checks)
    broken = sum(check.failed for check in outcome.checks)
    checks = _count(len(outcome.checks), "contract check")
    line = f"{outcome.contract.id}: {checks}: {passed} passed, {broken} failed"
    if outcome.not_evaluated:
        line += f"; not evaluated here: {', '.join(outcome.not_evaluated)}"
    return line


def describe_inputs(inputs: Sequence[InputTable], synthesis: Synthesis) -> str:
    """Says which tables have rows of which origin, unless a person wrote them all."""
    number = _count(len(inputs), "input table")
    if all(table.origin is Origin.WRITTEN for table in inputs):
        return number
    names = {origin: sorted(t.name for t in inputs if t.origin is origin) for origin in Origin}
    origins = (
        f"{_origin(origin, synthesis)}: {', '.join(named)}"
        for origin, named in names.items()
        if named
    )
    return f"{number} ({'; '.join(origins)})"


def _origin(origin: Origin, synthesis: Synthesis) -> str:
    """With what it takes to have the same rows again."""
    if origin is Origin.SYNTHESISED:
        return f"{origin} by {_count(synthesis.rows, 'row')}, seed {synthesis.seed}"
    return origin


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
