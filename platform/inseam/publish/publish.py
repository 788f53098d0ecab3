"""Publishing, with everything given that it needs: a server, a folder, time."""

from __future__ import annotations

from inseam.delivery.deliver import Means, deliver, plan, resume
from inseam.publish.entropy_data.items import prepared
from inseam.publish.publication import Publication
from inseam.publish.told import planned, told
from inseam.report.report import Report, report


def publish(publication: Publication, means: Means) -> Report:
    """Raises `SpoolError`."""
    ready = prepared(publication)
    outcomes = deliver(tuple(ready.items.values()), means, ready.refused)
    said = told(outcomes, ready.files, means.receiver.name, means.spool)
    return report(said.findings, *said.summary, *_left_out(ready.left_out))


def plan_only(publication: Publication, means: Means) -> Report:
    """Raises `SpoolError`."""
    ready = prepared(publication)
    outcomes = plan(tuple(ready.items.values()), means, ready.refused)
    said = planned(outcomes, ready.files, means.receiver.name)
    return report(said.findings, *said.summary, *_left_out(ready.left_out))


def resume_only(means: Means) -> Report:
    """Raises `SpoolError`."""
    return told(resume(means), {}, means.receiver.name, means.spool)


def _left_out(notes: list[str]) -> list[str]:
    return [f"Not published: {note}." for note in notes]
