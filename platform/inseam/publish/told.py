"""What people are told about a publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from inseam.delivery.deliver import LEFT
from inseam.delivery.item import End, Outcome
from inseam.delivery.spool import Spool
from inseam.report.finding import Finding, Severity
from inseam.report.report import Report, report

# Those that have to be done something about stand last.
_ORDER = (End.CREATED, End.CHANGED, End.UNCHANGED, End.REFUSED, End.BLOCKED, End.WAITING)
_PLANNED = {End.CREATED: "to create", End.CHANGED: "to change", End.WAITING: "not compared"}


def told(
    outcomes: Sequence[Outcome], files: Mapping[str, str], receiver: str, spool: Spool
) -> Report:
    """A line for each product, and a finding for each thing that did not arrive."""
    findings = []
    for outcome in outcomes:
        file = files.get(outcome.item.key, str(spool.journal))
        if outcome.end in (End.REFUSED, End.BLOCKED):
            findings.append(_refused(outcome, file, receiver))
        elif outcome.end is End.WAITING:
            findings.append(_waiting(outcome, file, receiver))
    waiting = [outcome for outcome in outcomes if outcome.end is End.WAITING]
    lines = [f"{receiver}: {_counted(outcomes)}", *_lines(outcomes)]
    if waiting:
        lines.append(f"{len(waiting)} wait in {spool.journal} and go first in the next run.")
    return report(findings, *lines)


def planned(outcomes: Sequence[Outcome], files: Mapping[str, str], receiver: str) -> Report:
    """What a run would do; a finding for each thing that it would refuse, or that is not known."""
    findings = []
    for outcome in outcomes:
        file = files.get(outcome.item.key, receiver)
        if outcome.end in (End.REFUSED, End.BLOCKED):
            findings.append(_refused(outcome, file, receiver))
        elif outcome.end is End.WAITING and outcome.reason != LEFT:
            findings.append(_not_compared(outcome, file, receiver))
    changes = [
        f"{_PLANNED[outcome.end]}: {outcome.item.key}"
        + (f" ({outcome.reason})" if outcome.reason else "")
        for outcome in outcomes
        if outcome.end in (End.CREATED, End.CHANGED) or outcome.reason == LEFT
    ]
    head = f"{receiver}: a plan only, nothing was sent: {_counted(outcomes, _PLANNED)}"
    return report(findings, head, *_lines(outcomes, _PLANNED), *changes)


def _lines(outcomes: Iterable[Outcome], words: Mapping[End, str] | None = None) -> Iterable[str]:
    by_whose: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_whose.setdefault(outcome.item.whose, []).append(outcome)
    for whose, group in by_whose.items():
        same = {outcome.end for outcome in group} == {End.UNCHANGED}
        yield f"{whose}: {'unchanged' if same else _counted(group, words)}"


def _counted(outcomes: Iterable[Outcome], words: Mapping[End, str] | None = None) -> str:
    counts = Counter(outcome.end for outcome in outcomes)
    named = ((counts[end], (words or {}).get(end, end.value)) for end in _ORDER if counts[end])
    return ", ".join(f"{count} {word}" for count, word in named) or "nothing"


def _refused(outcome: Outcome, file: str, receiver: str) -> Finding:
    return Finding(
        rule="publish-refused" if outcome.end is End.REFUSED else "publish-blocked",
        severity=Severity.ERROR,
        file=file,
        message=f"{outcome.item.key} did not go to {receiver}: {outcome.reason}.",
        fix="Mend what the reason names and publish again."
        if outcome.end is End.REFUSED
        else "Mend what was refused before it; then it goes by itself.",
    )


def _not_compared(outcome: Outcome, file: str, receiver: str) -> Finding:
    return Finding(
        rule="publish-not-compared",
        severity=Severity.ERROR,
        file=file,
        message=f"{outcome.item.key} was not compared with {receiver}: {outcome.reason}.",
        fix="Ask again when the receiver answers.",
    )


def _waiting(outcome: Outcome, file: str, receiver: str) -> Finding:
    return Finding(
        rule="publish-waiting",
        severity=Severity.ERROR,
        file=file,
        message=f"{outcome.item.key} waits for {receiver}: {outcome.reason}.",
        fix="Publish again, or resume, when the receiver answers: what waits goes first.",
    )
