"""What people are told about a publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from inseam.delivery.deliver import LEFT
from inseam.delivery.item import DELIVERED, End, Outcome, Stop
from inseam.delivery.spool import Spool
from inseam.report.finding import Finding, Severity
from inseam.report.report import Report, report

# Those that have to be done something about stand last.
_ORDER = (End.CREATED, End.CHANGED, End.UNCHANGED, End.REFUSED, End.BLOCKED, End.WAITING)
_PLANNED = {End.CREATED: "to create", End.CHANGED: "to change", End.WAITING: "not compared"}
_MOST_NAMED = 5
_RESUME = "`./pants publish --publish-resume products::`"
_WHAT_TO_DO = {
    Stop.UNREACHABLE: "See that the server runs and that this is its address"
    f" (ENTROPY_DATA_HOST, or `address` in pants.toml); then run {_RESUME}.",
    Stop.TIME: f"Run {_RESUME} when the server answers, or give more time with --publish-deadline.",
    Stop.CLOSED: "Correct what the reason names, the key or the address, and publish again.",
}
_REFUSALS = (
    (End.REFUSED, "publish-refused", "Correct what the reason names and publish again."),
    (End.BLOCKED, "publish-blocked", "Correct what was refused before it, and publish again."),
)


def told(
    outcomes: Sequence[Outcome], files: Mapping[str, str], receiver: str, spool: Spool
) -> Report:
    """A line for each product, and findings for what did not arrive. What stopped all of them is
    one finding. Where nothing arrived, no product has a line."""
    waiting = [outcome for outcome in outcomes if outcome.end is End.WAITING]
    stopped, own = _stopped(outcomes)
    waits = _together(
        own,
        files,
        str(spool.journal),
        rule="publish-waiting",
        verbs=(f"waits for {receiver}", f"wait for {receiver}"),
        fix="Publish again, or resume, when the receiver answers: what waits goes first.",
    )
    findings = [
        *_refusals(outcomes, files, str(spool.journal), receiver),
        *waits,
        *_stop(stopped, "publish-waiting", receiver, "sent", outcomes),
    ]
    lines = [f"{receiver}: {_counted(outcomes)}"]
    if not nothing_went(outcomes):
        lines += _lines(outcomes)
    if waiting:
        lines.append(f"{len(waiting)} wait in {spool.journal} and go first in the next run.")
    return report(findings, *lines)


def planned(outcomes: Sequence[Outcome], files: Mapping[str, str], receiver: str) -> Report:
    """What a run would do; findings for what it would refuse, and for what is not known."""
    stopped, own = _stopped([one for one in outcomes if one.reason != LEFT])
    unknown = _together(
        own,
        files,
        receiver,
        rule="publish-not-compared",
        verbs=(f"was not compared with {receiver}", f"were not compared with {receiver}"),
        fix="Ask again when the receiver answers.",
    )
    findings = [
        *_refusals(outcomes, files, receiver, receiver),
        *unknown,
        *_stop(stopped, "publish-not-compared", receiver, "compared", outcomes),
    ]
    changes = [
        f"{_PLANNED[outcome.end]}: {outcome.item.key}"
        + (f" ({outcome.reason})" if outcome.reason else "")
        for outcome in outcomes
        if outcome.end in (End.CREATED, End.CHANGED) or outcome.reason == LEFT
    ]
    head = f"{receiver}: a plan only, nothing was sent: {_counted(outcomes, _PLANNED)}"
    return report(findings, head, *_lines(outcomes, _PLANNED), *changes)


def nothing_went(outcomes: Sequence[Outcome]) -> bool:
    """Whether all stopped before anything arrived: what else there is to say is of no use."""
    stopped = any(outcome.stop is not None for outcome in outcomes)
    return stopped and not any(outcome.end in DELIVERED for outcome in outcomes)


def _stopped(outcomes: Sequence[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    """Those that wait because everything stopped, and those that wait for a reason of their own."""
    waiting = [outcome for outcome in outcomes if outcome.end is End.WAITING]
    if nothing_went(outcomes):
        # The first of them had all its tries before it was clear that nobody is there.
        return sorted(waiting, key=lambda outcome: outcome.stop is None), []
    own = [outcome for outcome in waiting if outcome.stop is None]
    return [outcome for outcome in waiting if outcome.stop is not None], own


def _stop(
    stopped: Sequence[Outcome], rule: str, receiver: str, done: str, outcomes: Sequence[Outcome]
) -> Iterator[Finding]:
    """One for all, which is about the receiver and no file."""
    if not stopped:
        return
    first = stopped[0]
    arrived = sum(outcome.end in DELIVERED for outcome in outcomes)
    many = f"{arrived:,} of {len(outcomes):,} items were" if arrived else "Nothing was"
    queued = f"{len(stopped):,} item{'s are' if len(stopped) != 1 else ' is'} queued"
    head = "Cannot be reached" if first.stop is Stop.UNREACHABLE else "Stopped"
    yield Finding(
        rule=rule,
        severity=Severity.ERROR,
        file=receiver,
        message=f"{head}: {first.reason.rstrip('.')}. {many} {done}; {queued}.",
        fix=_WHAT_TO_DO[first.stop or Stop.TIME],
    )


def _lines(outcomes: Iterable[Outcome], words: Mapping[End, str] | None = None) -> Iterable[str]:
    for whose, group in _by_whose(outcomes).items():
        same = {outcome.end for outcome in group} == {End.UNCHANGED}
        yield f"{whose}: {'unchanged' if same else _counted(group, words)}"


def _counted(outcomes: Iterable[Outcome], words: Mapping[End, str] | None = None) -> str:
    counts = Counter(outcome.end for outcome in outcomes)
    named = ((counts[end], (words or {}).get(end, end.value)) for end in _ORDER if counts[end])
    return ", ".join(f"{count} {word}" for count, word in named) or "nothing"


def _by_whose(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.item.whose, []).append(outcome)
    return found


def _refusals(
    outcomes: Sequence[Outcome], files: Mapping[str, str], no_file: str, receiver: str
) -> Iterator[Finding]:
    """One for each reason of a refusal, and one for all that go after it."""
    for end, rule, fix in _REFUSALS:
        by_reason: dict[str, list[Outcome]] = {}
        for outcome in outcomes:
            if outcome.end is end:
                by_reason.setdefault(outcome.reason, []).append(outcome)
        for group in by_reason.values():
            yield from _together(
                group,
                files,
                no_file,
                rule=rule,
                verbs=(f"did not go to {receiver}", f"did not go to {receiver}"),
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
    for whose, group in _by_whose(outcomes).items():
        first = group[0]
        keys = [outcome.item.key for outcome in group]
        if len(keys) == 1:
            what, named = f"{keys[0]} {verbs[0]}", []
        else:
            what, named = f"{whose}: {len(keys)} {verbs[1]}", keys[:_MOST_NAMED]
        more = len(keys) - _MOST_NAMED
        yield Finding(
            rule=rule,
            severity=Severity.ERROR,
            file=files.get(first.item.key, no_file),
            message=f"{what}: {first.reason}.",
            fix=fix,
            details=(*named, *([f"and {more} more"] if more > 0 else [])),
        )
