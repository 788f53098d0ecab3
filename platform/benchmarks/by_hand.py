"""Today's way to test a product: dbt and datacontract-cli, called one after the other."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from benchmarks.bench import Bench
from benchmarks.measuring import Done, timed
from benchmarks.repository import Repository

from inseam.testing.environment import databases, read_env

COMMAND = "dbt run && dbt test && datacontract test <contract>"


@dataclass(frozen=True)
class ByHand:
    """A product whose input rows are loaded, as `./pants run` leaves it."""

    project: Path
    dbt: Path
    datacontract: Path
    contracts: tuple[Path, ...]

    def test(self) -> Done:
        """dbt keeps what it has parsed, as it does for a person."""
        tests = [f"{_quoted(self.datacontract)} test {_quoted(file)}" for file in self.contracts]
        return self.shell(" && ".join([self._dbt("run"), self._dbt("test"), *tests]))

    def compile(self) -> Done:
        return self.shell(self._dbt("compile"))

    def shell(self, command: str) -> Done:
        script = f"set -eu; set -a; . ./.inseam/env; set +a; {command}"
        return timed(["/bin/bash", "-c", script], self.project)

    def _dbt(self, word: str) -> str:
        return f"{_quoted(self.dbt)} --quiet --no-version-check {word}"


def by_hand(bench: Bench, repository: Repository, product: str) -> ByHand:
    """Loads the product's inputs, which nobody does before each test, and names its rows to
    datacontract-cli.
    """
    bench.say(f"loading the input rows of {product}")
    repository.pants("run", f"products/{product}", "--", "build", "--quiet")
    project = repository.root / "products" / product
    database = databases(read_env(project / ".inseam"))[0]
    contracts = tuple(
        _of_local_rows(file, database, project / ".inseam")
        for file in sorted(project.glob("models/output_ports/*/*.odcs.yaml"))
    )
    return ByHand(project, bench.tool("dbt"), bench.tool("datacontract"), contracts)


def _of_local_rows(file: Path, database: Path, folder: Path) -> Path:
    """The contract with the file that dbt builds in as its server."""
    contract = yaml.safe_load(file.read_bytes())
    schema = contract["servers"][0]["schema"]
    server = {"server": "local", "type": "duckdb", "database": str(database), "schema": schema}
    # Service levels ask the clock of today, and these rows are of another time and few.
    local = {**contract, "servers": [server], "slaProperties": []}
    for entry in contract["schema"]:
        for described in (entry, *entry.get("properties", ())):
            if rules := described.get("quality"):
                described["quality"] = [rule for rule in rules if not _is_of_production(rule)]
    written = folder / file.name
    written.write_text(yaml.safe_dump(local, sort_keys=False), encoding="utf-8")
    return written


def _is_of_production(rule: Mapping[str, Any]) -> bool:
    said = {entry["property"]: entry["value"] for entry in rule.get("customProperties", ())}
    return said.get("evaluatedIn") == "production"


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
