"""What a policy says of small repositories: `platform/policies/<area>/<id>.cases.yaml`.

    fires:
      - edit:
          products/orders/orders.odps.yaml: {"name: sales": "name: nobody"}
        says:
          - "products/orders/orders.odps.yaml:31: The team `nobody` is not in the registry."
    holds:
      - what: A team of another domain.
        edit:
          products/orders/orders.odps.yaml: {"name: sales": "name: finance"}

Every case is `platform/policies/mesh`, two products that keep every policy, with a few changes:
``edit`` replaces text in files (the last place where it stands), ``add`` writes files, ``remove``
deletes them, and ``facts`` is SQL that changes the facts of dbt (`mesh/dbt_facts.yaml`).
``parameters`` and ``today`` are what the policy is given. ``says`` is all that the policy says.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import chdir
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from inseam.facts.contracts import read_contracts
from inseam.facts.documents import read_documents
from inseam.facts.environments import read_environments
from inseam.facts.lines import to_lines
from inseam.facts.load import derive, load
from inseam.facts.schema import EXTERNAL, PUBLISHED, TABLES
from inseam.facts.tables import Row, columns
from inseam.facts.teams import read_teams
from inseam.policies.policy import Value
from inseam.policies.sandbox import Sandbox
from inseam.report.finding import Finding

TODAY = date(2026, 6, 15)
_DBT_FACTS = "dbt_facts.yaml"
_EMPTY = {"VARCHAR": "", "BIGINT": 1, "DOUBLE": 0.0, "BOOLEAN": False}
_KEYS = frozenset({"what", "edit", "add", "remove", "facts", "parameters", "today", "says"})


@dataclass(frozen=True, slots=True)
class Case:
    what: str
    edit: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    add: Mapping[str, str] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    facts: str = ""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    today: date = TODAY
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cases:
    fires: tuple[Case, ...]
    holds: tuple[Case, ...]


def read_cases(file: Path) -> Cases:
    """Raises ValueError for a file without a case of each kind, or with a key that there is not."""
    value = yaml.safe_load(file.read_text(encoding="utf-8"))
    cases = Cases(*(tuple(map(_case, value.get(kind) or ())) for kind in ("fires", "holds")))
    if not cases.fires or not cases.holds or value.keys() > {"fires", "holds"}:
        raise ValueError(f"{file.name} has not cases under `fires` and `holds`, and no more")
    return cases


def _case(value: dict[str, Any]) -> Case:
    if unknown := value.keys() - _KEYS:
        raise ValueError(f"a case has {', '.join(sorted(unknown))}, unknown")
    lists = {key: tuple(value[key] or ()) for key in ("remove", "says") if key in value}
    return Case(**{"what": "", **value, **lists})


def said(findings: Iterator[Finding]) -> list[str]:
    """As `says` has it."""
    found = sorted(findings, key=lambda finding: finding.sort_key)
    return [f"{f.file}:{f.line or 1}: {f.message}" for f in found]


@cache
def dbt_rows(mesh: Path) -> tuple[Row, ...]:
    """Of the mesh. What a row leaves out is null, or empty."""
    written = yaml.safe_load((mesh / _DBT_FACTS).read_text(encoding="utf-8"))
    tables = {table.TABLE: table for table in TABLES}
    return tuple(_row(tables[name], values) for name, rows in written.items() for values in rows)


def _row(table: type[Row], values: dict[str, Any]) -> Row:
    defaults = {c.key: None if c.nullable else _EMPTY[c.type] for c in columns(table)}
    return table(**{**defaults, **values})


def sandbox_of(mesh: Path, case: Case) -> Sandbox:
    with tempfile.TemporaryDirectory() as temporary:
        database = Path(temporary, "facts.duckdb")
        shutil.copyfile(_mesh_database(mesh), database)
        # Else a query could read the variables of this program.
        connection = duckdb.connect(str(database), config={"python_enable_replacements": "false"})
        if case.edit or case.add or case.remove:
            root = Path(temporary, "repository")
            shutil.copytree(mesh, root)
            _change(root, case)
            before, after = document_rows(mesh), _read_documents(root)
            _replace(connection, before - after, after - before)
        connection.execute(case.facts)
        derive(connection, Path(temporary))
        # All is written that will be, so the file may go.
        return Sandbox(connection)


@cache
def _mesh_database(mesh: Path) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="inseam-policies-"))
    atexit.register(shutil.rmtree, folder)
    (facts := folder / "facts.jsonl").write_bytes(to_lines([*document_rows(mesh), *dbt_rows(mesh)]))
    load([facts], folder / "facts.duckdb")
    return folder / "facts.duckdb"


@cache
def document_rows(mesh: Path) -> frozenset[Row]:
    return _read_documents(mesh)


def _replace(
    connection: duckdb.DuckDBPyConnection, gone: Iterable[Row], come: Iterable[Row]
) -> None:
    for rows, statement, between in (
        (gone, "delete from {} where {}", " and "),
        (come, "insert into {} by name select {}", ", "),
    ):
        for row in rows:
            values = {c.key: getattr(row, c.key) for c in columns(type(row))}
            form = "{0} is not distinct from ${0}" if between == " and " else "${0} as {0}"
            parts = between.join(form.format(key) for key in values)
            connection.execute(statement.format(row.TABLE, parts), values)


def _change(root: Path, case: Case) -> None:
    for file, replaced in case.edit.items():
        text = (root / file).read_text(encoding="utf-8")
        for old, new in replaced.items():
            if old not in text:
                raise ValueError(f"{file} has no {old!r}")
            before, _, after = text.rpartition(old)
            text = before + new + after
        (root / file).write_text(text, encoding="utf-8")
    for file, text in case.add.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, encoding="utf-8")
    for file in case.remove:
        (root / file).unlink()


def _read_documents(root: Path) -> frozenset[Row]:
    with chdir(root):
        return frozenset(_document_rows())


def _document_rows() -> Iterator[Row]:
    """Of the repository that the process is in."""
    for folder in sorted(Path("products").iterdir()):
        yield from read_documents(folder).rows
    for kind, glob in ((EXTERNAL, "external/*"), (PUBLISHED, "published/*/*")):
        yield from read_contracts(kind, sorted(Path("contracts").glob(f"{glob}.odcs.yaml"))).rows
    yield from read_teams(Path("platform/teams.yaml")).rows
    if (environments := Path("platform/environments.yaml")).is_file():
        yield from read_environments(environments, Path("platform/dbt/profiles.yml")).rows
