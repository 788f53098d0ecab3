"""An engine with privileges, for tests: Unity Catalog's statements on a set, behind real dbt.

Grammar and refusals are those of Databricks' documentation (GRANT, REVOKE, SHOW GRANTS, SHOW
CATALOGS, SHOW SCHEMAS, SHOW VIEWS). dbt and its macros run as they are, on DuckDB, which has all
other statements, the state among them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from dbt.adapters.duckdb.environments.local import DuckDBCursorWrapper

from inseam.environments.operations import OperationFailed, Operations
from inseam.grants.record import parts

ROOT = Path(__file__).parents[2]
_NAME = r"`(?:[^`]|``)+`"
_NAMES = rf"{_NAME}(?:\.{_NAME}){{0,2}}"
_CHANGE = re.compile(
    rf"(?P<verb>grant|revoke) (?P<privilege>use catalog|use schema|select)"
    rf" on (?P<kind>catalog|schema|view) (?P<names>{_NAMES})"
    rf" (?P<to>to|from) (?P<principal>{_NAME})"
)
_SHOW_GRANTS = re.compile(rf"show grants on (?P<kind>catalog|schema|view) (?P<names>{_NAMES})")
_SHOW = re.compile(rf"show (?P<what>catalogs|schemas|views)(?: in (?P<names>{_NAMES}))?")
_KINDS = ("catalog", "schema", "view")
# The objects on which each privilege may stand.
_FITS = {"use catalog": "catalog", "use schema": "schema catalog", "select": "view schema catalog"}
_COMMENT = re.compile(r"\s*/\*.*?\*/\s*", re.DOTALL)

Held = tuple[str, str, tuple[str, ...]]


class RefusedByEngine(RuntimeError):
    """The statement, in Databricks' words."""


@dataclass(slots=True)
class UnityCatalog:
    """``views`` are all that there are, by their three names; ``held`` is who has what on what."""

    views: set[tuple[str, ...]] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    held: set[Held] = field(default_factory=set)
    # Objects that whoever calls does not own.
    of_others: set[tuple[str, ...]] = field(default_factory=set)
    statements: list[str] = field(default_factory=list)

    def release(self, view: str) -> None:
        self.views.add(parts(view))

    def drop(self, view: str) -> None:
        """With what is held on it, and on what it was alone in."""
        self.views.discard(parts(view))
        self.held = {held for held in self.held if self.exists(held[2])}

    def give(self, principal: str, privilege: str, securable: str) -> None:
        """By hand, as somebody else."""
        self.held.add((principal, privilege, parts(securable)))

    def take(self, principal: str, privilege: str, securable: str) -> None:
        self.held.remove((principal, privilege, parts(securable)))

    def may_read(self, principal: str, view: str) -> bool:
        names = parts(view)
        needed = {("use catalog", names[:1]), ("use schema", names[:2]), ("select", names)}
        return needed <= {(what, on) for who, what, on in self.held if who == principal}

    def changes(self) -> list[str]:
        """The statements that changed something, of those since the last question."""
        changed = [one for one in self.statements if not one.startswith("show")]
        self.statements.clear()
        return changed

    def answer(self, sql: str) -> list[tuple[str, ...]] | None:
        """The rows of a statement of this grammar; None for one that is not about privileges.

        Raises `RefusedByEngine`.
        """
        if not re.match(r"grant|revoke|show (?!tables)", sql, re.IGNORECASE):
            return None
        self.statements.append(sql)
        if change := _CHANGE.fullmatch(sql):
            return self._change(**change.groupdict())
        if asked := _SHOW_GRANTS.fullmatch(sql):
            return list(self._grants(asked["kind"], parts(asked["names"])))
        if asked := _SHOW.fullmatch(sql):
            return sorted(self._shown(asked["what"], parts(asked["names"] or "")))
        raise RefusedByEngine(f"[PARSE_SYNTAX_ERROR] Syntax error at or near {sql!r}")

    def _change(
        self, verb: str, privilege: str, kind: str, names: str, to: str, principal: str
    ) -> list[tuple[str, ...]]:
        if (verb, to) not in (("grant", "to"), ("revoke", "from")):
            raise RefusedByEngine(f"[PARSE_SYNTAX_ERROR] Syntax error at or near '{to}'")
        if kind not in _FITS[privilege].split():
            what = privilege.upper()
            raise RefusedByEngine(
                f"[INVALID_PARAMETER_VALUE] Privilege {what} is not applicable to this {kind}"
            )
        on = self._found(kind, parts(names))
        if on in self.of_others:
            raise RefusedByEngine(f"[PERMISSION_DENIED] User is not an owner of {'.'.join(on)}")
        (who,) = parts(principal)
        if who not in self.groups:
            raise RefusedByEngine(
                f"[PRINCIPAL_DOES_NOT_EXIST] Could not find principal with name {who}"
            )
        held = (who, privilege, on)
        if verb == "grant":
            self.held.add(held)
        else:
            self.held.discard(held)
        return []

    def _grants(self, kind: str, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Those on what it is in too, as they are inherited."""
        names = self._found(kind, names)
        for who, privilege, on in sorted(self.held):
            if names[: len(on)] == on:
                yield (who, privilege.upper(), _KINDS[len(on) - 1].upper(), ".".join(on))

    def _shown(self, what: str, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        depth = {"catalogs": 0, "schemas": 1, "views": 2}[what]
        if len(names) != depth:
            raise RefusedByEngine(f"[PARSE_SYNTAX_ERROR] show {what} in {len(names)} names")
        if names:
            names = self._found(_KINDS[depth - 1], names)
        found = {view[depth] for view in self.views if view[:depth] == names}
        for name in found:
            yield (names[1], name, "false", "false") if what == "views" else (name,)

    def _found(self, kind: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """Names are compared without case."""
        names = tuple(name.lower() for name in names)
        if len(names) != _KINDS.index(kind) + 1 or not self.exists(names):
            word = "TABLE_OR_VIEW" if kind == "view" else kind.upper()
            raise RefusedByEngine(f"[{word}_NOT_FOUND] {'.'.join(names)} cannot be found")
        return names

    def exists(self, names: tuple[str, ...]) -> bool:
        return any(view[: len(names)] == names for view in self.views)


@dataclass(slots=True)
class InMemory:
    """`Operations` without dbt, for many calls: an engine, and the tables of the state."""

    engine: UnityCatalog
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    holder: dict[str, Any] | None = None
    target: str = "memory"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What was given and taken."""
        return self.tables.get("grants", [])

    def call(self, macro: str, **arguments: Any) -> Any:
        return _MACROS[macro](self, **arguments)

    def has_grants(self) -> bool:
        return True

    def grants_on(self, objects: list[list[str]]) -> list[Any]:
        found: list[Any] = []
        for names in objects:
            try:
                found.append([row[:3] for row in self._sql(f"show grants on {_on(names)}")])
            except OperationFailed:
                found.append(None)
        return found

    def change_grants(self, changes: list[dict[str, Any]]) -> None:
        for change in changes:
            verb, to = ("grant", "to") if change["give"] else ("revoke", "from")
            who = _quoted(change["principal"])
            self._sql(f"{verb} {change['privilege'].lower()} on {_on(change['object'])} {to} {who}")

    def state_rows(self, tables: list[str]) -> dict[str, list[dict[str, Any]]] | None:
        return {table: self.tables[table] for table in tables if table in self.tables} or None

    def create_state(self, tables: dict[str, Any]) -> None:
        for table in tables:
            self.tables.setdefault(table, [])

    def add_state_rows(self, rows: dict[str, list[dict[str, Any]]]) -> None:
        for table, added in rows.items():
            self.tables.setdefault(table, []).extend(added)

    def environment_holder(self) -> dict[str, Any] | None:
        return self.holder

    def hold_environment(self, row: dict[str, Any]) -> None:
        assert self.holder is None
        self.holder = row

    def let_go_of_environment(self, row: dict[str, Any]) -> None:
        assert self.holder == row
        self.holder = None

    def _sql(self, sql: str) -> Any:
        try:
            return self.engine.answer(sql)
        except RefusedByEngine as refused:
            raise OperationFailed(str(refused)) from refused


_MACROS: dict[str, Callable[..., Any]] = {
    macro.__name__: macro
    for macro in (
        InMemory.has_grants,
        InMemory.grants_on,
        InMemory.change_grants,
        InMemory.state_rows,
        InMemory.create_state,
        InMemory.add_state_rows,
        InMemory.environment_holder,
        InMemory.hold_environment,
        InMemory.let_go_of_environment,
    )
}


def _on(names: Sequence[str]) -> str:
    return f"{_KINDS[len(names) - 1]} " + ".".join(map(_quoted, names))


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def operations_of(folder: Path) -> Operations:
    """Operations on DuckDB, with dbt_common as it is for Databricks where privileges are meant."""
    common = folder / "dbt_common"
    shutil.copytree(
        ROOT / "shared/dbt_common", common, ignore=shutil.ignore_patterns("integration_tests")
    )
    names = {"has_grants": "", "grants_on": "objects", "grant_sql": "change"}
    (common / "macros/as_databricks.sql").write_text(
        "\n".join(
            f"{{% macro duckdb__{name}({argument}) %}}"
            f"{{{{ return(dbt_common.databricks__{name}({argument})) }}}}{{% endmacro %}}"
            for name, argument in names.items()
        )
        + "{% macro shown_view(view, of) %}{% do dbt_common.answer("
        "dbt_common.spark__replace_view_sql("
        "dbt_common.relation_of(view), dbt_common.relation_of(of))) %}{% endmacro %}"
    )
    return Operations(common, ROOT / "platform/dbt/profiles.yml", "local", {})


def put_behind(
    operations: Operations, engine: UnityCatalog, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``engine`` answers the statements on privileges; all others go to the database ``file``."""
    execute: Callable[..., Any] = DuckDBCursorWrapper.execute

    def answered(self: Any, sql: str, bindings: Any = None) -> Any:
        rows = engine.answer(_COMMENT.sub("", sql).strip())
        return execute(self, sql if rows is None else _as_query(rows), bindings)

    monkeypatch.setattr(DuckDBCursorWrapper, "execute", answered)
    operations.variables = {
        "INSEAM_DUCKDB_FILE": str(file),
        "INSEAM_DUCKDB_ATTACH": "[]",
        "INSEAM_DATABASE": "",
    }


def _as_query(rows: Sequence[tuple[str, ...]]) -> str:
    """DuckDB yields the rows as they are."""
    if not rows:
        return "select 'nobody' as principal, '' as action, '' as kind where false"
    return "from (values " + ", ".join(f"({_literals(row)})" for row in rows) + ")"


def _literals(row: tuple[str, ...]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in row)
