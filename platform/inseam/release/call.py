"""One call of `release`: what is asked, in the environment that it is asked of."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from inseam.environments.author import author
from inseam.environments.definition import Environment, named, read_environments
from inseam.environments.holder import current_holder, holder, holding, is_alive
from inseam.environments.lake import attach_statement, variables
from inseam.environments.loaded import loaded_contracts
from inseam.environments.operations import OperationFailed, Operations
from inseam.environments.state import State, make_state, read_state
from inseam.environments.warehouse import warehouse_of
from inseam.release.candidate import candidate
from inseam.release.history import Release, Step, history
from inseam.release.plan import Candidate, Change, Planned, plan
from inseam.release.request import Action, ReleaseRequest
from inseam.release.results import listed, results_of
from inseam.release.rollback import rollback_targets
from inseam.release.seen import seen_in
from inseam.release.show import (
    blocked_findings,
    environment_failed,
    list_lines,
    name_lines,
    outcome_lines,
    plan_lines,
    rollback_line,
)
from inseam.release.steps import Released, Releaser
from inseam.release.working_copy import Source, files_to_build, make_working_copy
from inseam.report.finding import InputError
from inseam.report.report import Report, report
from inseam.testing.preconditions import unmet_preconditions
from inseam.testing.request import ProductRequest

# Tables that say nothing of what is to be released.
_NOT_PLANNED_BY = frozenset({"grants", "lineage_events"})
_AGAIN = "run the same command again: it finishes or undoes what this one left."


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Ready:
    """A product with the files that dbt is given, and what it is in a plan."""

    request: ProductRequest
    files: Mapping[str, Source]
    candidate: Candidate


def run(request: ReleaseRequest) -> Report:
    """In the repository's root. Raises `InputError`."""
    environment = named(read_environments(), request.environment)
    operations = Operations.of_repository(
        Path(), environment.target, variables(environment, Path())
    )
    try:
        with tempfile.TemporaryDirectory(prefix="inseam-release-") as work:
            call = _Call(request, environment, operations, Path(work))
            match request.action:
                case Action.LIST:
                    return call.show_releases()
                case Action.ROLLBACK:
                    return call.roll_back()
                case _:
                    return call.release()
    except OperationFailed as failure:
        raise InputError([environment_failed(environment, failure, _AGAIN)]) from None


@dataclass(frozen=True, slots=True)
class _Call:
    """``work`` is an empty folder."""

    request: ReleaseRequest
    environment: Environment
    operations: Operations
    work: Path

    def show_releases(self) -> Report:
        state = read_state(self.operations)
        lines = list_lines(self.environment, history(state), self._products())
        return replace(report((), *lines), results=listed(self.environment, seen_in(state)))

    def roll_back(self) -> Report:
        with self._releaser("rollback") as releaser:
            targets = rollback_targets(releaser.history, self._products(), self.request.to)
            lines = [f"{self.environment.name}: {rollback_line(len(targets))}"]
            for target in targets:
                before = releaser.history.current(target.product)
                left = before.id if before else "nothing"
                releaser.publish_again(target, f"instead of {left}")
                lines.append(f"  {target.product}: readers see {target.id}, instead of {left}")
        return report((), *lines)

    def release(self) -> Report:
        found = self.request.candidates
        # Where that could not be found, what is wrong with files comes before the environment.
        ready = {} if found is not None else self._ready()
        state = read_state(self.operations, _NOT_PLANNED_BY)
        planned = self._planned(_candidates(ready) if found is None else found, state)
        if self._is_all(planned, state):
            return self._shown(planned)
        ready = ready or self._ready()
        ready = {name: self._copied(one) for name, one in ready.items()}
        with self._releaser("release") as releaser:
            # What another did while this one waited counts.
            planned = self._planned(_candidates(ready), releaser.state)
            for line in plan_lines(self.environment, planned):
                _say(line)
            released = list(self._release_all(releaser, planned, ready))
            stay = releaser.clean_up()
        findings = [finding for one in released for finding in one.findings]
        for release, views in stay:
            _say(f"Kept {release.product} {release.id}, as {', '.join(views)} read it.")
        lines = list(outcome_lines(self.environment, released))
        current = (releaser.history.current(one.planned.candidate.name) for one in released)
        if any(one.planned.builds and not one.failed for one in released):
            lines += self._how_to_read(one for one in current if one)
        return replace(report(findings, *lines), results=results_of(self.environment, released))

    def _release_all(
        self, releaser: Releaser, planned: Sequence[Planned], ready: Mapping[str, Ready]
    ) -> Iterator[Released]:
        failed: set[str] = set()
        building = [one for one in planned if one.builds]
        for one in planned:
            name = one.candidate.name
            seen = one.current.id if one.current else None
            stopped = tuple(provider for provider in one.providers if provider in failed)
            if one.change is Change.BLOCKED:
                failed.add(name)
                findings = blocked_findings(one, planned, self.environment)
                yield Released(one, seen, tuple(findings))
            elif not one.builds:
                yield Released(one, seen)
            elif stopped:
                failed.add(name)
                yield Released(one, seen, held_back_by=stopped)
            else:
                _say(f"Releasing {name}, {building.index(one) + 1} of {len(building)} ...")
                done = releaser.release(
                    one, ready[name].request, self._copy_of(name), self.request.full_refresh
                )
                if done.failed:
                    failed.add(name)
                yield done

    @contextmanager
    def _releaser(self, what: str) -> Iterator[Releaser]:
        """Holds the environment meanwhile. What another left is finished or undone before."""
        by = author()
        claim = holder(by.who, what, now())
        wait = self.request.wait
        with holding(self.operations, claim, wait_seconds=wait, now=now, notify=_say):
            state = make_state(self.operations)
            asked = warehouse_of(self.environment, os.environ)
            releaser = Releaser(self.environment, self.operations, self.work, by, now, state, asked)
            finished, undone = releaser.recover()
            for one in finished:
                _say(f"Published the rest: {one.product} {one.id}, whose release did not end.")
            for one in undone:
                _say(f"Undone: {one.product} {one.id}, whose release did not end.")
            yield releaser

    def _is_all(self, planned: Sequence[Planned], state: State) -> bool:
        """Whether the plan is all that this call has to show."""
        if self.request.action is Action.PLAN:
            return True
        return not any(one.builds for one in planned) and not self._is_left_over(state)

    def _shown(self, planned: Sequence[Planned]) -> Report:
        blocked = [f for one in planned for f in blocked_findings(one, planned, self.environment)]
        return report(blocked, *plan_lines(self.environment, planned))

    def _is_left_over(self, state: State) -> bool:
        """Whether a process that was killed has left something to finish or to undo."""
        other = current_holder(self.operations) if state.was_held else None
        if other is not None:
            return not is_alive(other, now())
        found = history(state).all()
        return any(one.is_unfinished or one.step is Step.PUBLISHING for one in found)

    def _planned(self, candidates: Sequence[Candidate], state: State) -> tuple[Planned, ...]:
        loaded = set(loaded_contracts(state).digests)
        if self.environment.location is None:
            # The source systems are where the environment is.
            loaded |= {port.contract for one in candidates for port in one.reads}
        return plan(
            candidates,
            history(state),
            loaded=loaded,
            owners=self.request.owners,
            refresh=self.request.refresh,
        )

    def _ready(self) -> dict[str, Ready]:
        """By name. Raises `InputError`."""
        products = self.request.products
        wrong = [f.finding for product in products for f in unmet_preconditions(product)]
        if wrong:
            raise InputError(wrong)
        ready = {}
        for product in products:
            files = files_to_build(product.project)
            found = candidate(product, files)
            ready[found.name] = Ready(product, files, found)
        return ready

    def _copied(self, ready: Ready) -> Ready:
        """What is built later is what is planned now, whatever becomes of the files meanwhile."""
        copy = self._copy_of(ready.candidate.name)
        make_working_copy(ready.files, copy)
        files = {name: copy / name for name in ready.files}
        return Ready(ready.request, files, candidate(ready.request, files))

    def _copy_of(self, product: str) -> Path:
        return self.work / "projects" / product

    def _how_to_read(self, current: Iterable[Release]) -> Iterator[str]:
        if attach := attach_statement(self.environment, Path()):
            yield f"Any DuckDB client reads it: {attach}"
        yield from name_lines(current)

    def _products(self) -> list[str]:
        return list(self.request.names)


def _candidates(ready: Mapping[str, Ready]) -> list[Candidate]:
    return [one.candidate for one in ready.values()]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
