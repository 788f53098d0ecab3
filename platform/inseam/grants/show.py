"""The plan and what became of it, as lines for people, and as findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from inseam.agreements.readings import State
from inseam.environments.definition import FILE, Environment
from inseam.grants.apply import Outcome, Refused
from inseam.grants.plan import Plan, Step
from inseam.grants.privileges import Access, Wanted
from inseam.grants.record import dotted
from inseam.report.finding import Finding, Severity


def plan_lines(
    plan: Plan, accesses: Iterable[Access], environment: Environment, day: date
) -> tuple[str, ...]:
    """What `grants` prints before it does anything."""
    accesses = tuple(accesses)
    kept = len(plan.kept)
    return (
        (
            f"{_head(environment, day)}: {len(plan.give)} to give, {len(plan.take)} to take, {kept}"
            " as they should be."
        ),
        *_part("To give", plan.give, _for),
        *_part("To take", plan.take, _because),
        *_part("Given by us, and gone already", plan.forget, _because),
        *_part("To give once it is released", plan.waiting, _for),
        *_part("Given by somebody else, and left to them", plan.of_others, _for),
        *_others(accesses, day),
    )


def unsupported_lines(
    wanted: Wanted, accesses: Iterable[Access], environment: Environment, day: date
) -> tuple[str, ...]:
    """What an engine without grants would be asked for, if it had them."""
    steps = [Step(grant, agreements, "") for grant, agreements in wanted.items()]
    return (
        (
            f"{_head(environment, day)}: its engine has none, so whoever can open it reads all of"
            " it. One that has grants would be asked for these:"
        ),
        *_part("To give", steps, _for),
        *_others(tuple(accesses), day),
    )


def done_line(outcome: Outcome) -> str:
    """What was done."""
    not_done = [*outcome.not_given, *outcome.not_taken]
    line = f"{len(outcome.given)} given, {len(outcome.taken)} taken"
    if not_done:
        line += f", {sum(1 + len(one.held_back) for one in not_done)} refused"
    return line + "."


def refusals(
    outcome: Outcome, accesses: Iterable[Access], environment: Environment
) -> Iterator[Finding]:
    files = {access.id: access.agreement.file for access in accesses}
    for one in outcome.not_given:
        yield _refusal(one, "given to", files, environment)
    for one in outcome.not_taken:
        yield _refusal(one, "taken from", files, environment)


def _refusal(
    refused: Refused, verb: str, files: Mapping[str, str], environment: Environment
) -> Finding:
    step = refused.step
    file = next((files[id_] for id_ in step.agreements if id_ in files), FILE.as_posix())
    left = tuple(f"also left: {_what(held)}" for held in refused.held_back)
    group = step.grant.principal
    return Finding(
        rule="grant-refused",
        severity=Severity.ERROR,
        file=file,
        message=f"{_what(step)} was not {verb} `{group}` in {environment.name}.",
        details=(*(line.strip() for line in refused.words.splitlines() if line.strip()), *left),
        fix=(
            f"See that the group `{group}` exists (platform/teams.yaml names groups in `groups`)"
            f" and that whoever calls this owns {dotted(step.grant.securable)}; call it again."
        ),
    )


def unsupported(environment: Environment) -> Finding:
    """Of `--grants-apply` where the engine has no grants."""
    return Finding(
        rule="grants-unsupported",
        severity=Severity.ERROR,
        file=FILE.as_posix(),
        line=environment.line,
        message=f"The engine of `{environment.name}` has no grants, so there is nothing to apply.",
        fix="Leave out `--grants-apply` to see the plan, or name another environment in"
        " `--grants-environment`.",
    )


def _head(environment: Environment, day: date) -> str:
    return f"Grants in {environment.name} on {day}"


def _others(accesses: Sequence[Access], day: date) -> Iterator[str]:
    """Agreements that give nothing today."""
    begin = [
        f"  {access.agreement.start}  {access.id}, to {', '.join(access.groups)}"
        for access in sorted(
            accesses, key=lambda access: (access.agreement.start or day, access.id)
        )
        if not access.is_outside and access.agreement.state(day) is State.NOT_BEGUN
    ]
    if begin:
        yield from ("", "To give later, from this day on:", *begin)
    outside = [
        f"  {access.id}: {' '.join(access.agreement.roles)}, by {access.owner or 'its owner'}"
        for access in accesses
        if access.is_outside and access.agreement.state(day) is State.AGREED
    ]
    if outside:
        yield from ("", "Of systems outside, which their owners give:", *outside)


def _part(title: str, steps: Sequence[Step], why: Callable[[Step], str]) -> Iterator[str]:
    if not steps:
        return
    yield from ("", f"{title}:")
    width = max(len(_what(step)) for step in steps)
    for group, of_group in groupby(steps, key=lambda step: step.grant.principal):
        yield f"  {group}"
        for step in of_group:
            yield f"    {_what(step):<{width}}  {why(step)}".rstrip()


def _what(step: Step) -> str:
    return f"{step.grant.privilege} on {dotted(step.grant.securable)}"


def _for(step: Step) -> str:
    said = f"for {', '.join(step.agreements)}"
    return f"{said}, {step.reason}" if step.reason else said


def _because(step: Step) -> str:
    return step.reason
