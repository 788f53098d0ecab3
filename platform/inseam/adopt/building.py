"""Building and testing a product in the small repository, as `./pants test` does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from inseam.adopt.bench import PROFILES
from inseam.adopt.reading import AS_OF
from inseam.codegen.input_ports import input_ports
from inseam.dbt_project.own_catalog import database_file, own_catalog
from inseam.documents.yaml_document import read_yaml
from inseam.odcs.canonical import canonical_text
from inseam.report.finding import Finding, Severity
from inseam.testing.dbt_runs import TARGET_FOLDER
from inseam.testing.first_build import DATABASES
from inseam.testing.request import ContractInput, Synthesis, TestRequest, read_contract_input
from inseam.testing.steps import run_test
from inseam.testing.summary import summarise

_ROWS = Synthesis(rows=50, seed=0)


@dataclass(frozen=True, slots=True)
class Tested:
    """``columns`` are those that each node was built with, by its id: by column name the type on
    DuckDB.
    """

    summary: tuple[str, ...]
    findings: tuple[Finding, ...]
    columns: Mapping[str, Mapping[str, str]]

    @property
    def is_green(self) -> bool:
        return not any(f.severity is Severity.ERROR for f in self.findings)


def build_and_test(product: str) -> Tested:
    """In the small repository, whose working folder this process has."""
    project = Path("products", product)
    own = _contracts(sorted(project.glob("models/output_ports/*/*.odcs.yaml")))
    wanted = {port.contract_id for port in input_ports(project)}
    everywhere = [
        *Path("contracts/external").glob("*.odcs.yaml"),
        *Path("products").glob("*/models/output_ports/*/*.odcs.yaml"),
    ]
    request = TestRequest(
        project=project,
        profiles=PROFILES,
        as_of=AS_OF,
        output_ports=own,
        input_ports=_contracts(p for p in sorted(everywhere) if _stem(p) in wanted),
        claimed_twice={},
        cycle=(),
        synthesis=_ROWS,
        results=Path("_results"),
        results_shown_at=Path("_results"),
    )
    request.results.mkdir()
    outcome = run_test(request)
    database = database_file(DATABASES, own_catalog(request.own_contracts))
    return Tested(
        summary=summarise(product, outcome, _ROWS),
        findings=tuple(located.finding for located in outcome.findings),
        columns=_columns_of_nodes(_columns(database)),
    )


def _stem(path: Path) -> str:
    return path.name.removesuffix(".odcs.yaml")


def _contracts(paths: Iterable[Path]) -> dict[str, ContractInput]:
    found: dict[str, ContractInput] = {}
    folder = Path("_contracts")
    folder.mkdir(exist_ok=True)
    for path in paths:
        canonical = folder / f"{_stem(path)}.json"
        canonical.write_text(canonical_text(read_yaml(str(path), path.read_bytes())), "utf-8")
        entry = {"file": str(path), "canonical": str(canonical)}
        read = read_contract_input(entry, Path())
        found[read.contract.id] = read
    return found


def _columns_of_nodes(
    built: Mapping[tuple[str, str], Mapping[str, str]],
) -> dict[str, Mapping[str, str]]:
    manifest = Path(TARGET_FOLDER, "build", "manifest.json")
    if not manifest.is_file():
        return {}
    nodes = json.loads(manifest.read_bytes())["nodes"]
    return {
        id: built[place]
        for id, node in nodes.items()
        if (place := (str(node["schema"]).lower(), str(node["alias"]).lower())) in built
    }


def _columns(database: Path) -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    if not database.is_file():
        return found
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select lower(table_schema), lower(table_name), column_name, data_type"
            " from information_schema.columns where table_catalog = current_database()"
            " order by 1, 2, ordinal_position"
        ).fetchall()
    for schema, table, column, type_ in rows:
        found.setdefault((schema, table), {})[column] = type_
    return found
