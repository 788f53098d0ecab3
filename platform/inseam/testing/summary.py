"""What a test says of itself, in lines for people: how much ran, and on what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from inseam.testing.outcomes import ContractOutcome, InputTable, Origin, Outcome, SecondBuild
from inseam.testing.request import Synthesis


def summarise(product: str, outcome: Outcome, synthesis: Synthesis) -> tuple[str, ...]:
    """One line for dbt, one for the second build if there was one, and one for each contract."""
    inputs = describe_inputs(outcome.inputs, synthesis)
    second = outcome.second_build
    return (
        _dbt(product, outcome, inputs),
        *((_second_build(product, second),) if second is not None else ()),
        *(_contract(port) for port in outcome.contracts),
    )


def _dbt(product: str, outcome: Outcome, inputs: str) -> str:
    nodes = outcome.nodes
    kinds = Counter(node.resource_type for node in nodes)
    built = ", ".join(
        _count(kinds[kind], name)
        for kind, name in (
            ("seed", "seed"),
            ("snapshot", "snapshot"),
            ("model", "model"),
            ("operation", "hook"),
        )
        if kinds[kind]
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
    if outcome.of_full_loads:
        names = ", ".join(test.name for test in outcome.of_full_loads)
        line += f"; left out, as made for production's full load: {names}"
    return line


def _second_build(product: str, second: SecondBuild) -> str:
    kinds = Counter(node.resource_type for node in second.nodes)
    built = ", ".join(
        _count(kinds[kind], name)
        for kind, name in (("model", "incremental model"), ("snapshot", "snapshot"))
        if kinds[kind]
    )
    passed = sum(node.passed for node in second.nodes)
    failed = sum(node.failed for node in second.nodes)
    line = f"{product}: second build: {built or 'none'}"
    if second.nodes:
        rows = _count(second.later_rows, "later row") if second.later_rows else "the same rows"
        skipped = len(second.nodes) - passed - failed
        line += f" on {rows}: {passed} passed, {failed} failed, {skipped} skipped"
    if second.comparisons:
        equal = sum(comparison.equal for comparison in second.comparisons)
        line += f"; {equal} of {len(second.comparisons)} equal to a full refresh"
    if second.of_production:
        names = ", ".join(second.of_production)
        line += f"; left out, as their strategy is one of Databricks alone: {names}"
    return line


def _contract(outcome: ContractOutcome) -> str:
    passed = sum(check.passed for check in outcome.checks)
    broken = sum(check.failed for check in outcome.checks)
    checks = _count(len(outcome.checks), "contract check")
    line = f"{outcome.contract.id}: {checks}: {passed} passed, {broken} failed"
    if warned := sum(check.warned for check in outcome.checks):
        line += f", {_count(warned, 'warning')}"
    if outcome.unconstrained:
        names = ", ".join(outcome.unconstrained)
        line += f", on tables that dbt could not build, made without constraints: {names}"
    promises = outcome.not_evaluated
    if promises and not outcome.checks:
        line += f"; nothing evaluated: {promises[0].reason}"
    elif promises:
        # Their names and reasons are in the test's report.
        line += f"; {_count(len(promises), 'promise')} not evaluated here"
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
