"""The facts of a repository of a few files, without dbt.

Documents, contracts and SQL are read as the facts' processes do. Of dbt's manifest there is as much
as the SQL's analysis asks for, made from the files' places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import jinja2
import yaml

from inseam.documents.yaml_document import read_yaml
from inseam.facts.compiled import OwnSql
from inseam.facts.contracts import read_contracts
from inseam.facts.documents import read_documents
from inseam.facts.engine import ENGINES
from inseam.facts.lines import to_lines
from inseam.facts.manifest_rows import Project
from inseam.facts.schema import (
    EXTERNAL,
    PUBLISHED,
    ExposureReadRow,
    ExposureRow,
    ModelDependencyRow,
    ModelRow,
    SourceRow,
    SourceTableRow,
)
from inseam.facts.sql_rows import sql_rows
from inseam.facts.tables import Row
from inseam.facts.teams import read_teams
from inseam.odcs.contract import Contract, read_contract
from inseam.report.finding import InputError
from testkit.sparse_row import row


def write_facts(root: Path, out: Path) -> None:
    """Of the repository at ``root``, which must be the working folder."""
    folders = sorted({file.parents[0] for file in Path("products").glob("*/*.odps.yaml")})
    contracts = dict(_contracts())
    out.mkdir(parents=True, exist_ok=True)
    for folder in folders:
        rows = [*read_documents(folder).rows, *_dbt_rows(folder, contracts)]
        (out / f"{folder.name}.jsonl").write_bytes(to_lines(rows))
    for file in sorted(Path("contracts/external").glob("*.odcs.yaml")):
        rows = list(read_contracts(EXTERNAL, [file]).rows)
        (out / f"{file.name}.jsonl").write_bytes(to_lines(rows))
    if published := sorted(Path("contracts/published").glob("*/*.odcs.yaml")):
        rows = list(read_contracts(PUBLISHED, published).rows)
        (out / "published.jsonl").write_bytes(to_lines(rows))
    teams = Path("platform/teams.yaml")
    (out / "teams.jsonl").write_bytes(to_lines(read_teams(teams).rows))


def _contracts() -> Iterator[tuple[str, Contract]]:
    for glob in ("products/*/models/output_ports/*/*.odcs.yaml", "contracts/external/*.odcs.yaml"):
        for file in sorted(Path().glob(glob)):
            try:
                contract = read_contract(read_yaml(str(file), file.read_bytes()))
            except InputError:
                continue
            yield contract.id, contract


@dataclass
class _Project:
    """In place of `Project`: what is asked of it."""

    product: str
    models: list[Any]
    sources: list[Any]

    @property
    def name(self) -> str:
        return self.product

    @property
    def manifest(self) -> Any:
        return SimpleNamespace(nodes={model.unique_id: model for model in self.models})

    @staticmethod
    def file(node: Any) -> str:
        return str(node.file)


def _dbt_rows(folder: Path, contracts: dict[str, Contract]) -> Iterator[Row]:
    sources = list(_sources(folder))
    models = [_model(folder, file) for file in sorted(folder.glob("models/**/*.sql"))]
    project = _Project(folder.name, models, sources)
    for source in sources:
        common = {
            "product": folder.name,
            "source": source.source_name,
            "contract_id": source.meta["data_contract"].get("id"),
            "file": source.file,
            "line": 3,
        }
        yield row(SourceRow, **common)
        yield row(SourceTableRow, **common, table_name=source.name, identifier=source.identifier)
    for model in models:
        yield row(
            ModelRow,
            product=folder.name,
            model=model.name,
            kind="model",
            alias=model.alias,
            relation=".".join((model.database, model.schema, model.alias)),
            database=model.database,
            schema=model.schema,
            layer=Path(model.file).relative_to(folder / "models").parts[0],
            contract_id=model.contract_id,
            file=model.file,
        )
    compiled = {}
    for model in models:
        names = _Names(models, sources)
        compiled[model.unique_id] = OwnSql(names.render(Path(model.file)))
        for read in names.read:
            yield row(
                ModelDependencyRow,
                product=folder.name,
                model=model.name,
                **_read(read),
                file=model.file,
            )
    yield from _exposures(folder, models, sources)
    yield from sql_rows(cast(Project, project), compiled, contracts, ENGINES["duckdb"])


def _model(folder: Path, file: Path) -> Any:
    contract = next((each.name.split(".")[0] for each in file.parent.glob("*.odcs.yaml")), None)
    return SimpleNamespace(
        unique_id=f"model.{folder.name}.{file.stem}",
        resource_type="model",
        package_name=folder.name,
        language="sql",
        name=file.stem,
        alias=file.stem,
        database="lake",
        schema=f"op_{contract}" if contract else f"internal_{folder.name}",
        contract_id=contract,
        config=SimpleNamespace(materialized="table", meta={}),
        file=str(file),
    )


def _sources(folder: Path) -> Iterator[Any]:
    for file in sorted(folder.glob("models/input_ports/*.source.yaml")):
        for source in yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"]:
                yield SimpleNamespace(
                    source_name=source["name"],
                    name=table["name"],
                    identifier=table.get("identifier", table["name"]),
                    database="lake",
                    schema=source["name"],
                    meta=source["config"]["meta"],
                    config=SimpleNamespace(meta={}),
                    file=str(file),
                )


def _exposures(folder: Path, models: list[Any], sources: list[Any]) -> Iterator[Row]:
    for file in sorted(folder.glob("models/*.yml")):
        for each in yaml.safe_load(file.read_text(encoding="utf-8"))["exposures"]:
            common = {"product": folder.name, "exposure": each["name"], "file": str(file)}
            yield row(ExposureRow, **common, type=each["type"], owner=each["owner"]["name"])
            names = _Names(models, sources)
            names.render_text("".join(f"{{{{ {read} }}}}" for read in each["depends_on"]))
            for read in names.read:
                yield row(ExposureReadRow, **common, **_read(read))


def _read(read: Any) -> dict[str, Any]:
    return {
        "depends_on": read.name,
        "source": getattr(read, "source_name", None),
        "contract_id": getattr(read, "meta", {}).get("data_contract", {}).get("id"),
    }


class _Names:
    """What `ref` and `source` are in a model, and which of them it calls."""

    def __init__(self, models: Iterable[Any], sources: Iterable[Any]) -> None:
        self._models = {each.name: each for each in models}
        self._sources = {(each.source_name, each.name): each for each in sources}
        self.read: list[Any] = []

    def render(self, file: Path) -> str:
        return self.render_text(file.read_text(encoding="utf-8"))

    def render_text(self, text: str) -> str:
        template = jinja2.Template(text, keep_trailing_newline=True)
        return template.render(ref=self._ref, source=self._source)

    def _ref(self, name: str) -> str:
        self.read.append(self._models[name])
        return f"lake.{self.read[-1].schema}.{self.read[-1].alias}"

    def _source(self, source: str, table: str) -> str:
        self.read.append(self._sources[source, table])
        return f"lake.{self.read[-1].schema}.{self.read[-1].identifier}"
