"""How fast the graph of a thousand products is made, and says what a change reaches.

    PYTHONPATH=platform python platform/benchmarks/graph_of_many_products.py [--products 1000]

Writes the rows that `inseam.facts.dbt` reads of a made-up mesh (benchmarks/mesh.py), without dbt,
and its documents' rows of contracts; then times reading them and asking, each in a process's own
time. Needs the environment of platform/locks/testing.txt.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.mesh_plan import Column, Mesh, Port, Product, plan

from inseam.facts import schema
from inseam.facts.lines import to_lines
from inseam.facts.tables import Row
from inseam.graph.impact import downstream
from inseam.graph.load import column_graph, model_graph
from inseam.graph.node import element, model
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


def timed(what: str, run: Callable[[], Any]) -> Any:
    """The processor's time too: on a machine with other work, the clock says little."""
    start, cpu = time.perf_counter(), time.process_time()
    result = run()
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(f"{what}: {took * 1000:,.0f} ms (processor {cpu * 1000:,.0f} ms)")
    return result


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--products", type=int, default=1_000)
    options = parser.parse_args()
    mesh = plan(options.products, 1, ["sales"])
    with tempfile.TemporaryDirectory() as folder:
        files = write_facts(mesh, Path(folder))
        size = sum(file.stat().st_size for file in files) / 1e6
        print(f"{options.products:,} products, {len(files):,} files of facts, {size:,.0f} MB")
        graph = timed("read the models, make the graph", partial(model_graph, files))
        source = mesh.products[0]
        first = model(source.name, source.port.object)
        found = timed("what a model reaches", partial(downstream, graph, [first]))
        print(f"  {len(found.nodes):,} nodes of {len(found.products):,} products")
        leaf = mesh.products[-1]
        for port, column in (
            (source.port, source.port.columns[1]),
            (leaf.reads[0], leaf.made[0].source),
        ):
            start = element(port.contract_id, port.object, column.name)
            with_columns = timed(
                f"read the models and the columns concerned by {start}",
                partial(column_graph, files, [start]),
            )
            found = timed("what it reaches", partial(downstream, with_columns, [start]))
            print(f"  {len(found.nodes):,} nodes of {len(found.products):,} products")


if __name__ == "__main__":
    main()
