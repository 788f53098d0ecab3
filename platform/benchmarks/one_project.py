"""The models of a made mesh in one project, as dbt and SQLMesh would have them.

Tests and descriptions are left out, so others have less to read than they would have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import yaml

# Not the name of a schema in it, or a view would mean either.
DATABASE = "all.duckdb"
_PARTIES = re.compile(r"\{\{ (ref|source)\('(\w+)'(?:, '(\w+)')?\) \}\}")
_AS_OF = "{{ dbt_common.as_of() }}"
_INSTANT = "timestamp '2026-01-31'"
_PROFILE = """\
mesh:
  target: local
  outputs:
    local: {type: duckdb, path: 'mesh.duckdb'}
"""
_PROJECT = """\
name: mesh
profile: mesh
config-version: 2
model-paths: [models]
flags: {send_anonymous_usage_stats: false}
"""


@dataclass(frozen=True, slots=True)
class Model:
    """``name`` is unique in all products: the product's, and the model's own."""

    product: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """To a model by its unique name, or to a table outside by its source and its own."""

    source: str | None
    name: str


def models_of(repository: Path) -> Iterator[Model]:
    for product in sorted((repository / "products").iterdir()):
        for file in sorted(product.glob("models/**/*.sql")):
            text = file.read_text(encoding="utf-8")
            yield Model(product.name, f"{product.name}__{file.stem}", text)


def with_references(
    model: Model, by_contract: Mapping[str, str], show: Callable[[Reference], str]
) -> str:
    """Its SQL with each `ref` and `source` as ``show`` writes it."""

    def shown(match: re.Match[str]) -> str:
        kind, first, table = match.groups()
        if kind == "ref":
            return show(Reference(None, f"{model.product}__{first}"))
        if first in by_contract:
            return show(Reference(None, by_contract[first]))
        return show(Reference(first, table))

    return _PARTIES.sub(shown, model.text.replace(_AS_OF, _INSTANT))


def models_by_contract(repository: Path) -> dict[str, str]:
    """The model that fulfils a contract, by the contract's name as a dbt source."""
    return {
        contract.name.split(".odcs.")[0].replace("-", "_"): f"{product.name}__{sql.stem}"
        for product in (repository / "products").iterdir()
        for contract in product.glob("models/output_ports/*/*.odcs.yaml")
        for sql in contract.parent.glob("*.sql")
    }


def write_dbt_project(repository: Path, folder: Path) -> None:
    by_contract = models_by_contract(repository)
    sources: dict[str, set[str]] = {}

    def show(reference: Reference) -> str:
        if reference.source is None:
            return f"{{{{ ref('{reference.name}') }}}}"
        sources.setdefault(reference.source, set()).add(reference.name)
        return f"{{{{ source('{reference.source}', '{reference.name}') }}}}"

    folder.mkdir()
    (folder / "dbt_project.yml").write_text(_PROJECT)
    (folder / "profiles.yml").write_text(_PROFILE)
    for model in models_of(repository):
        file = dbt_file(folder, model.name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(with_references(model, by_contract, show), encoding="utf-8")
    lines = ["sources:"]
    for source, names in sorted(sources.items()):
        lines += [f"- name: {source}", "  tables:"]
        lines += [f"  - name: {name}" for name in sorted(names)]
    (folder / "models/sources.yml").write_text("\n".join(lines) + "\n")


def dbt_file(folder: Path, model: str) -> Path:
    return folder / "models" / model.partition("__")[0] / f"{model}.sql"


def write_sqlmesh_project(repository: Path, folder: Path) -> None:
    """As views of SQLMesh's own kind, the fastest that it has."""
    by_contract = models_by_contract(repository)

    def show(reference: Reference) -> str:
        return f"{reference.source or 'mesh'}.{reference.name}"

    folder.mkdir()
    (folder / "config.yaml").write_text(_SQLMESH)
    _create_outside(repository, folder / DATABASE)
    for model in models_of(repository):
        file = sqlmesh_file(folder, model.name)
        file.parent.mkdir(parents=True, exist_ok=True)
        query = with_references(model, by_contract, show)
        text = f"MODEL (name mesh.{model.name}, kind VIEW);\n\n{query}"
        file.write_text(text, encoding="utf-8")


def _create_outside(repository: Path, database: Path) -> None:
    """The tables of systems outside, without rows: a view is not made without them."""
    with duckdb.connect(str(database)) as connection:
        for file in sorted(repository.glob("contracts/external/*.odcs.yaml")):
            contract = yaml.safe_load(file.read_bytes())
            schema = contract["id"].replace("-", "_")
            connection.execute(f"create schema {schema}")
            for described in contract["schema"]:
                columns = ", ".join(
                    f"{column['name']} {column['physicalType']}"
                    for column in described["properties"]
                )
                connection.execute(f"create table {schema}.{described['name']} ({columns})")


def sqlmesh_file(folder: Path, model: str) -> Path:
    return folder / "models" / model.partition("__")[0] / f"{model}.sql"


_SQLMESH = """\
gateways:
  local:
    connection: {type: duckdb, database: all.duckdb}
default_gateway: local
model_defaults: {dialect: duckdb, start: '2026-01-01'}
disable_anonymized_analytics: true
"""


def most_read(repository: Path) -> Path:
    """The product that most others name as their provider."""
    pinned = repository.glob("products/*/models/input_ports/*.odcs.yaml")
    readers = Counter(file.name for file in pinned)
    contracts = sorted(repository.glob("products/*/models/output_ports/*/*.odcs.yaml"))
    return max(contracts, key=lambda contract: readers[contract.name]).parents[3]
