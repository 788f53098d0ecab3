"""What people are shown of events that were sent, and of those that were not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from inseam.delivery.item import DELIVERED, Outcome, Status, Stop
from inseam.environments.definition import FILE, Environment
from inseam.report.finding import Finding, Severity

AGAIN = "./pants release --events=only"
_SEEN = "Readers see what was released."


def not_sent_line(environment: Environment) -> str:
    place = f"{FILE.as_posix()}:{environment.line}"
    return (
        f"{environment.name}: no OpenLineage events are sent, as {place} has"
        f" `lineage_events: false`; `{AGAIN}` sends them"
    )


def outcome_line(environment: Environment, receiver: str, outcomes: Sequence[Outcome]) -> str:
    """Of one receiver."""
    if not outcomes:
        return f"{environment.name}: {receiver} has all OpenLineage events"
    counts = Counter(_became(outcome) for outcome in outcomes)
    words = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    return f"{environment.name}: OpenLineage events for {receiver}: {words}"


def outcome_findings(
    receiver: str, outcomes: Iterable[Outcome], unknown: Collection[str]
) -> list[Finding]:
    """What has not arrived: one for each product, and one for all where nothing more was tried."""
    missing = [outcome for outcome in outcomes if outcome.status not in DELIVERED]
    # The first had all its tries before it was clear that nobody is there.
    missing.sort(key=lambda outcome: outcome.stop is None)
    stopped = bool(missing) and missing[0].stop is not None
    left: dict[str, list[Outcome]] = {}
    for outcome in missing:
        is_one = stopped and outcome.status is Status.NOT_SENT
        left.setdefault("" if is_one else outcome.item.group, []).append(outcome)
    # What goes after one that did not arrive has no other reason.
    return [_not_sent(receiver, group, found, unknown) for group, found in left.items()]


def _not_sent(
    receiver: str, group: str, found: Sequence[Outcome], unknown: Collection[str]
) -> Finding:
    cause = _cause(found[0], unknown)
    many = f"{len(found)} OpenLineage event{'' if len(found) == 1 else 's'}"
    products = sorted({outcome.item.group for outcome in found})
    where = " ".join(f"products/{product}::" for product in products)
    of = f" of `{group}`" if group else ""
    if _waits(found[0], unknown):
        return Finding(
            rule="release-events-wait",
            severity=Severity.WARNING,
            file=f"products/{group}",
            message=f"{many}{of} wait: {receiver} does not know {cause} yet.",
            fix=f"Publish it, then send them: ./pants publish {where}, and {AGAIN} {where}",
        )
    fix = f"Then send them: {AGAIN} {where}"
    if found[0].stop is Stop.UNUSABLE:
        fix = f"Correct the key or the address. {fix}"
    elif found[0].status is Status.REFUSED:
        fix = f"Correct what the reason names. {fix}"
    else:
        fix = f"Wait until it answers. {fix}"
    return Finding(
        rule="release-events-not-sent",
        severity=Severity.ERROR,
        file=f"products/{group}" if group else receiver,
        message=f"{many}{of} did not reach {receiver}: {cause.rstrip('.')}. {_SEEN}",
        fix=fix,
    )


def _waits(outcome: Outcome, unknown: Collection[str]) -> bool:
    """What was never published there is no fault: the publication comes after the events."""
    return outcome.status is Status.REFUSED and any(key in unknown for key in outcome.item.reads)


def _cause(outcome: Outcome, unknown: Collection[str]) -> str:
    if not _waits(outcome, unknown):
        return outcome.reason
    missing = next(key for key in outcome.item.reads if key in unknown)
    product, _, port = missing.partition("/")
    return f"the port `{port}` of `{product}`" if port else f"the product `{product}`"


def _became(outcome: Outcome) -> str:
    if outcome.status is Status.CREATED:
        return "sent"
    if outcome.status is Status.UNCHANGED:
        return "there already"
    return "not sent"
