"""The rows that `inseam.facts` reads of a made mesh (benchmarks.mesh), written without dbt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.mesh_plan import Column, Mesh, Port, Product

from inseam.facts import schema
from inseam.facts.lines import to_lines
from inseam.facts.tables import Row
from testkit.sparse_row import row


def contract_rows(port: Port) -> Iterator[Row]:
    kind = schema.OUTPUT_PORT if port.product else schema.EXTERNAL
    place = {"product": port.product, "contract_id": port.contract_id, "kind": kind}
    place["file"] = f"{port.contract_id}.odcs.yaml"
    yield row(schema.ContractRow, **place)
    yield row(schema.ContractObjectRow, **place, object=port.object, physical_name=port.object)
    for column in port.columns:
        yield row(
            schema.ContractColumnRow,
            **place,
            object=port.object,
            column_name=column.name,
            physical_name=column.name,
            depth=0,
        )


def product_rows(product: Product) -> Iterator[Row]:
    yield row(schema.ProductRow, product=product.name)
    joined, key = f"int_{product.port.object}", product.reads[0].key
    for place, port in enumerate(product.reads):
        source = port.contract_id.replace("-", "_")
        common = {"product": product.name, "source": source, "contract_id": port.contract_id}
        yield row(schema.SourceRow, **common, file=f"{source}.yaml")
        yield row(schema.SourceTableRow, **common, table_name=port.object, identifier=port.object)
        staging = f"stg_{place + 1}_{port.object}"
        made = [port.key, *(m.column for m in product.made if m.reads == place)]
        yield from model_rows(product, staging, port.object, made, common)
        yield from reads(product, joined, staging, made if place == 0 else made[1:], {})
    yield from outputs(product, joined, [key, *(made.column for made in product.made)])
    handed_on = [key, *(made.column for made in product.made)]
    yield from model_rows(product, product.port.object, joined, handed_on, {}, is_port=True)


def model_rows(
    product: Product,
    name: str,
    depends_on: str,
    made: list[Column],
    source: dict[str, Any],
    *,
    is_port: bool = False,
) -> Iterator[Row]:
    yield from outputs(product, name, made, is_port=is_port)
    yield from reads(product, name, depends_on, made, source)


def outputs(
    product: Product, name: str, made: list[Column], *, is_port: bool = False
) -> Iterator[Row]:
    place = {"product": product.name, "model": name, "file": f"products/{product.name}/{name}.sql"}
    contract_id = product.port.contract_id if is_port else None
    yield row(schema.ModelRow, **place, kind="model", alias=name, contract_id=contract_id)
    for column in made:
        yield row(schema.OutputColumnRow, **place, column_name=column.name)


def reads(
    product: Product, name: str, depends_on: str, made: list[Column], source: dict[str, Any]
) -> Iterator[Row]:
    place = {"product": product.name, "model": name, "file": f"products/{product.name}/{name}.sql"}
    read = {**place, "depends_on": depends_on, **source}
    yield row(schema.ModelDependencyRow, **read)
    for column in made:
        yield row(schema.ColumnReadRow, **read, column_name=column.name)
        yield row(
            schema.ColumnEdgeRow,
            **read,
            column_name=column.name,
            from_column=column.name,
            transformation="IDENTITY",
            is_direct=True,
        )


def write_facts(mesh: Mesh, folder: Path) -> list[Path]:
    written = []
    for system in mesh.systems:
        written.append(folder / f"{system.contract_id}.jsonl")
        written[-1].write_bytes(to_lines(contract_rows(system)))
    for product in mesh.products:
        for part, rows in (
            ("documents", contract_rows(product.port)),
            ("dbt", product_rows(product)),
        ):
            written.append(folder / f"{product.name}.{part}.jsonl")
            written[-1].write_bytes(to_lines(rows))
    return written
