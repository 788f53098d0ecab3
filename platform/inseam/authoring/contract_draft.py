"""Drafts a contract: ``python -m inseam.authoring.contract_draft <format> <request.json>``.

Of a system outside of the repository, from its own catalog, its files, or a dbt source. Runs at the
top of the repository. Exit codes: `inseam.report.exit_code`.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inseam import wire
from inseam.authoring.agree import thin_purpose
from inseam.authoring.contract_parts import PRODUCTION, databricks_server
from inseam.authoring.draft_contract import DraftHead, draft_content, draft_type, type_remarks
from inseam.authoring.drafted_sources import DraftSource, draft_source, which_source
from inseam.authoring.drafted_tables import (
    DATABASES,
    FILES,
    POSTGRES,
    CannotRead,
    DraftTable,
    PostgresDatabase,
    is_rows,
    tables_of_database,
    tables_of_files,
    tables_of_postgres,
)
from inseam.authoring.options import listed, missing, option_error, read_options, refuse
from inseam.authoring.repository import (
    EXTERNAL,
    TeamEntry,
    place_in_production,
    provided,
    team_entries,
)
from inseam.authoring.written_files import PlannedFile, written
from inseam.authoring.yaml_text import yaml_text
from inseam.contract_lint.lint_file import lint
from inseam.documents.yaml_document import read_file, read_yaml
from inseam.odcs.names import file_stem, is_outside_id
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.formats import FORMATS
from inseam.report.near_names import did_you_mean
from inseam.report.process import run_process
from inseam.report.report import Report, report

GOAL = "contract-draft"
_DESCRIBED = {
    "from": f"a file or folder ({' '.join(FILES)}), a DuckDB file ({' '.join(DATABASES)}), a YAML"
    f" file with dbt sources, or {POSTGRES}<variable with the address>",
    "id": "the contract's id, such as crm-v1",
    "team": "who answers for it: an id of platform/teams.yaml",
    "purpose": "what the system has and for whom, in a sentence",
    "catalog": "the catalog in which Databricks has its tables",
    "schema": "the schema in which Databricks has its tables",
    "host": "the host of the system, or of the warehouse",
}
_OF_THE_SYSTEM = ("catalog", "schema", "host")
_OF_LIBPQ = re.compile(r"(?:^|\s)host\s*=\s*'?([^'\s]+)")
_OF_A_URL = re.compile(r"://(?:[^@/]*@)?([^:/?]+)")


@dataclass(frozen=True, slots=True)
class ContractDraftOptions:
    id: str = ""
    title: str = ""
    source: str = ""
    tables: str = ""
    team: str = ""
    purpose: str = ""
    system: str = ""
    catalog: str = ""
    schema: str = ""
    host: str = ""
    classification: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read: ``dialect`` is that of the types, ``host`` that of Postgres."""

    tables: tuple[DraftTable, ...]
    dialect: str = "duckdb"
    source: DraftSource | None = None
    postgres: PostgresDatabase | None = None
    host: str = ""


def contract_draft(
    origin: str, options: ContractDraftOptions, root: Path, environment: Mapping[str, str]
) -> Report:
    """Raises `InputError` with all that is missing or wrong."""
    problems: list[Finding] = []
    found = _Found(())
    try:
        if origin:
            found = _read(origin, options, root, environment)
            if not found.tables:
                raise CannotRead(f"`{origin}` has no table")
    except CannotRead as error:
        fix = "Correct it, or name another."
        said = str(error).rstrip(".!")
        problems.append(option_error(GOAL, "from", f"{said}.", fix))
    except InputError as error:
        problems += error.findings
    found, of_tables = _chosen(found, options)
    place = place_in_production(root)
    is_postgres = found.postgres is not None
    given = {
        "from": origin,
        "id": options.id,
        "team": options.team,
        "purpose": options.purpose,
        "catalog": options.catalog
        or (found.source and found.source.catalog)
        or (found.postgres and found.postgres.name),
        "schema": options.schema or _schema(found),
        "host": options.host or (found.host if is_postgres else place.host),
    }
    # What could not be read might have told it.
    asked = [option for option in _DESCRIBED if not (problems and option in _OF_THE_SYSTEM)]
    if absent := [(option, _DESCRIBED[option]) for option in asked if not given[option]]:
        problems.append(missing(GOAL, absent))
    problems += [*of_tables, *_wrong_names(options, root), *thin_purpose(GOAL, options.purpose)]
    teams = team_entries(root)
    if options.team and options.team not in teams:
        what = f"The team `{options.team}` is not in platform/teams.yaml."
        fix = did_you_mean(options.team, teams, "Add it there first.")
        problems.append(option_error(GOAL, "team", what, fix))
    team = teams.get(options.team, TeamEntry(options.team, None, None, None))
    head = DraftHead(
        id=options.id,
        title=options.title or _title(options.id),
        team=team.id,
        domain=team.domain,
        purpose=options.purpose,
        system=options.system or None,
        classification=options.classification or None,
        server=_server(found, {key: str(value or "") for key, value in given.items()}),
        dialect=found.dialect,
        keeps_types=is_postgres,
    )
    problems += _unknown_types(head, found, origin)
    refuse(problems)
    path = EXTERNAL / f"{file_stem(options.id)}.odcs.yaml"
    contract_text = yaml_text(draft_content(head, found.tables))
    noted = lint(path.as_posix(), contract_text.encode())
    refuse(one for one in noted if one.severity is Severity.ERROR)
    with written([PlannedFile(path, contract_text)], root):
        pass
    remarks = tuple(type_remarks(head, found.tables))
    return report(
        [*noted, *([_remarked(path, remarks)] if remarks else [])],
        *_summary(path, head, found, origin),
    )


def _read(
    origin: str, options: ContractDraftOptions, root: Path, environment: Mapping[str, str]
) -> _Found:
    if origin.startswith(POSTGRES):
        variable = origin.removeprefix(POSTGRES)
        address = environment.get(variable, "")
        if not address:
            raise CannotRead(f"The variable `{variable}`, Postgres' address, is not set")
        database = tables_of_postgres(address)
        matched = _OF_A_URL.search(address) or _OF_LIBPQ.search(address)
        host = matched[1] if matched and not matched[1].startswith("/") else ""
        return _Found(database.tables, "postgres", postgres=database, host=host)
    path = root / origin
    if not path.exists():
        raise CannotRead(f"There is no `{origin}`")
    if origin.endswith((".yml", ".yaml")):
        document = read_yaml(origin, read_file(str(path)))
        if (wrong := which_source(document, options.source)) is not None:
            raise InputError([option_error(GOAL, "source", *wrong)])
        source = draft_source(document, options.source, root)
        return _Found(source.tables, source=source)
    if origin.endswith(DATABASES):
        return _Found(tables_of_database(path))
    if path.is_dir() or is_rows(path):
        return _Found(tables_of_files(path))
    raise CannotRead(f"`{origin}` is none of what can be read: {_DESCRIBED['from']}")


def _chosen(found: _Found, options: ContractDraftOptions) -> tuple[_Found, list[Finding]]:
    """The tables that are wanted, by their names or with their schemas."""
    wanted = listed(options.tables)
    known = {name for t in found.tables for name in (t.name, f"{t.schema}.{t.name}")}
    unknown = [name for name in wanted if name not in known]
    tables = tuple(
        t for t in found.tables if not wanted or {t.name, f"{t.schema}.{t.name}"} & set(wanted)
    )
    if found.tables and unknown:
        what = f"There is no table {', '.join(f'`{name}`' for name in unknown)}."
        fix = f"There are {', '.join(sorted(t.name for t in found.tables))}."
        return found, [option_error(GOAL, "tables", what, fix)]
    schemas = sorted({str(t.schema) for t in tables})
    if len(schemas) > 1:
        what = f"The tables are in several schemas: {', '.join(schemas)}. A contract has one."
        fix = "Name tables of one, such as `--contract-draft-tables=sales.orders,sales.lines`."
        return found, [option_error(GOAL, "tables", what, fix)]
    return replace(found, tables=tables), []


def _schema(found: _Found) -> str:
    if found.postgres:
        return next((t.schema for t in found.tables if t.schema), "")
    # A DuckDB file says nothing of where its tables are in production.
    return (found.source.schema or found.source.name) if found.source else ""


def _wrong_names(options: ContractDraftOptions, root: Path) -> Iterator[Finding]:
    if options.id and not is_outside_id(options.id):
        what = f"`{options.id}` cannot be the id of a contract."
        yield option_error(GOAL, "id", what, "Write it as in `crm-v1`.")
    elif options.id and (taken := provided(root, options.id)) is not None:
        what = f"The id `{options.id}` is that of {taken.contract.file}."
        yield option_error(GOAL, "id", what, "Take another id.")


def _unknown_types(head: DraftHead, found: _Found, origin: str) -> Iterator[Finding]:
    untyped = [f"{t.name}.{c.name}" for t in found.tables for c in t.columns if c.type_text is None]
    bare = [t.name for t in found.tables if not t.columns]
    if untyped or bare:
        yield Finding(
            rule="type-not-said",
            severity=Severity.ERROR,
            file=origin,
            message=f"Nobody says the columns or types of {', '.join([*bare, *untyped])}.",
            fix="Write `columns` with `data_type`, or rows into the product's"
            " tests/inputs/<source>/<table>.csv.",
        )
    for table in found.tables:
        for column in table.columns:
            if column.type_text and draft_type(head, column.type_text) is None:
                yield Finding(
                    rule="type-unknown",
                    severity=Severity.ERROR,
                    file=origin,
                    message=f"`{table.name}.{column.name}` has the type `{column.type_text}`, for"
                    " which Databricks has none.",
                    fix="Leave its table out with --contract-draft-tables, or give it a view"
                    " with a cast.",
                )


def _server(found: _Found, given: Mapping[str, str]) -> dict[str, Any]:
    if found.postgres:
        return {
            "server": PRODUCTION,
            "type": "postgres",
            "host": given["host"],
            "port": found.postgres.port,
            "database": given["catalog"],
            "schema": given["schema"],
        }
    return databricks_server(given["host"], given["catalog"], given["schema"])


def _title(contract_id: str) -> str:
    return re.sub(r"-v\d+$", "", contract_id).replace("-", " ").capitalize()


def _remarked(path: Path, remarks: tuple[str, ...]) -> Finding:
    return Finding(
        rule="types-differ",
        severity=Severity.INFO,
        file=path.as_posix(),
        message="Engines hold values of these types in two ways.",
        fix="Look whether that matters to those who read them.",
        details=remarks,
    )


def _summary(path: Path, head: DraftHead, found: _Found, origin: str) -> Iterable[str]:
    columns = sum(len(table.columns) for table in found.tables)
    many = "s" * (len(found.tables) != 1)
    keyless = [t.name for t in found.tables if not any(c.key for c in t.columns)]
    yield f"wrote {path}"
    yield f"{len(found.tables)} table{many} with {columns} columns."
    if keyless:
        yield f"No key is known of {', '.join(keyless)}."
    if found.source:
        yield (
            f"In {origin}, line {found.source.line}, give the source `{found.source.name}`"
            f" `config: {{meta: {{data_contract: {{id: {head.id}}}}}}}`."
        )
    yield (
        "Next: describe what is in it, set `status: active`, then ./pants tailor contracts:: and"
        " ./pants generate lint contracts::"
    )


def main() -> int:
    form, request = sys.argv[1:]
    # `from` is a word of Python.
    given = read_options(Path(request), dict[str, Any])
    origin = str(given.pop("from", ""))
    options = wire.typed(given, ContractDraftOptions)
    return run_process(lambda: contract_draft(origin, options, Path(), os.environ), FORMATS[form])


if __name__ == "__main__":
    sys.exit(main())
