"""A small mesh for tests: `orders` reads a shop and offers two tables, `counts` reads `orders`.

All rows that come of one load carry its `batch`, in every table, so a reader can tell whether what
it sees is of one release.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from inseam.environments.definition import FILE, Environment, read_environments
from inseam.environments.lake import variables
from inseam.environments.loaded import DONE
from inseam.environments.operations import Operations
from inseam.environments.state import add_rows, make_state

ROOT = Path(__file__).parents[3]
SHOP = "shop-v1"
_OWNERS = {"orders-v1": "orders", "counts-v1": "counts"}
ENVIRONMENTS = """\
- name: lake
  target: lake
  database: lake
  location: dist/lake
  as_of: 2026-01-31T06:00:00Z
  production_rules: report
  keep: 1
"""
_SOURCE = """\
version: 2
sources:
  - name: {name}
    database: {catalog}
    schema: {schema}
    config: {{meta: {{data_contract: {{id: {contract}}}}}}}
    tables: [{tables}]
"""
_CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: {id}
version: 1.0.0
status: active
servers:
  - server: production
    type: databricks
    host: databricks.example.com
    catalog: {catalog}
    schema: {schema}
schema:
{objects}"""
_OBJECT = """\
  - name: {name}
    physicalType: table
    properties:
      - name: {key}
        logicalType: integer
        physicalType: bigint
        required: true
        primaryKey: true
        primaryKeyPosition: 1
      - {{name: batch, logicalType: integer, physicalType: bigint, required: true}}
"""
_MODELS = """\
version: 2
models:
{models}"""
_MODEL = """\
  - name: {name}
    config:
      schema: {schema}
      contract: {{enforced: true}}
      meta: {{data_contract: {{id: {contract}}}}}
    constraints: [{{type: primary_key, columns: [{key}]}}]
    columns:
      - {{name: {key}, data_type: BIGINT, constraints: [{{type: not_null}}]}}
      - {{name: batch, data_type: BIGINT}}
"""
_PROJECT = """\
name: {name}
version: 1.0.0
profile: inseam
flags: {{send_anonymous_usage_stats: false}}
models: {{{name}: {{+materialized: table}}}}
"""
_SCHEMA_NAME = """\
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{- dbt_common.generate_schema_name(custom_schema_name, node) -}}
{%- endmacro %}
"""
ORDERS_SQL = """\
{{ config(materialized='incremental', unique_key='order_id', on_schema_change='fail') }}
select order_id, batch from {{ ref('all_orders') }}
{% if is_incremental() %}where batch > (select max(batch) from {{ this }}){% endif %}
"""


@dataclass(frozen=True, slots=True)
class Mesh:
    """A repository at ``root``, with the lake in `dist/lake`; its catalog may be in Postgres."""

    root: Path

    def request(self, *products: str, **settings: Any) -> Path:
        """The file of a request for products, with settings that differ from the usual ones."""
        names = products or ("orders", "counts")
        content = {
            "version": 1,
            "environment": "",
            "action": "release",
            "products": [self._product(name) for name in names],
            "owners": _OWNERS,
            "to": "",
            "refresh": False,
            "full_refresh": False,
            "wait": 0,
            **settings,
        }
        file = self.root / "request.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        return file

    @property
    def environment(self) -> Environment:
        return read_environments(self.root / FILE)[0]

    def operations(self) -> Operations:
        environment = self.environment
        return Operations.of_repository(
            self.root, environment.target, variables(environment, self.root)
        )

    def begin(self) -> None:
        """The shop is known to have rows."""
        operations = self.operations()
        make_state(operations)
        row = {"entry": 1, "contract": SHOP, "digest": "", "seed": "1", "as_of": "", "at": ""}
        add_rows(operations, {"loads": [{**row, "who": "", "step": DONE, "made_rows": 0}]})

    def load(self, rows: Sequence[tuple[int, int, int]]) -> None:
        """Orders of the shop: order, customer and batch. All there were before are replaced."""
        with self.connect(read_only=False) as lake:
            lake.execute("begin")
            lake.execute("create schema if not exists lake.shop__public")
            values = ", ".join(map(str, rows))
            lake.execute(
                "create or replace table lake.shop__public.sold as select order_id::bigint as"
                f" order_id, customer_id::bigint as customer_id, batch::bigint as batch"
                f" from (values {values}) as t (order_id, customer_id, batch)"
            )
            lake.execute("commit")

    def connect(self, *, read_only: bool = True) -> duckdb.DuckDBPyConnection:
        """A client of its own on the lake, as readers have it."""
        given = variables(self.environment, self.root)
        (lake,) = json.loads(given["INSEAM_LAKE_ATTACH"])
        written = ", ".join(f"{name} '{value}'" for name, value in lake["options"].items())
        how = "read_only" if read_only else written
        connection = duckdb.connect(
            config={
                "extension_directory": given["INSEAM_DUCKDB_EXTENSIONS"],
                "autoinstall_known_extensions": "false",
            }
        )
        connection.execute(f"attach '{lake['path']}' as {lake['alias']} ({how})")
        return connection

    def write(self, file: str, text: str) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _product(self, name: str) -> dict[str, Any]:
        own = {"file": f"products/{name}/models/output_ports/v1/{name}-v1.odcs.yaml"}
        other = {
            "file": f"contracts/external/{SHOP}.odcs.yaml"
            if name == "orders"
            else "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
        }
        own["canonical"], other["canonical"] = own["file"], other["file"]
        return {
            "version": 1,
            "project": f"products/{name}",
            "profiles": "platform/dbt/profiles.yml",
            "as_of": "2026-01-31T06:00:00Z",
            "synthesis": {"rows": 1, "seed": 1},
            "output_ports": [own],
            "input_ports": [own, other],
            "claimed_twice": {},
            "cycle": [],
        }


def make_mesh(root: Path, catalog_variable: str | None = None) -> Mesh:
    """``catalog_variable`` has the connection string of a catalog in Postgres."""
    mesh = Mesh(root)
    in_postgres = f"  catalog_variable: {catalog_variable}\n" if catalog_variable else ""
    mesh.write("platform/environments.yaml", ENVIRONMENTS + in_postgres)
    for folder in ("platform/dbt", "shared/dbt_common"):
        ignored = shutil.ignore_patterns("integration_tests", "BUILD")
        shutil.copytree(ROOT / folder, root / folder, ignore=ignored)
    sold = _OBJECT.format(name="sold", key="order_id")
    shop = _CONTRACT.format(id=SHOP, catalog="shop", schema="public", objects=sold)
    mesh.write(f"contracts/external/{SHOP}.odcs.yaml", shop)
    _write_product(mesh, "orders", SHOP, "shop", "public", ("sold",))
    mesh.write(
        "products/orders/models/all_orders.sql",
        "select order_id, customer_id, batch from {{ source('shop_v1', 'sold') }}\n",
    )
    _write_port(mesh, "orders", {"orders": "order_id", "customers": "customer_id"})
    mesh.write("products/orders/models/output_ports/v1/orders.sql", ORDERS_SQL)
    mesh.write(
        "products/orders/models/output_ports/v1/customers.sql",
        "select customer_id, max(batch) as batch from {{ ref('all_orders') }} group by 1\n",
    )
    mesh.write(
        "products/orders/tests/assert_orders_have_a_batch.sql",
        "select * from {{ ref('all_orders') }} where batch is null\n",
    )
    provider = ("prod", "op_orders_v1")
    _write_product(mesh, "counts", "orders-v1", *provider, ("orders", "customers"))
    _write_port(mesh, "counts", {"counts": "order_count"})
    mesh.write(
        "products/counts/models/output_ports/v1/counts.sql",
        "select count(*) as order_count, max(batch) as batch"
        " from {{ source('orders_v1', 'orders') }}\n",
    )
    return mesh


def _write_product(
    mesh: Mesh, name: str, contract: str, catalog: str, schema: str, tables: Sequence[str]
) -> None:
    folder = f"products/{name}"
    mesh.write(f"{folder}/dbt_project.yml", _PROJECT.format(name=name))
    mesh.write(f"{folder}/packages.yml", "packages:\n  - local: ../../shared/dbt_common\n")
    mesh.write(f"{folder}/macros/generate_schema_name.sql", _SCHEMA_NAME)
    source = _SOURCE.format(
        name=contract.replace("-", "_"),
        catalog=catalog,
        schema=schema,
        contract=contract,
        tables=", ".join(f"{{name: {table}}}" for table in tables),
    )
    mesh.write(f"{folder}/models/input_ports/{contract}.source.yaml", source)


def _write_port(mesh: Mesh, name: str, objects: dict[str, str]) -> None:
    """Of the one port of a product; ``objects`` are its keys by table."""
    folder = f"products/{name}/models/output_ports/v1"
    schema = f"op_{name}_v1"
    described = "".join(_OBJECT.format(name=table, key=key) for table, key in objects.items())
    contract = _CONTRACT.format(id=f"{name}-v1", catalog="prod", schema=schema, objects=described)
    mesh.write(f"{folder}/{name}-v1.odcs.yaml", contract)
    models = "".join(
        _MODEL.format(name=table, key=key, schema=schema, contract=f"{name}-v1")
        for table, key in objects.items()
    )
    mesh.write(f"{folder}/_models.yml", _MODELS.format(models=models))


def forget_the_lake() -> None:
    """dbt keeps its engine, with a test's lake in it, for the whole process."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    DuckDBConnectionManager._ENV = None
