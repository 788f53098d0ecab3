"""The steps of a release of one product: write, audit, publish; and what goes back or away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inseam.dbt_project.invocation import DbtFailed
from inseam.environments.author import Author
from inseam.environments.definition import Environment, ProductionRules
from inseam.environments.names import Place
from inseam.environments.operations import OperationFailed, Operations
from inseam.environments.state import State
from inseam.environments.warehouse import Warehouse
from inseam.release.dbt_build import DbtBuild, NodeResult, failures, keeps_rows
from inseam.release.history import (
    BuiltObject,
    History,
    Release,
    Step,
    history,
    release_id,
)
from inseam.release.plan import Planned, to_drop
from inseam.release.working_copy import name_sources_here
from inseam.report.finding import Finding, Severity
from inseam.testing.request import ProductRequest, utc_reading

if TYPE_CHECKING:
    from inseam.evaluation.service_levels import ServiceLevel
    from inseam.release.audit import Audit
    from inseam.testing.outcomes import ContractOutcome

# In the note of a release that failed.
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Released:
    """What became of one product. ``release`` is what readers see now, None if nothing yet.

    ``contracts``, ``levels`` and ``test_results`` are of the audit, if it came to one.
    """

    planned: Planned
    release: str | None
    findings: tuple[Finding, ...] = ()
    checks: int = 0
    tests: int = 0
    held_back_by: tuple[str, ...] = ()
    contracts: tuple[ContractOutcome, ...] = ()
    levels: tuple[ServiceLevel, ...] = ()
    test_results: tuple[NodeResult, ...] = ()

    @property
    def failed(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(slots=True)
class Releaser:
    """One environment that this process holds, and its history as it goes on.

    ``work`` is a folder for scratch files; ``clock`` gives the time in UTC. ``warehouse`` is None
    unless the environment is on Databricks.
    """

    environment: Environment
    operations: Operations
    work: Path
    author: Author
    clock: Callable[[], datetime]
    state: State
    warehouse: Warehouse | None = None
    _abilities: Mapping[str, bool] | None = None

    @property
    def abilities(self) -> Mapping[str, bool]:
        """Of the engine, by the macro `abilities`."""
        if self._abilities is None:
            self._abilities = self.operations.call("abilities")
        return self._abilities

    @property
    def history(self) -> History:
        return history(self.state)

    def recover(self) -> tuple[list[Release], list[Release]]:
        """Finishes or undoes what a release that was killed has left; gives both."""
        finished, undone = [], []
        for release in self.history.all():
            if release.step is Step.PUBLISHING:
                self._publish(release.product, release.id, release.code, release.objects)
                finished.append(release)
            elif release.is_unfinished:
                self._drop(release, Step.UNDONE, "its process ended before it was published")
                undone.append(release)
        return finished, undone

    def release(
        self, planned: Planned, request: ProductRequest, copy: Path, full_refresh: bool
    ) -> Released:
        """Writes, audits and publishes. Whatever fails, readers see what they saw."""
        # datacontract-cli takes a second to import, which a call that builds nothing can save.
        from inseam.release.audit import audit_ports, test_findings
        from inseam.release.port_rows import CopiedRows, RowsInWarehouse

        product, code = planned.candidate.name, planned.candidate.code
        number = self.history.next_number(product)
        id_ = release_id(number, code)
        dbt = self._dbt(request, copy, id_)
        before = planned.current
        seen = before.id if before else None
        try:
            objects = dbt.objects(id_)
            started = self._start(planned, id_, objects, before, full_refresh)
        except DbtFailed as failure:
            return Released(planned, seen, (_not_read(request, str(failure)),))
        try:
            built = dbt.build(full_refresh)
            if failed := failures(built):
                return self._fail(started, planned, seen, [_not_built(request, f) for f in failed])
            self._note(started, Step.WRITTEN)
            tests = dbt.run_data_tests()
            audit = audit_ports(
                request,
                objects,
                RowsInWarehouse(self.warehouse, objects)
                if self.warehouse
                else CopiedRows(self.operations, self.work / "audit" / f"{product}-{id_}"),
                now=self._instant(),
                production_rules_block=(self.environment.production_rules is ProductionRules.BLOCK),
            )
        except (DbtFailed, OperationFailed) as failure:
            return self._fail(started, planned, seen, [_not_read(request, str(failure))])
        findings = (*test_findings(request.project, tests), *audit.findings)
        ran = sum(not test.skipped for test in tests)
        if any(finding.severity is Severity.ERROR for finding in findings):
            lost = self._fail(started, planned, seen, findings, audit.checks, ran)
            return _with_results(lost, audit, tests)
        self._note(started, Step.AUDITED)
        self._publish(product, id_, code, objects)
        done = Released(planned, id_, findings, audit.checks, ran)
        return _with_results(done, audit, tests)

    def publish_again(self, release: Release, note: str) -> None:
        """Readers see an earlier or a later release that is still there."""
        self._publish(release.product, release.id, release.code, release.objects, note)

    def clean_up(self) -> list[tuple[Release, tuple[str, ...]]]:
        """Drops what nobody needs any more; gives what has to stay, with the views that read it."""
        stay = []
        for release in to_drop(self.history, self.environment.keep):
            schemas = [place.as_argument() for place in release.schemas]
            views = self.operations.call("views_on", schemas=schemas) if schemas else []
            if views:
                names = sorted(
                    str(Place(v["database"], v["schema"], v["identifier"])) for v in views
                )
                stay.append((release, tuple(dict.fromkeys(names))))
            else:
                self._drop(release, Step.DROPPED, "")
        self.operations.call("clean_files")
        return stay

    def _dbt(self, request: ProductRequest, copy: Path, id_: str) -> DbtBuild:
        catalog = next(
            (c.catalog for _, c in sorted(request.own_contracts.items()) if c.catalog), ""
        )
        if self.environment.location is not None:
            # Only where DuckDB builds is its adapter installed for sure.
            from inseam.dbt_project.model_contracts import compare_as_databricks

            compare_as_databricks()
        if not self.abilities["databases"]:
            name_sources_here(copy)
        variables = {
            **self.operations.variables,
            "INSEAM_CATALOG": catalog,
            "INSEAM_RELEASE": id_,
        }
        return DbtBuild(
            copy,
            self.operations.profiles,
            self.environment.target,
            variables,
            self.environment.as_of,
            self.work / "dbt" / request.project.name,
            only_not_null=self.environment.database is not None,
            database=self.environment.database or "",
            can_merge=self.abilities["merge"],
        )

    def _start(
        self,
        planned: Planned,
        id_: str,
        objects: Sequence[BuiltObject],
        before: Release | None,
        full_refresh: bool,
    ) -> Release:
        product, code = planned.candidate.name, planned.candidate.code
        schemas = sorted({(one.place.database, one.place.schema) for one in objects})
        places = [Place(database, schema) for database, schema in schemas]
        rows = self._rows(
            product,
            id_,
            code,
            Step.STARTED,
            release_schemas=[
                {
                    "product": product,
                    "release": id_,
                    "database_name": place.database,
                    "schema_name": place.schema,
                }
                for place in places
            ],
            release_objects=[_object_row(product, id_, one) for one in objects],
            release_inputs=[
                {"product": product, "release": id_, "contract": port.contract}
                for port in planned.candidate.reads
            ],
        )
        self.operations.call(
            "begin_release",
            schemas=[place.as_argument() for place in places],
            copies=[] if full_refresh else _copies(objects, before, id_),
            rows=rows,
        )
        self.state = self.state.with_rows(rows)
        return next(one for one in self.history.of(product) if one.id == id_)

    def _publish(
        self, product: str, id_: str, code: str, objects: Iterable[BuiltObject], note: str = ""
    ) -> None:
        views = [
            {"view": one.published.as_argument(), "of": one.place.as_argument()}
            for one in objects
            if one.published is not None
        ]
        before = self.history.current(product)
        seen = {one.published for one in before.objects} if before else set()
        gone = seen - {one.published for one in objects} - {None}
        schemas = {(view["view"]["database"], view["view"]["schema"]) for view in views}
        if not self.abilities["transactions"]:
            self._add(self._rows(product, id_, code, Step.PUBLISHING, note))
        rows = self._rows(product, id_, code, Step.PUBLISHED, note)
        self.operations.call(
            "publish_release",
            schemas=[{"database": database, "schema": name} for database, name in sorted(schemas)],
            views=views,
            dropped=[place.as_argument() for place in sorted(gone, key=str) if place],
            rows=rows,
            message=f"{product} {id_}",
        )
        self.state = self.state.with_rows(rows)

    def _fail(
        self,
        release: Release,
        planned: Planned,
        seen: str | None,
        findings: Sequence[Finding],
        checks: int = 0,
        tests: int = 0,
    ) -> Released:
        self._drop(release, Step.FAILED, _reason(findings))
        return Released(planned, seen, tuple(findings), checks, tests)

    def _drop(self, release: Release, step: Step, note: str) -> None:
        rows = self._rows(release.product, release.id, release.code, step, note)
        if step is not Step.DROPPED:
            last = rows["releases"][0]
            rows["releases"].append(
                {**last, "entry": last["entry"] + 1, "step": Step.DROPPED, "note": ""}
            )
        self.operations.call(
            "drop_release", schemas=[place.as_argument() for place in release.schemas], rows=rows
        )
        self.state = self.state.with_rows(rows)

    def _note(self, release: Release, step: Step) -> None:
        self._add(self._rows(release.product, release.id, release.code, step))

    def _add(self, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        self.operations.call("add_state_rows", rows=rows)
        self.state = self.state.with_rows(rows)

    def _rows(
        self,
        product: str,
        id_: str,
        code: str,
        step: Step,
        note: str = "",
        **others: list[dict[str, Any]],
    ) -> dict[str, list[dict[str, Any]]]:
        entry = self.state.next_entry
        row = {
            "entry": entry,
            "product": product,
            "release": id_,
            "step": step,
            "at": self.clock().isoformat(),
            "who": self.author.who,
            "commit_id": self.author.commit,
            "code": code,
            "note": note,
        }
        rows = {"releases": [row]}
        for table, added in others.items():
            rows[table] = [
                {"entry": entry + place, **one} for place, one in enumerate(added, start=1)
            ]
            entry += len(added)
        return rows

    def _instant(self) -> datetime:
        """What a UTC clock shows, there where the environment says."""
        pinned = self.environment.as_of and utc_reading(self.environment.as_of)
        return pinned or self.clock().replace(tzinfo=None)


def _with_results(released: Released, audit: Audit, tests: Sequence[NodeResult]) -> Released:
    return replace(
        released, contracts=audit.contracts, levels=audit.levels, test_results=tuple(tests)
    )


def _copies(
    objects: Iterable[BuiltObject], before: Release | None, id_: str
) -> list[dict[str, Any]]:
    """The tables that keep their rows, from the release before."""
    if before is None:
        return []
    earlier = {
        (one.kind, one.place.schema.removesuffix(f"__{before.id}"), one.place.identifier): one
        for one in before.objects
    }
    found = []
    for one in objects:
        same = earlier.get(
            (one.kind, one.place.schema.removesuffix(f"__{id_}"), one.place.identifier)
        )
        if keeps_rows(one) and same is not None:
            found.append({"from": same.place.as_argument(), "to": one.place.as_argument()})
    return found


def _reason(findings: Iterable[Finding]) -> str:
    """Which rules were broken and where; messages may have values of rows."""
    errors = (finding for finding in findings if finding.severity is Severity.ERROR)
    found = list(dict.fromkeys(_broken(finding) for finding in errors))
    more = [f"{len(found) - _MOST_NAMED} more"] if len(found) > _MOST_NAMED else []
    return "; ".join([*found[:_MOST_NAMED], *more])


def _broken(finding: Finding) -> str:
    line = "" if finding.line is None else f":{finding.line}"
    return f"{finding.rule} at {finding.file}{line}"


def _object_row(product: str, id_: str, one: BuiltObject) -> dict[str, Any]:
    published = one.published
    return {
        "product": product,
        "release": id_,
        "kind": one.kind,
        "database_name": one.place.database,
        "schema_name": one.place.schema,
        "object_name": one.place.identifier,
        "contract": one.contract or "",
        "published_schema": published.schema if published else "",
        "published_name": published.identifier if published else "",
    }


def _not_built(request: ProductRequest, result: NodeResult) -> Finding:
    return Finding(
        rule="release-not-built",
        severity=Severity.ERROR,
        file=(request.project / result.file).as_posix(),
        message=f"The {result.kind} `{result.name}` was not built: {result.message}",
        fix="Correct it, or its input, and release again. Readers still see the release before.",
    )


def _not_read(request: ProductRequest, message: str) -> Finding:
    return Finding(
        rule="release-not-built",
        severity=Severity.ERROR,
        file=(request.project / "dbt_project.yml").as_posix(),
        message=f"The product was not released: {message}",
        fix="Correct what the message names. Readers still see the release before.",
    )
