"""One call that sends what has not arrived yet of releases' events, and notes what has.

What is sent follows from the environment's state alone, so it makes no difference whether the call
that released was killed, or a receiver was down: any later call sends the rest.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from inseam.delivery.clock import SystemClock
from inseam.delivery.deliver import Delivery, deliver
from inseam.delivery.entropy_data import ADDRESS, DEFAULT_ADDRESS, entropy_data
from inseam.delivery.item import DELIVERED, Outcome
from inseam.delivery.progress import Spoken
from inseam.delivery.retry import RetryPolicy
from inseam.environments.author import author
from inseam.environments.definition import Environment, named, read_environments
from inseam.environments.holder import holder, holding
from inseam.environments.hosts import HOST
from inseam.environments.lake import variables
from inseam.environments.operations import OperationFailed, Operations
from inseam.environments.profile import read_outputs
from inseam.environments.state import State, add_rows, make_state, read_state
from inseam.facts.lines import read_file
from inseam.lineage.document import from_json
from inseam.lineage.openlineage.environment import Environment as Names
from inseam.lineage.openlineage.known import TABLES, known
from inseam.odcs.contract import Contract
from inseam.release.events.made import EventsOfProduct, Made
from inseam.release.events.places import Places
from inseam.release.events.receiver import Receiver, item_of, key_of
from inseam.release.events.request import EventsRequest, ReceiverAddress
from inseam.release.events.runs import runs_of
from inseam.release.events.show import (
    AGAIN,
    not_sent_line,
    outcome_findings,
    outcome_line,
)
from inseam.release.history import history
from inseam.release.show import environment_failed
from inseam.release.working_copy import code_digest, files_to_build
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.report import Report, report
from inseam.testing.request import ProductRequest


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the events for one receiver, in their order."""

    receiver: Receiver
    outcomes: tuple[tuple[Made, Outcome], ...]


def run(
    request: EventsRequest,
    given: Mapping[str, str] | None = None,
    policy: RetryPolicy | None = None,
) -> Report:
    """In the repository's root. ``given`` are this process's variables. Raises `InputError`."""
    given = os.environ if given is None else given
    environment = named(read_environments(), request.environment)
    if not environment.lineage_events and not request.only:
        return report((), not_sent_line(environment))
    receivers = [(_receiver(one, given), one.products) for one in request.receivers]
    operations = Operations.of_repository(
        Path(), environment.target, variables(environment, Path(), given)
    )
    try:
        return _Call(request, environment, operations, given, policy or RetryPolicy()).send(
            receivers
        )
    except OperationFailed as failure:
        then = f"run `{AGAIN}`: it sends what has not arrived."
        raise InputError([environment_failed(environment, failure, then)]) from None


@dataclass(frozen=True, slots=True)
class _Call:
    request: EventsRequest
    environment: Environment
    operations: Operations
    given: Mapping[str, str]
    policy: RetryPolicy

    def send(self, receivers: Sequence[tuple[Receiver, Sequence[str]]]) -> Report:
        state = read_state(self.operations)
        made = sorted(self._made(state), key=lambda one: one[0])
        sent = [
            self._send_to(receiver, [one for _, one in made if one.product in products], state)
            for receiver, products in receivers
        ]
        self._note(sent)
        findings = [f for one in sent for f in self._findings(one)]
        lines = (
            outcome_line(self.environment, one.receiver.name, [o for _, o in one.outcomes])
            for one in sent
        )
        return report(findings, *lines)

    def _made(self, state: State) -> Iterator[tuple[int, Made]]:
        """Each with the place of its run's start in the order of all that happened."""
        contracts: dict[str, Contract] = {}
        for product in self.request.products:
            ports = {**product.input_ports, **product.output_ports}
            contracts |= {id_: port.contract for id_, port in ports.items()}
        places = Places(state, contracts, self.environment.database)
        found = history(state)
        for product in self.request.products:
            if releases := found.of(product.project.name):
                about = self._about(product, places)
                for release in releases:
                    for run in runs_of(release, self.environment.name):
                        yield from ((run.start.entry, made) for made in about.events(run))

    def _about(self, product: ProductRequest, places: Places) -> EventsOfProduct:
        name = product.project.name
        folder = self.request.lineage.get(name)
        if folder is None:
            return EventsOfProduct(self.environment.name, self._names, places)
        facts = (read_file(file, TABLES) for file in sorted(folder.rglob("*.jsonl")))
        return EventsOfProduct(
            self.environment.name,
            self._names,
            places,
            _code_of(product),
            from_json((folder / "lineage.json").read_text(encoding="utf-8")),
            known(chain.from_iterable(facts)),
        )

    @property
    def _names(self) -> Names:
        """As `docs/release.md` has them: by the host, or by the environment's name."""
        types = read_outputs() or {}
        type_ = types.get(self.environment.target) or self.environment.target
        host = self.given.get(HOST, "") if self.environment.hosts else ""
        authority = host.lower() or self.environment.name
        return Names(datasets=f"{type_}://{authority}", jobs=f"inseam://{authority}")

    def _send_to(self, receiver: Receiver, made: Sequence[Made], state: State) -> Sent:
        arrived = {
            f"{row['run']} {row['event_type']}"
            for row in state.rows("lineage_events")
            if row["receiver"] == receiver.name
        }
        events = {key_of(one): one for one in made if key_of(one) not in arrived}
        clock = SystemClock()
        delivery = Delivery(receiver, self.policy, clock, Spoken(_say, clock))
        outcomes = deliver([item_of(one) for one in events.values()], delivery)
        return Sent(receiver, tuple((events[one.item.key], one) for one in outcomes))

    def _note(self, sent: Sequence[Sent]) -> None:
        """What has arrived. If that cannot be noted now, the next call finds it by comparing."""
        arrived = [
            (one.receiver.name, made)
            for one in sent
            for made, outcome in one.outcomes
            if outcome.status in DELIVERED
        ]
        if not arrived:
            return
        by, now = author(), _now()
        claim = holder(by.who, "events", now)
        wait = self.request.wait
        try:
            with holding(self.operations, claim, wait_seconds=wait, now=_now, notify=_say):
                entry = make_state(self.operations).next_entry
                rows = [
                    {
                        "entry": entry + place,
                        "product": made.product,
                        "release": made.release,
                        "run": str(made.event.run.id),
                        "event_type": made.event.type.value,
                        "receiver": receiver,
                        "at": now.isoformat(),
                    }
                    for place, (receiver, made) in enumerate(arrived)
                ]
                add_rows(self.operations, {"lineage_events": rows})
        except InputError as held:
            for finding in held.findings:
                _say(f"Not noted which events have arrived: {finding.message}")

    def _findings(self, sent: Sent) -> list[Finding]:
        outcomes = [outcome for _, outcome in sent.outcomes]
        return outcome_findings(sent.receiver.name, outcomes, sent.receiver.unknown)


def _code_of(product: ProductRequest) -> str:
    return code_digest(files_to_build(product.project), product)


def _receiver(one: ReceiverAddress, given: Mapping[str, str]) -> Receiver:
    try:
        return Receiver(entropy_data(one.address, one.key_variable, given))
    except ValueError as error:
        where = "pants.toml" if one.address else ADDRESS
        finding = Finding(
            rule="release-events-address",
            severity=Severity.ERROR,
            file=where,
            message=f"Events cannot be sent: {error}.",
            fix=f"Set {ADDRESS}, or `address` of the repository in pants.toml, to an address such"
            f" as {DEFAULT_ADDRESS}. Readers see what was released.",
        )
        raise InputError([finding]) from None


def _now() -> datetime:
    return datetime.now(UTC)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
