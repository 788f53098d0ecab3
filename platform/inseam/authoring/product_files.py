"""The files of a new product, but for those that `./pants generate` makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inseam.authoring.agreement import agreement_file
from inseam.authoring.product import NewProduct
from inseam.authoring.product_sql import in_staging, port_sql, staging_sql
from inseam.authoring.product_unit_tests import unit_tests
from inseam.authoring.repository import Provided
from inseam.authoring.wiring import InputTable
from inseam.authoring.written_files import PlannedFile
from inseam.authoring.yaml_text import yaml_text
from inseam.odcs.names import file_stem, source_name

PACKAGE = "dbt_common"


def product_files(product: NewProduct) -> list[PlannedFile]:
    """In the order in which a person reads them."""
    folder = product.folder
    texts = {
        "README.md": _readme(product),
        f"{product.name}.odps.yaml": yaml_text(_odps(product)),
        "BUILD": "data_product()\n",
        "dbt_project.yml": yaml_text(_dbt_project(product)),
        "packages.yml": f"packages:\n  - local: ../../shared/{PACKAGE}\n",
        ".dbtignore": "*.odcs.yaml\n*.odps.yaml\n",
        "models/_groups.yml": yaml_text(_groups(product)),
    }
    files = [PlannedFile(Path(folder, path), text) for path, text in texts.items()]
    files += _port_files(product)
    for provided in product.inputs:
        stem = file_stem(provided.contract.id)
        path = Path(folder, "models", "input_ports", f"{stem}.source.yaml")
        files.append(PlannedFile(path, yaml_text(_source(product, provided))))
    files += _staging_files(product)
    files += [
        agreement_file(product.name, provided, product.description["purpose"], product.start)
        for provided in product.inputs
    ]
    return files


def _port_files(product: NewProduct) -> Iterator[PlannedFile]:
    folder = Path(product.port_folder)
    yield PlannedFile(folder / f"{product.contract.id}.odcs.yaml", product.contract_text)
    for wired in product.objects:
        sql = port_sql(wired, product.contract.id)
        yield PlannedFile(folder / f"{product.model_of(wired)}.sql", sql)
    if tests := unit_tests(product):
        text = yaml_text({"version": 2, "unit_tests": tests})
        yield PlannedFile(folder / "_unit_tests.yml", text)


def _staging_files(product: NewProduct) -> Iterator[PlannedFile]:
    folder = Path(product.folder, "models", "staging")
    for table in product.tables:
        yield PlannedFile(folder / f"{table.model}.sql", staging_sql(table))
    if product.tables:
        models = [_staging_model(table) for table in product.tables]
        yield PlannedFile(folder / "_models.yml", yaml_text({"version": 2, "models": models}))


def _staging_model(table: InputTable) -> dict[str, Any]:
    said = table.table.description or f"The table `{table.table.physical_name}`."
    return {
        "name": table.model,
        "description": f"{said} As `{table.contract.id}` has it.",
        "columns": [
            _described(in_staging(column.physical_name), column.description)
            for column in table.table.properties
        ],
    }


def _described(name: str, description: str | None) -> dict[str, Any]:
    return {"name": name, **({"description": description} if description else {})}


def _source(product: NewProduct, provided: Provided) -> dict[str, Any]:
    contract = provided.contract
    source: dict[str, Any] = _described(source_name(contract.id), provided.description)
    return {
        "version": 2,
        "sources": [
            {
                **source,
                "database": contract.catalog,
                "schema": contract.schema,
                "loader": provided.provider,
                "config": {
                    "meta": {
                        "data_contract": {
                            "id": contract.id,
                            "file": f"models/input_ports/{file_stem(contract.id)}.odcs.yaml",
                        }
                    }
                },
                "tables": [
                    {
                        **_described(table.table.physical_name, table.table.description),
                        "columns": [
                            _described(column.physical_name, column.description)
                            for column in table.table.properties
                        ],
                    }
                    for table in product.tables_of(provided)
                ],
            }
        ],
    }


def _dbt_project(product: NewProduct) -> dict[str, Any]:
    layers: dict[str, Any] = {
        "+group": product.team,
        "staging": {"+materialized": "view"},
        "intermediate": {"+materialized": "view"},
        "output_ports": {"+materialized": "table", "+access": "public"},
    }
    if not product.tables:
        del layers["staging"]
    # dbt warns of a folder that is not there.
    del layers["intermediate"]
    versions = {"require-dbt-version": product.dbt_versions} if product.dbt_versions else {}
    return {
        "name": product.name,
        "version": "1.0.0",
        "config-version": 2,
        **versions,
        "profile": "inseam",
        "flags": {"send_anonymous_usage_stats": False},
        "models": {product.name: layers},
    }


def _groups(product: NewProduct) -> dict[str, Any]:
    email = {"email": product.email} if product.email else {}
    return {
        "version": 2,
        "groups": [{"name": product.team, "owner": {"name": product.team, **email}}],
    }


def _odps(product: NewProduct) -> dict[str, Any]:
    contract = product.contract
    content: dict[str, Any] = {
        "apiVersion": "v1.0.0",
        "kind": "DataProduct",
        "id": product.name,
        "name": product.title,
        "version": "1.0.0",
        "status": contract.status or "draft",
        "domain": product.domain,
        "description": dict(product.description),
    }
    if product.archetype:
        content["customProperties"] = [{"property": "archetype", "value": product.archetype}]
    if product.inputs:
        content["inputPorts"] = [
            {"name": id_, "version": p.contract.version, "contractId": id_}
            for p in product.inputs
            for id_ in (p.contract.id,)
        ]
    port: dict[str, Any] = {
        "name": contract.id,
        "type": "tables",
        "version": contract.version,
        "contractId": contract.id,
    }
    if product.inputs:
        port["inputContracts"] = [
            {"id": p.contract.id, "version": p.contract.version} for p in product.inputs
        ]
    content["outputPorts"] = [port]
    if product.support:
        content["support"] = [dict(channel) for channel in product.support]
    content["team"] = {"name": product.team}
    return {key: value for key, value in content.items() if value is not None}


def _readme(product: NewProduct) -> str:
    rows = [
        f"| reads | `{of.id}` of `{p.provider}` | `{of.catalog}.{of.schema}` |"
        for p in product.inputs
        for of in (p.contract,)
    ]
    contract = product.contract
    place = f"{contract.catalog}.{contract.schema}" if contract.server else contract.id
    rows.append(f"| offers | `{contract.id}` | `{place}` |")
    objects = [
        f"- `{wired.object.physical_name}`"
        + (f": {wired.object.description}" if wired.object.description else "")
        for wired in product.objects
    ]
    limits = [
        product.description[key] for key in ("limitations", "usage") if key in product.description
    ]
    parts = [
        f"# {product.title}",
        product.description["purpose"],
        *limits,
        f"Owned by `{product.team}`.",
        "## Ports",
        "\n".join(["| | contract | where |", "|---|---|---|", *rows]),
        "\n".join(objects),
        "## Run it",
        f"    ./pants test {product.folder}::",
    ]
    return "\n\n".join(parts) + "\n"
