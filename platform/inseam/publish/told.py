"""What people are told about a publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from inseam.delivery.deliver import LEFT
from inseam.delivery.item import End, Outcome
from inseam.delivery.spool import Spool
from inseam.report.finding import Finding, Severity
from inseam.report.report import Report, report

# Those that have to be done something about stand last.
_ORDER = (End.CREATED, End.CHANGED, End.UNCHANGED, End.REFUSED, End.BLOCKED, End.WAITING)
_PLANNED = {End.CREATED: "to create", End.CHANGED: "to change", End.WAITING: "not compared"}
_MOST_NAMED = 5
_REFUSALS = (
    (End.REFUSED, "publish-refused", "Mend what the reason names and publish again."),
    (End.BLOCKED, "publish-blocked", "Mend what was refused before it; then it goes by itself."),
)


def told(
    outcomes: Sequence[Outcome], files: Mapping[str, str], receiver: str, spool: Spool
) -> Report:
    """A line for each product, and findings for what did not arrive."""
    waiting = [outcome for outcome in outcomes if outcome.end is End.WAITING]
    waits = _together(
        waiting,
        files,
        str(spool.journal),
        rule="publish-waiting",
        verbs=(f"waits for {receiver}", f"wait for {receiver}"),
        fix="Publish again, or resume, when the receiver answers: what waits goes first.",
        if_closed="Mend what the reason names, the key or the address, and publish again:"
        " what waits goes first.",
    )
    findings = [*_refusals(outcomes, files, str(spool.journal), receiver), *waits]
    lines = [f"{receiver}: {_counted(outcomes)}", *_lines(outcomes)]
    if waiting:
        lines.append(f"{len(waiting)} wait in {spool.journal} and go first in the next run.")
    return report(findings, *lines)


def planned(outcomes: Sequence[Outcome], files: Mapping[str, str], receiver: str) -> Report:
    """What a run would do; findings for what it would refuse, and for what is not known."""
    unknown = _together(
        [one for one in outcomes if one.end is End.WAITING and one.reason != LEFT],
        files,
        receiver,
        rule="publish-not-compared",
        verbs=(f"was not compared with {receiver}", f"were not compared with {receiver}"),
        fix="Ask again when the receiver answers.",
        if_closed="Mend what the reason names, the key or the address, and ask again.",
    )
    findings = [*_refusals(outcomes, files, receiver, receiver), *unknown]
    changes = [
        f"{_PLANNED[outcome.end]}: {outcome.item.key}"
        + (f" ({outcome.reason})" if outcome.reason else "")
        for outcome in outcomes
        if outcome.end in (End.CREATED, End.CHANGED) or outcome.reason == LEFT
    ]
    head = f"{receiver}: a plan only, nothing was sent: {_counted(outcomes, _PLANNED)}"
    return report(findings, head, *_lines(outcomes, _PLANNED), *changes)


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
    if_closed: str = "",
) -> Iterator[Finding]:
    """One for each product, or whatever else they are of: many of them share a reason.

    ``verbs`` are of one and of many; ``if_closed`` is what to do where a later try is no use.
    """
    for whose, group in _by_whose(outcomes).items():
        # What is closed ends all the rest, whatever the first one waits for.
        first = next((outcome for outcome in group if outcome.closed), group[0])
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
            fix=if_closed if first.closed else fix,
            details=(*named, *([f"and {more} more"] if more > 0 else [])),
        )
