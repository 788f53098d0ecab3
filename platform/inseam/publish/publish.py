"""Publishing, with everything given that it needs: a receiver, a folder, time."""

from __future__ import annotations

from inseam.delivery.deliver import Means, deliver, plan, resume
from inseam.publish.entropy_data.items import prepared
from inseam.publish.prepared import Prepared
from inseam.publish.publication import Publication
from inseam.publish.told import nothing_went, planned, told
from inseam.report.report import Report, report


def publish(publication: Publication, means: Means) -> Report:
    """To Entropy Data. Raises `SpoolError`."""
    return publish_prepared(prepared(publication, means.clock.now()), means)


def publish_prepared(ready: Prepared, means: Means) -> Report:
    """Raises `SpoolError`."""
    outcomes = deliver(tuple(ready.items.values()), means, ready.refused)
    said = told(outcomes, ready.files, means.receiver.name, means.spool)
    # Who hears that nothing went has no use for what goes otherwise.
    more = [] if nothing_went(outcomes) else _left_out(ready)
    return report([*said.findings, *ready.warnings], *said.summary, *more)


def plan_only(ready: Prepared, means: Means) -> Report:
    """Raises `SpoolError`."""
    outcomes = plan(tuple(ready.items.values()), means, ready.refused)
    said = planned(outcomes, ready.files, means.receiver.name)
    return report([*said.findings, *ready.warnings], *said.summary, *_left_out(ready))


def resume_only(means: Means) -> Report:
    """Raises `SpoolError`."""
    return told(resume(means), {}, means.receiver.name, means.spool)


def _left_out(ready: Prepared) -> list[str]:
    return [f"Not published: {note}." for note in ready.left_out]
