"""Brings rows of systems outside into an environment.

``python -m inseam.ingest <product>``, with `--environment`, `--contract`, `--format`, `--wait`.

Runs at the top of the repository. Exit codes: 0 everything is there, 1 something was not brought
in, 2 something cannot be read, 3 a fault of ours.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from inseam.authoring.drafted_tables import CannotRead
from inseam.authoring.repository import EXTERNAL, PRODUCTS, provided
from inseam.codegen.input_ports import input_ports
from inseam.documents.yaml_document import Document
from inseam.environments.author import author
from inseam.environments.definition import FILE, Environment, named, read_environments
from inseam.environments.lake import attach_statement, variables
from inseam.environments.operations import OperationFailed, Operations
from inseam.ingest.ingest import Done, ingest
from inseam.ingest.source import VARIABLES, Address
from inseam.ingest.staging import StagingFailed
from inseam.load.load import Caller
from inseam.odcs.contract import Contract
from inseam.odcs.types import DIALECTS
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.formats import FORMATS
from inseam.report.process import run_process
from inseam.report.report import Report, report

_PORT = 5432


def run(options: argparse.Namespace, repository: Path, given: Mapping[str, str]) -> Report:
    environment = named(read_environments(), options.environment)
    _check_environment(environment)
    contracts = _contracts(options.product, options.contract)
    addresses = [_address(document, contract, given) for document, contract in contracts]
    operations = Operations.of_repository(
        repository, environment.target, variables(environment, repository, given)
    )
    caller = Caller(author().who, lambda: datetime.now(UTC), _notify)
    findings: list[Finding] = []
    summary: list[str] = []
    for (document, contract), address in zip(contracts, addresses, strict=True):
        try:
            done, said = ingest(
                *(document, contract, address, environment, repository, operations, caller),
                options.wait,
            )
        except (CannotRead, OperationFailed, StagingFailed) as failure:
            findings.append(_failed(contract, failure))
            continue
        findings += said
        summary += [] if done is None else _summary(done, environment)
    statement = attach_statement(environment, repository)
    if statement and summary:
        summary.append(f"Any DuckDB client reads it: {statement}")
    return report(findings, *summary)


def _check_environment(environment: Environment) -> None:
    if environment.location is not None:
        return
    raise InputError(
        [
            _error(
                "ingest-environment",
                FILE.as_posix(),
                environment.line,
                f"The environment `{environment.name}` is not a lake. On Databricks source systems"
                " are foreign catalogs of Lakehouse Federation, which nobody brings rows into.",
                "Name a lake: --environment lake",
            )
        ]
    )


def _contracts(product: str, wanted: str) -> list[tuple[Document, Contract]]:
    """Of each Postgres outside that the product reads. Raises `InputError`."""
    folder = PRODUCTS / product
    ids = [port.contract_id for port in input_ports(folder)]
    found = []
    for id in ids:
        read = provided(Path(), id) if wanted in ("", id) else None
        if read is None or read.product is not None:
            continue
        if any(DIALECTS.get(server.type) == "postgres" for server in read.contract.servers):
            found.append((read.document, read.contract))
    if not found:
        which = f"`{wanted}`" if wanted else "a contract of a Postgres"
        what = f"The product `{product}` does not read {which} from {EXTERNAL}."
        reads = ", ".join(f"`{id}`" for id in ids) or "nothing"
        fix = f"It reads {reads}. Name one of them that is a Postgres: --contract <id>"
        raise InputError([_error("ingest-nothing", folder.as_posix(), None, what, fix)])
    return found


def _address(document: Document, contract: Contract, given: Mapping[str, str]) -> Address:
    """Of the contract's server, unless the environment says otherwise. Raises `InputError`."""
    server = next(s for s in contract.servers if DIALECTS.get(s.type) == "postgres")
    line = document.line(("servers",))
    if contract.server is None or not (server.host or given.get(f"{VARIABLES}HOST")):
        what = "No server of the contract has a host, a database and a schema."
        fix = f"Write them at one of its `servers`, or set `{VARIABLES}HOST`."
        raise InputError([_error("ingest-without-place", contract.file, line, what, fix)])
    port = given.get(f"{VARIABLES}PORT", "") or str(server.port or _PORT)
    if not port.isdecimal():
        what, fix = f"`{VARIABLES}PORT` is `{port}`.", "Set it to a number, such as 5432."
        raise InputError([_error("ingest-port", contract.file, line, what, fix)])
    return Address(
        given.get(f"{VARIABLES}HOST") or str(server.host),
        int(port),
        given.get(f"{VARIABLES}DATABASE") or str(server.catalog),
        given.get(f"{VARIABLES}USER", ""),
        given.get(f"{VARIABLES}PASSWORD", ""),
    )


def _failed(contract: Contract, failure: Exception) -> Finding:
    fix = (
        f"Correct what it names, and call this again. `{VARIABLES}HOST`, `_PORT`, `_DATABASE`,"
        " `_USER` and `_PASSWORD` say where the database is and who reads it."
    )
    what = f"`{contract.id}` was not brought in; its tables are as they were before: {failure}"
    return _error("ingest-failed", contract.file, None, what, fix)


def _error(rule: str, file: str, line: int | None, message: str, fix: str) -> Finding:
    return Finding(
        rule=rule, severity=Severity.ERROR, file=file, line=line, message=message, fix=fix
    )


def _summary(done: Done, environment: Environment) -> Iterator[str]:
    changed = [table for table in done.tables if table.changed]
    rows = sum(table.rows for table in done.tables)
    yield (
        f"{done.contract.id} {done.contract.version}: {len(done.tables)} tables, {rows:,} rows in"
        f" {environment.name}, as of {done.data_as_of.isoformat(timespec='seconds')};"
        f" {len(changed)} of them changed, {sum(t.read for t in done.tables):,} rows read."
    )
    for table in changed:
        yield f"  {table.place}: {table.rows:,} rows, {table.read:,} read"
    if done.over_made:
        yield "The rows that `./pants load` had made there are gone: these are the system's own."


def _notify(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="ingest", description="Bring rows of systems outside into an environment."
    )
    parser.add_argument("product", help="the product's name")
    parser.add_argument("--environment", default="", help="a name in platform/environments.yaml")
    parser.add_argument("--contract", default="", help="the id of one contract of several")
    parser.add_argument("--format", default="text", choices=sorted(FORMATS))
    parser.add_argument("--wait", default=600.0, type=float, help="seconds for another writer")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    options = _parse(arguments)
    try:
        return run_process(lambda: run(options, Path.cwd(), os.environ), FORMATS[options.format])
    except KeyboardInterrupt:
        print("Interrupted. Call it again: nothing is half there.", file=sys.stderr)
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
