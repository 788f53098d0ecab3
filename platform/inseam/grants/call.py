"""One call: the plan for an environment, and doing it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from inseam.environments.definition import FILE, Environment
from inseam.environments.holder import holder, holding
from inseam.environments.operations import OperationFailed, Operations
from inseam.environments.state import State, make_state, read_state
from inseam.grants.apply import Journal, apply
from inseam.grants.engine import Engine
from inseam.grants.plan import Plan, asked_about, plan
from inseam.grants.privileges import Access, wanted
from inseam.grants.record import TABLE, given
from inseam.grants.show import (
    done_line,
    plan_lines,
    refusals,
    unsupported,
    unsupported_lines,
)
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.report import Report, report


@dataclass(frozen=True, slots=True)
class Grants:
    """One call: what is asked, and what it knows. ``now`` is in UTC; ``wait_seconds`` is for how
    long another that writes into the environment is waited for.
    """

    environment: Environment
    accesses: tuple[Access, ...]
    day: date
    operations: Operations
    now: Callable[[], datetime]
    who: str
    wait_seconds: float = 600.0

    def run(self, *, do: bool) -> Report:
        """The plan, and what became of it if it is to be done. Raises `InputError`."""
        try:
            return self._run(do=do)
        except OperationFailed as failure:
            raise InputError([_unreachable(self.environment, failure)]) from None

    def _run(self, *, do: bool) -> Report:
        # A lake has no grants, and to see that nobody has to open it.
        if self.environment.location is not None or not Engine(self.operations).has_grants():
            wants = wanted(self.accesses, self.day)
            lines = unsupported_lines(wants, self.accesses, self.environment, self.day)
            return report([unsupported(self.environment)] if do else [], *lines)
        found = self._plan(read_state(self.operations))
        if not (do and found.changes):
            return report([], *self._lines(found))
        claim = holder(self.who, "grants", self.now())
        with holding(
            self.operations, claim, wait_seconds=self.wait_seconds, now=self.now, notify=_say
        ):
            # Somebody else may have done it, or other things, before this held the environment.
            state = make_state(self.operations)
            found = self._plan(state)
            journal = Journal(self.operations, state.next_entry, self.who, self.now)
            outcome = apply(found, Engine(self.operations), journal)
        refused = refusals(outcome, self.accesses, self.environment)
        return report(refused, *self._lines(found), "", done_line(outcome))

    def _plan(self, state: State) -> Plan:
        wants = wanted(self.accesses, self.day)
        gave = given(state.rows(TABLE))
        existing = Engine(self.operations).existing(asked_about(wants, gave))
        return plan(wants, gave, existing, self.accesses, self.day)

    def _lines(self, found: Plan) -> tuple[str, ...]:
        return plan_lines(found, self.accesses, self.environment, self.day)


def _unreachable(environment: Environment, failure: OperationFailed) -> Finding:
    return Finding(
        rule="environment-unreachable",
        severity=Severity.ERROR,
        file=FILE.as_posix(),
        line=environment.line,
        message=f"`{environment.name}` does not answer what grants there are.",
        details=tuple(line.strip() for line in str(failure).splitlines() if line.strip()),
        fix="Correct what its engine names, and call this again: what was done is in its state.",
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
