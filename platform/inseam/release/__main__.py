"""Releases data products: ``python -m inseam.release <format> <request.json>``.

In the repository's root. Exit codes: 0 everything asked for is published, 1 something failed or is
blocked, 2 something cannot be read, 3 a fault of ours.
"""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from inseam.contracts.yaml_document import read_yaml
from inseam.environments.author import author
from inseam.environments.definition import Environment, named, read_environments
from inseam.environments.holder import current_holder, holder, holding, is_alive
from inseam.environments.lake import attach_statement, variables
from inseam.environments.operations import OperationFailed, Operations
from inseam.environments.state import make_state, read_state
from inseam.release.history import Step, history
from inseam.release.plan import Candidate, Change, InputPort, Planned, plan
from inseam.release.request import Action, ReleaseRequest, read_release_request
from inseam.release.rollback import rollback_targets
from inseam.release.show import (
    blocked_findings,
    list_lines,
    name_lines,
    outcome_lines,
    plan_lines,
    rollback_line,
)
from inseam.release.steps import Released, Releaser
from inseam.release.working_copy import code_digest, make_working_copy
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.formats import FORMATS
from inseam.report.process import run_process
from inseam.report.report import Report, report
from inseam.testing.preconditions import unmet_preconditions
from inseam.testing.request import ProductRequest

COMMON = Path("shared", "dbt_common")
PROFILES = Path("platform", "dbt", "profiles.yml")


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Ready:
    """A product with its copy, and what it is in a plan."""

    request: ProductRequest
    copy: Path
    candidate: Candidate


def run(request: ReleaseRequest) -> Report:
    environment = named(read_environments(), request.environment)
    operations = Operations(COMMON, PROFILES, environment.target, variables(environment, Path()))
    try:
        with tempfile.TemporaryDirectory(prefix="inseam-release-") as work:
            if request.action is Action.LIST:
                return _listed(request, environment, operations)
            if request.action is Action.ROLLBACK:
                return _rolled_back(request, environment, operations, Path(work))
            return _released(request, environment, operations, Path(work))
    except OperationFailed as failure:
        raise InputError([_unreachable(environment, failure)]) from None


def _released(
    request: ReleaseRequest, environment: Environment, operations: Operations, work: Path
) -> Report:
    ready = {one.candidate.name: one for one in _ready(request, work / "projects")}
    planned = _planned(request, environment, operations, ready)
    is_idle = not any(one.builds for one in planned) and not _is_left_over(operations)
    if request.action is Action.PLAN or is_idle:
        blocked = [f for one in planned for f in blocked_findings(one, planned, environment)]
        return report(blocked, *plan_lines(environment, planned))
    with _held(request, environment, operations, "release"):
        releaser = _releaser(request, environment, operations, work)
        for undone in releaser.recover():
            _say(f"Undone: {undone.product} {undone.id}, whose release did not end.")
        # What another did while this one waited counts.
        planned = _planned(request, environment, operations, ready)
        for line in plan_lines(environment, planned):
            _say(line)
        released = list(_release_all(releaser, planned, ready, request.full_refresh))
        stay = releaser.clean_up()
    findings = [finding for one in released for finding in one.findings]
    for release, views in stay:
        _say(f"Kept {release.product} {release.id}, as {', '.join(views)} read it.")
    lines = list(outcome_lines(environment, released))
    current = [releaser.history.current(one.planned.candidate.name) for one in released]
    if any(one.planned.builds and not one.failed for one in released):
        lines += _how_to_read(environment, [one for one in current if one])
    return report(findings, *lines)


def _is_left_over(operations: Operations) -> bool:
    """Whether a process that was killed has left something to finish or to undo."""
    other = current_holder(operations)
    if other is not None:
        return not is_alive(other, now())
    found = history(read_state(operations)).all()
    return any(one.is_unfinished or one.step is Step.PUBLISHING for one in found)


def _release_all(
    releaser: Releaser, planned: Sequence[Planned], ready: dict[str, Ready], full_refresh: bool
) -> Iterator[Released]:
    failed: set[str] = set()
    building = [one for one in planned if one.builds]
    for one in planned:
        name = one.candidate.name
        seen = one.current.id if one.current else None
        stopped = tuple(provider for provider in one.providers if provider in failed)
        if one.change is Change.BLOCKED:
            failed.add(name)
            findings = blocked_findings(one, planned, releaser.environment)
            yield Released(one, seen, tuple(findings))
        elif not one.builds:
            yield Released(one, seen)
        elif stopped:
            failed.add(name)
            yield Released(one, seen, held_back_by=stopped)
        else:
            _say(f"Releasing {name}, {building.index(one) + 1} of {len(building)} ...")
            product = ready[name]
            done = releaser.release(one, product.request, product.copy, full_refresh)
            if done.failed:
                failed.add(name)
            yield done


def _rolled_back(
    request: ReleaseRequest, environment: Environment, operations: Operations, work: Path
) -> Report:
    products = [product.project.name for product in request.products]
    with _held(request, environment, operations, "rollback"):
        releaser = _releaser(request, environment, operations, work)
        releaser.recover()
        targets = rollback_targets(releaser.history, products, request.to)
        lines = [f"{environment.name}: {rollback_line(len(targets))}"]
        for target in targets:
            before = releaser.history.current(target.product)
            left = before.id if before else "nothing"
            releaser.publish_again(target, f"instead of {left}")
            lines.append(f"  {target.product}: readers see {target.id}, instead of {left}")
    return report((), *lines)


def _listed(request: ReleaseRequest, environment: Environment, operations: Operations) -> Report:
    products = [product.project.name for product in request.products]
    found = history(read_state(operations))
    return report((), *list_lines(environment, found, products))


def _planned(
    request: ReleaseRequest,
    environment: Environment,
    operations: Operations,
    ready: dict[str, Ready],
) -> tuple[Planned, ...]:
    state = read_state(operations)
    loaded = {row["contract"] for row in state.rows("loads")}
    if environment.location is None:
        # The source systems are where the environment is.
        loaded |= {port.contract for one in ready.values() for port in one.candidate.reads}
    return plan(
        [one.candidate for one in ready.values()],
        history(state),
        loaded=loaded,
        owners=request.owners,
        refresh=request.refresh,
    )


def _ready(request: ReleaseRequest, folder: Path) -> Iterator[Ready]:
    wrong = [f.finding for product in request.products for f in unmet_preconditions(product)]
    if wrong:
        raise InputError(wrong)
    for product in request.products:
        copy = make_working_copy(product.project, folder)
        own = product.output_ports
        reads = [id_ for id_ in sorted(product.input_ports) if id_ not in own]
        candidate = Candidate(
            product.project.name,
            code_digest(copy, product),
            tuple(sorted(own)),
            tuple(_port(product.project, id_) for id_ in reads),
        )
        yield Ready(product, copy, candidate)


def _port(project: Path, contract: str) -> InputPort:
    """Where the project says that it reads the contract; its dbt_project.yml if that is unclear."""
    for file in sorted((project / "models").rglob("*.source.yaml")):
        document = read_yaml(file.as_posix(), file.read_bytes())
        for index, source in enumerate(document.value.get("sources") or ()):
            meta = {**(source.get("meta") or {}), **(source.get("config") or {}).get("meta", {})}
            if (meta.get("data_contract") or {}).get("id") == contract:
                return InputPort(contract, document.file, document.line(("sources", index)))
    return InputPort(contract, (project / "dbt_project.yml").as_posix(), None)


def _held(
    request: ReleaseRequest, environment: Environment, operations: Operations, what: str
) -> AbstractContextManager[None]:
    claim = holder(author().who, what, now())
    return holding(operations, claim, wait_seconds=request.wait, now=now, notify=_say)


def _releaser(
    request: ReleaseRequest, environment: Environment, operations: Operations, work: Path
) -> Releaser:
    make_state(operations)
    return Releaser(environment, operations, PROFILES, work, author(), now)


def _how_to_read(environment: Environment, current: Sequence[object]) -> list[str]:
    attach = attach_statement(environment, Path())
    how = [f"Any DuckDB client reads it: {attach}"] if attach else []
    return [*how, *name_lines(current)]  # type: ignore[arg-type]


def _unreachable(environment: Environment, failure: OperationFailed) -> Finding:
    return Finding(
        rule="environment-failed",
        severity=Severity.ERROR,
        file="platform/environments.yaml",
        line=environment.line,
        message=f"The environment `{environment.name}` refused: {failure}",
        fix="Correct what the message names, and run the same command again: it finishes or undoes"
        " what this one left.",
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    form, request_file = sys.argv[1:]
    try:
        return run_process(lambda: run(read_release_request(Path(request_file))), FORMATS[form])
    except KeyboardInterrupt:
        print(
            "Interrupted. Readers see what they saw, or the whole release; the next call finishes"
            " or undoes what this one left.",
            file=sys.stderr,
        )
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
