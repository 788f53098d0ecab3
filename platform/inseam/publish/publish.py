"""Publishes what is prepared, and reports on it."""

from __future__ import annotations

from inseam.delivery.deliver import Delivery, deliver, plan
from inseam.publish.entropy_data.items import prepared
from inseam.publish.prepared import Prepared
from inseam.publish.publication import Publication
from inseam.publish.summary import nothing_went, planned, summary
from inseam.report.report import Report, report


def publish(publication: Publication, delivery: Delivery) -> Report:
    """To Entropy Data."""
    return publish_prepared(prepared(publication, delivery.clock.now()), delivery)


def publish_prepared(ready: Prepared, delivery: Delivery) -> Report:
    outcomes = deliver(tuple(ready.items.values()), delivery, ready.refused)
    found = summary(outcomes, ready.files, delivery.destination.name)
    # Where nothing went, what else there is to report is of no use.
    more = [] if nothing_went(outcomes) else _left_out(ready)
    return report([*found.findings, *ready.warnings], *found.summary, *more)


def plan_only(ready: Prepared, delivery: Delivery) -> Report:
    """What `publish_prepared` would do. Sends nothing."""
    outcomes = plan(tuple(ready.items.values()), delivery, ready.refused)
    found = planned(outcomes, ready.files, delivery.destination.name)
    return report([*found.findings, *ready.warnings], *found.summary, *_left_out(ready))


def _left_out(ready: Prepared) -> list[str]:
    return [f"Not published: {note}." for note in ready.left_out]
