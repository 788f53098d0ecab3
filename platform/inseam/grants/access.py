"""What agreements give, read from the facts of products, contracts and teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from inseam.agreements.readings import Agreement, agreements_of
from inseam.environments.definition import Environment
from inseam.environments.names import Place, place_of
from inseam.facts.lines import read_file
from inseam.facts.rows import Rows
from inseam.facts.schema import (
    EXTERNAL,
    OUTPUT_PORT,
    AgreementRoleRow,
    AgreementRow,
    ContractObjectRow,
    ContractRow,
    FileRow,
    FindingRow,
    PlaceRow,
    ProductRow,
    RoleRow,
    ServerRow,
    TeamGroupRow,
    TeamRow,
)
from inseam.facts.tables import Row
from inseam.grants.privileges import Access
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.near_names import did_you_mean

TEAMS = "platform/teams.yaml"
R = TypeVar("R", bound=Row)
# The access of a role in a contract that a port's views can give.
_READ = "read"
_TABLES: tuple[type[Row], ...] = (
    AgreementRoleRow,
    AgreementRow,
    ContractObjectRow,
    ContractRow,
    FileRow,
    FindingRow,
    PlaceRow,
    ProductRow,
    RoleRow,
    ServerRow,
    TeamGroupRow,
    TeamRow,
)
# Of a product's files, those that say who may read what.
_ROLES_OF_FILES = frozenset({"odps", "contract", "agreement"})


def read_facts(files: Iterable[Path]) -> Rows:
    return Rows(row for file in files for row in read_file(file, _TABLES))


def accesses_of(
    rows: Rows, environment: Environment, environments: Iterable[str]
) -> tuple[Access, ...]:
    """What each agreement gives in an environment, in the order of their files.

    ``environments`` are the names of all. Raises `InputError` with all that keeps anybody from
    knowing who may read what: with a file of them unread, grants would be taken for nothing.
    """
    problems = list(_unread(rows))
    problems += _unknown_environments(rows, tuple(environments))
    reader = _Reader(rows, environment)
    unread = {problem.file for problem in problems}
    agreements = sorted(agreements_of(rows), key=lambda agreement: agreement.file)
    accesses = [reader.access(one) for one in agreements if one.file not in unread]
    problems += reader.problems
    if problems:
        raise InputError(problems)
    return tuple(access for access in accesses if access is not None)


def _unread(rows: Rows) -> Iterator[Finding]:
    files = {row.file for row in rows.of(FileRow) if row.role in _ROLES_OF_FILES} | {TEAMS}
    for row in rows.of(FindingRow):
        if row.severity == Severity.ERROR.value and row.file in files:
            first, *details = row.message.split("\n")
            yield Finding(
                rule=row.rule,
                severity=Severity.ERROR,
                file=row.file,
                line=row.line,
                message=first,
                details=tuple(details),
                fix=row.fix,
            )


def _unknown_environments(rows: Rows, known: Sequence[str]) -> Iterator[Finding]:
    named = {
        (row.team, row.environment): row
        for row in sorted(rows.of(TeamGroupRow), key=lambda row: -row.line)
        if row.environment not in known
    }
    listed = ", ".join(f"`{name}`" for name in known)
    for (team, environment), row in named.items():
        yield Finding(
            rule="team-environment-unknown",
            severity=Severity.ERROR,
            file=row.file,
            line=row.line,
            message=f"`{team}` has groups in `{environment}`, and there is no such environment.",
            fix=did_you_mean(
                environment, known, f"Name one of platform/environments.yaml: {listed}."
            ),
        )


class _Reader:
    def __init__(self, rows: Rows, environment: Environment) -> None:
        self.problems: list[Finding] = []
        self._environment = environment
        contracts = rows.of(ContractRow)
        self._ports = {row.contract_id: row for row in contracts if row.kind == OUTPUT_PORT}
        self._outside = {row.contract_id: row for row in contracts if row.kind == EXTERNAL}
        self._products = {row.product: row for row in rows.of(ProductRow)}
        self._teams = {row.team for row in rows.of(TeamRow)}
        self._groups: dict[str, list[str]] = defaultdict(list)
        for row in rows.of(TeamGroupRow):
            if row.environment == environment.name:
                self._groups[row.team].append(row.group_name)
        self._lines: dict[tuple[str, str], int] = {
            (row.file, row.element): row.line for row in rows.of(PlaceRow)
        } | {(row.file, row.role): row.line for row in rows.of(AgreementRoleRow)}
        self._objects = _by_file(rows.of(ContractObjectRow))
        self._servers = _by_file(rows.of(ServerRow))
        self._roles = _by_file(rows.of(RoleRow))
        self._views: dict[str, tuple[Place, ...]] = {}
        self._ownerless: set[str] = set()

    def access(self, agreement: Agreement) -> Access | None:
        """None if it cannot be known; the problems say why."""
        team = self._team(agreement.product)
        port = self._ports.get(agreement.port or "")
        outside = self._outside.get(agreement.port or "")
        if port is None and outside is None:
            known = [*self._ports, *self._outside]
            self._problem(
                "grant-port-unknown",
                agreement.file,
                self._line(agreement.file, "provider.port"),
                f"The agreement is on the port `{agreement.port}`, and no contract has that id.",
                did_you_mean(agreement.port, known, "Correct `provider.port`, or delete the file."),
            )
            return None
        if team is None:
            return None
        if port is None:
            owner = outside.team if outside else None
            return Access(agreement, team, is_outside=True, owner=owner)
        groups = tuple(sorted(set(self._groups.get(team, [team]))))
        views = self._views_of(port) if self._may_read(agreement, port) else ()
        return Access(agreement, team, groups, views)

    def _team(self, product: str) -> str | None:
        row = self._products.get(product)
        team: str | None = row.team if row else None
        if team in self._teams:
            return team
        if product not in self._ownerless and row is not None:
            self._ownerless.add(product)
            said = (
                f"is owned by the team `{team}`, which is not in {TEAMS}" if team else "has no team"
            )
            self._problem(
                "grant-team-unknown",
                row.file,
                self._line(row.file, "team.name"),
                f"The product `{product}` {said}, so nobody can be given what it may read.",
                did_you_mean(team, self._teams, f"Name a team of {TEAMS} in `team.name`."),
            )
        return None

    def _may_read(self, agreement: Agreement, port: ContractRow) -> bool:
        """Whether one of the agreement's roles gives SELECT."""
        roles = {row.role: row.access for row in self._roles[port.file] if row.role}
        for role in agreement.roles:
            if role not in roles:
                self._problem(
                    "grant-role-unknown",
                    agreement.file,
                    self._line(agreement.file, role),
                    f"The agreement gives the role `{role}`, and `{port.contract_id}` has none"
                    " of that name.",
                    did_you_mean(role, roles, f"Write a role of {port.file} in `roles`."),
                )
        return any((roles.get(role) or "").strip().lower() == _READ for role in agreement.roles)

    def _views_of(self, port: ContractRow) -> tuple[Place, ...]:
        file = port.file
        if file not in self._views:
            servers = [
                (row.line, row.catalog, row.schema)
                for row in self._servers[file]
                if row.catalog and row.schema
            ]
            if not servers:
                self._problem(
                    "grant-port-without-schema",
                    file,
                    self._line(file, "servers"),
                    f"The contract `{port.contract_id}` does not say where its tables are: no"
                    " server has both a catalog and a schema.",
                    "Add a server with `catalog:` and `schema:`.",
                )
                return ()
            _, catalog, schema = min(servers)
            place = place_of(self._environment.database, catalog, schema)
            self._views[file] = tuple(place.named(row.physical_name) for row in self._objects[file])
        return self._views[file]

    def _line(self, file: str, what: str) -> int:
        """Of a key, or of a role that an agreement gives; 1 for what is not there."""
        return self._lines.get((file, what), 1)

    def _problem(self, rule: str, file: str, line: int, message: str, fix: str) -> None:
        self.problems.append(
            Finding(
                rule=rule,
                severity=Severity.ERROR,
                file=file,
                line=line,
                message=message,
                fix=fix,
            )
        )


def _by_file(rows: Iterable[R]) -> Mapping[str, list[R]]:
    found: dict[str, list[R]] = defaultdict(list)
    for row in rows:
        found[row.file].append(row)
    return found
