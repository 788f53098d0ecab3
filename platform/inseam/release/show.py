"""What people are shown of a plan, of releases, and of what came of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from inseam.environments.definition import FILE, Environment
from inseam.environments.operations import OperationFailed
from inseam.release.history import History, Release, Step
from inseam.release.plan import Change, Missing, Planned
from inseam.release.steps import Released
from inseam.report.finding import Finding, Severity

_VERBS = {
    Change.NEW: "to release for the first time",
    Change.CHANGED: "to release: its code or contract changed",
    Change.REFRESHED: "to release again, on the input data of now",
    Change.UNCHANGED: "unchanged",
    Change.BLOCKED: "blocked",
}


def plan_lines(environment: Environment, plan: Sequence[Planned]) -> Iterator[str]:
    yield f"{environment.name}: {_counted(one.change for one in plan)}"
    for one in plan:
        current = f" (readers see {one.current.id})" if one.current else ""
        yield f"  {one.candidate.name}: {_VERBS[one.change]}{_by(one)}{current}"


def outcome_lines(environment: Environment, released: Sequence[Released]) -> Iterator[str]:
    yield f"{environment.name}: {_counted(_became(one) for one in released)}"
    for one in released:
        name = one.planned.candidate.name
        if one.held_back_by:
            yield f"  {name}: held back, as {_listed(one.held_back_by)} failed{_seen(one)}"
        elif one.planned.change is Change.BLOCKED:
            yield f"  {name}: blocked{_by(one.planned)}{_seen(one)}"
        elif one.planned.change is Change.UNCHANGED:
            yield f"  {name}: unchanged{_seen(one)}"
        elif one.failed:
            yield f"  {name}: failed{_seen(one)}"
        else:
            yield (
                f"  {name}: released {one.release}, after {_number(one.checks, 'contract check')}"
                f" and {_number(one.tests, 'data test')}"
            )


def list_lines(
    environment: Environment, history: History, products: Iterable[str]
) -> Iterator[str]:
    found = [product for product in sorted(products) if history.of(product)]
    yield f"{environment.name}: releases of {len(found)} data products"
    for product in found:
        current = history.current(product)
        yield f"  {product}"
        for release in reversed(history.of(product)):
            yield f"    {release.id}  {_state(release, current)}"


def rollback_line(number: int) -> str:
    return f"{_number(number, 'data product')} {'goes' if number == 1 else 'go'} to another release"


def name_lines(released: Iterable[Release]) -> Iterator[str]:
    """The names by which readers find the ports of releases."""
    for release in released:
        for one in release.objects:
            if one.published is not None:
                yield f"  {one.published}"


def blocked_findings(
    one: Planned, plan: Iterable[Planned], environment: Environment
) -> list[Finding]:
    """Of what is blocked by a product of the same call, that product's findings say why."""
    blocked = {other.candidate.name for other in plan if other.change is Change.BLOCKED}
    return [
        _blocked(one, missing, environment)
        for missing in one.missing
        if missing.provider not in blocked
    ]


def _blocked(planned: Planned, missing: Missing, environment: Environment) -> Finding:
    contract = missing.port.contract
    if missing.provider is not None:
        why = f"which `{missing.provider}` has not released there"
        fix = f"Release it too: ./pants release products/{missing.provider}::"
    else:
        why = "which has no data there"
        fix = f"Load it: ./pants load products/{planned.candidate.name}::"
    return Finding(
        rule="release-blocked",
        severity=Severity.ERROR,
        file=missing.port.file,
        line=missing.port.line,
        message=f"`{planned.candidate.name}` cannot be released to `{environment.name}`: it reads"
        f" `{contract}`, {why}.",
        fix=fix,
    )


def _state(release: Release, current: Release | None) -> str:
    event = release.events[-1]
    if release == current:
        words = "published, readers see it"
    elif release.step is Step.DROPPED:
        before = release.events[-2].step if len(release.events) > 1 else Step.DROPPED
        words = {Step.FAILED: "failed", Step.UNDONE: "undone"}.get(before, "dropped")
    elif release.was_published:
        words = "kept for rollback"
    else:
        words = str(release.step)
    note = f", {event.note}" if event.note else ""
    return f"{words}, {event.at[:19]}Z, {event.who}, commit {event.commit[:12] or 'unknown'}{note}"


def _by(one: Planned) -> str:
    contracts = [f"`{missing.port.contract}`" for missing in one.missing]
    have = "has" if len(contracts) == 1 else "have"
    return f": {' and '.join(contracts)} {have} no data there" if contracts else ""


def _seen(one: Released) -> str:
    return f"; readers see {one.release}" if one.release else ""


def _became(one: Released) -> str:
    if one.held_back_by:
        return "held back"
    if one.failed and one.planned.builds:
        return "failed"
    return "released" if one.planned.builds else str(one.planned.change)


def _counted(words: Iterable[str]) -> str:
    counts = Counter(str(word) for word in words)
    return ", ".join(f"{count} {word}" for word, count in sorted(counts.items())) or "no products"


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)


def environment_failed(environment: Environment, failure: OperationFailed, then: str) -> Finding:
    """``then`` is what to do when the cause is gone."""
    return Finding(
        rule="environment-failed",
        severity=Severity.ERROR,
        file=FILE.as_posix(),
        line=environment.line,
        message=f"The environment `{environment.name}` refused: {failure}",
        fix=f"Correct what the message names, and {then}",
    )
