"""Doing what the plan says, so that what happened is known whenever it ends.

What is to be given is noted before, what was taken after: a grant of ours that nobody noted would
stay for ever, one that is noted and not there is given again or forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from inseam.environments.operations import OperationFailed, Operations
from inseam.environments.state import add_rows
from inseam.grants.engine import Engine
from inseam.grants.plan import Plan, Step
from inseam.grants.record import TABLE, Noted, rows

_Act = Callable[[Sequence[Step]], None]


@dataclass(frozen=True, slots=True)
class Refused:
    """What the engine would not do, in its words, and what was not tried since it needs that."""

    step: Step
    words: str
    held_back: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    given: tuple[Step, ...] = ()
    taken: tuple[Step, ...] = ()
    not_given: tuple[Refused, ...] = ()
    not_taken: tuple[Refused, ...] = ()


@dataclass(slots=True)
class Journal:
    """Adds rows to the state, from ``entry`` on. Nobody else writes meanwhile."""

    operations: Operations
    entry: int
    who: str
    now: Callable[[], datetime]

    def note(self, noted: Noted, steps: Iterable[Step]) -> None:
        added = list(rows(noted, steps, self.entry, self.now().isoformat(), self.who))
        if added:
            add_rows(self.operations, {TABLE: added})
            self.entry += len(added)


def apply(plan: Plan, engine: Engine, journal: Journal) -> Outcome:
    """Takes before it gives; what is refused stops nobody else. Whoever calls it holds the
    environment. Raises `OperationFailed` if the state cannot be written.
    """
    taking = _Doing(engine, engine.take, present=False)
    # A view before its schema, a schema before its catalog.
    taking.do(sorted(plan.take, key=lambda step: (step.grant.principal, step.grant), reverse=True))
    journal.note(Noted.TAKEN, sorted((*taking.done, *plan.forget)))
    journal.note(Noted.GIVEN, plan.give)
    giving = _Doing(engine, engine.give, present=True)
    giving.do(plan.give)
    not_given = [step for one in giving.refused for step in (one.step, *one.held_back)]
    journal.note(Noted.REFUSED, sorted(not_given))
    return Outcome(
        given=tuple(sorted(giving.done)),
        taken=tuple(sorted(taking.done)),
        not_given=tuple(giving.refused),
        not_taken=tuple(taking.refused),
    )


@dataclass(slots=True)
class _Doing:
    """Steps of one kind. ``present`` says whether the grant is there when it is done."""

    engine: Engine
    act: _Act
    present: bool
    done: list[Step] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def do(self, steps: Iterable[Step]) -> None:
        """A call for each principal; one by one only where that is refused."""
        for _, of_one in groupby(steps, key=lambda step: step.grant.principal):
            together = list(of_one)
            try:
                self.act(together)
            except OperationFailed as failure:
                self._one_by_one(together, str(failure))
            else:
                self.done += together

    def _one_by_one(self, steps: Sequence[Step], words: str) -> None:
        if len(steps) == 1:
            self.refused.append(Refused(steps[0], words))
            return
        existing = self.engine.existing(sorted({step.grant.securable for step in steps}))
        for step in steps:
            holders = existing.get(step.grant.securable) or frozenset()
            if (step.grant.principal in holders) == self.present:
                self.done.append(step)
            elif not self._is_held_back(step):
                self._try(step)

    def _try(self, step: Step) -> None:
        try:
            self.act([step])
        except OperationFailed as failure:
            self.refused.append(Refused(step, str(failure)))
        else:
            self.done.append(step)

    def _is_held_back(self, step: Step) -> bool:
        """Whether it needs what was refused: a schema's grant is no use without its catalog's."""
        for index, refused in enumerate(self.refused):
            before = refused.step.grant
            of_same = before.principal == step.grant.principal
            depth = len(before.securable)
            inside = len(step.grant.securable) > depth and (
                step.grant.securable[:depth] == before.securable
            )
            if self.present and of_same and inside:
                held = (*refused.held_back, step)
                self.refused[index] = Refused(refused.step, refused.words, held)
                return True
        return False
