"""The report on a publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from inseam.delivery.item import DELIVERED, Outcome, Status, Stop
from inseam.report.finding import Finding, Severity
from inseam.report.report import Report, report

# Those that need somebody come last.
_ORDER = tuple(Status)
_PLANNED = {
    Status.CREATED: "to create",
    Status.CHANGED: "to change",
    Status.NOT_SENT: "not compared",
}
_MOST_NAMED = 5
_AGAIN = "run the same command again: it sends only what is missing"
_WHAT_TO_DO = {
    Stop.UNREACHABLE: "Check that the server runs and that this is its address"
    f" (ENTROPY_DATA_HOST, or `address` in pants.toml); then {_AGAIN}.",
    Stop.TIME: f"When the server answers, or with a longer --publish-deadline, {_AGAIN}.",
    Stop.UNUSABLE: "Correct the key or the address that the reason names, and publish again.",
}
_REFUSALS = (
    (Status.REFUSED, "publish-refused", "Correct what the reason names, and publish again."),
    (
        Status.BLOCKED,
        "publish-blocked",
        "Correct the item that was refused before it, and publish again.",
    ),
)


def summary(outcomes: Sequence[Outcome], files: Mapping[str, str], destination: str) -> Report:
    """A line for each product, and findings for what did not arrive. What stopped all of them is
    one finding. Where nothing arrived, no product has a line."""
    stopped, own = _stopped(outcomes)
    left = _together(
        own,
        files,
        destination,
        rule="publish-not-sent",
        verbs=(f"was not sent to {destination}", f"were not sent to {destination}"),
        fix=f"When the server answers, {_AGAIN}.",
    )
    findings = [
        *_refusals(outcomes, files, destination),
        *left,
        *_stop(stopped, "publish-not-sent", destination, "sent", outcomes),
    ]
    lines = [f"{destination}: {_counted(outcomes)}"]
    if not nothing_went(outcomes):
        lines += _lines(outcomes)
    return report(findings, *lines)


def planned(outcomes: Sequence[Outcome], files: Mapping[str, str], destination: str) -> Report:
    """What a run would do; findings for what it would refuse, and for what is not known."""
    stopped, own = _stopped(outcomes)
    unknown = _together(
        own,
        files,
        destination,
        rule="publish-not-compared",
        verbs=(f"was not compared with {destination}", f"were not compared with {destination}"),
        fix="Run the same command again when the server answers.",
    )
    findings = [
        *_refusals(outcomes, files, destination),
        *unknown,
        *_stop(stopped, "publish-not-compared", destination, "compared", outcomes),
    ]
    changes = [
        f"{_PLANNED[outcome.status]}: {outcome.item.key}"
        for outcome in outcomes
        if outcome.status in (Status.CREATED, Status.CHANGED)
    ]
    head = f"{destination}: a plan only, nothing was sent: {_counted(outcomes, _PLANNED)}"
    return report(findings, head, *_lines(outcomes, _PLANNED), *changes)


def nothing_went(outcomes: Sequence[Outcome]) -> bool:
    """Whether all stopped before anything arrived: what else there is to say is of no use."""
    stopped = any(outcome.stop is not None for outcome in outcomes)
    return stopped and not any(outcome.status in DELIVERED for outcome in outcomes)


def _stopped(outcomes: Sequence[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    """Those that wait because everything stopped, and those that wait for a reason of their own."""
    left = [outcome for outcome in outcomes if outcome.status is Status.NOT_SENT]
    if nothing_went(outcomes):
        # The first of them had all its tries before it was clear that nobody is there.
        return sorted(left, key=lambda outcome: outcome.stop is None), []
    own = [outcome for outcome in left if outcome.stop is None]
    return [outcome for outcome in left if outcome.stop is not None], own


def _stop(
    stopped: Sequence[Outcome], rule: str, destination: str, done: str, outcomes: Sequence[Outcome]
) -> Iterator[Finding]:
    """One for all, which is about the destination and no file."""
    if not stopped:
        return
    first = stopped[0]
    arrived = sum(outcome.status in DELIVERED for outcome in outcomes)
    many = f"{arrived:,} of {len(outcomes):,} items were" if arrived else "Nothing was"
    rest = f"{len(stopped):,} item{'s are' if len(stopped) != 1 else ' is'} left"
    head = "Cannot be reached" if first.stop is Stop.UNREACHABLE else "Stopped"
    yield Finding(
        rule=rule,
        severity=Severity.ERROR,
        file=destination,
        message=f"{head}: {first.reason.rstrip('.')}. {many} {done}; {rest}.",
        fix=_WHAT_TO_DO[first.stop or Stop.TIME],
    )


def _lines(outcomes: Iterable[Outcome], words: Mapping[Status, str] | None = None) -> Iterable[str]:
    for name, group in _by_group(outcomes).items():
        same = {outcome.status for outcome in group} == {Status.UNCHANGED}
        yield f"{name}: {'unchanged' if same else _counted(group, words)}"


def _counted(outcomes: Iterable[Outcome], words: Mapping[Status, str] | None = None) -> str:
    counts = Counter(outcome.status for outcome in outcomes)
    named = (
        (counts[status], (words or {}).get(status, status.value))
        for status in _ORDER
        if counts[status]
    )
    return ", ".join(f"{count} {word}" for count, word in named) or "nothing"


def _by_group(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.item.group, []).append(outcome)
    return found


def _refusals(
    outcomes: Sequence[Outcome], files: Mapping[str, str], destination: str
) -> Iterator[Finding]:
    """One for each reason of a refusal, and one for all that go after it."""
    for status, rule, fix in _REFUSALS:
        by_reason: dict[str, list[Outcome]] = {}
        for outcome in outcomes:
            if outcome.status is status:
                by_reason.setdefault(outcome.reason, []).append(outcome)
        for group in by_reason.values():
            yield from _together(
                group,
                files,
                destination,
                rule=rule,
                verbs=(f"did not go to {destination}", f"did not go to {destination}"),
                fix=fix,
            )


def _together(
    outcomes: Iterable[Outcome],
    files: Mapping[str, str],
    no_file: str,
    *,
    rule: str,
    verbs: tuple[str, str],
    fix: str,
) -> Iterator[Finding]:
    """One for each product, or whatever else they are of: many of them share a reason.

    ``verbs`` are of one and of many.
    """
    for name, group in _by_group(outcomes).items():
        first = group[0]
        keys = [outcome.item.key for outcome in group]
        if len(keys) == 1:
            what, named = f"{keys[0]} {verbs[0]}", []
        else:
            what, named = f"{name}: {len(keys)} {verbs[1]}", keys[:_MOST_NAMED]
        more = len(keys) - _MOST_NAMED
        yield Finding(
            rule=rule,
            severity=Severity.ERROR,
            file=files.get(first.item.key, no_file),
            message=f"{what}: {first.reason}.",
            fix=fix,
            details=(*named, *([f"and {more} more"] if more > 0 else [])),
        )
