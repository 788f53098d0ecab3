"""The files of a made-up mesh, as people and `./pants generate` would have written them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml
from benchmarks.mesh_plan import TYPES, Column, Mesh, Port, Product

VERSION = "1.0.0"
# The team behind all systems outside.
_OPERATORS = "platform-application"
_ROWS = 3
Files = dict[str, str]


def files(mesh: Mesh, domains: Mapping[str, str] = {}) -> Iterator[tuple[str, str]]:
    """Paths in the repository and texts; all but `_models.yml` of ports and CODEOWNERS.

    ``domains`` are those of teams; one without is called like its team.
    """
    yield "contracts/external/BUILD", "".join(map(_external_target, mesh.systems))
    contracts: dict[str, str] = {}
    for port in mesh.systems:
        text = contract(port, _OPERATORS, domains.get(_OPERATORS, _OPERATORS))
        contracts[port.contract_id] = text
        yield f"contracts/external/{port.contract_id}.odcs.yaml", text
        yield f"contracts/published/{port.contract_id}/{VERSION}.odcs.yaml", text
    for product in mesh.products:
        domain = domains.get(product.team, product.team)
        text = contract(product.port, product.team, domain)
        contracts[product.port.contract_id] = text
        yield f"contracts/published/{product.port.contract_id}/{VERSION}.odcs.yaml", text
        for path, content in product_files(product, domain, contracts):
            yield f"products/{product.name}/{path}", content


def _external_target(port: Port) -> str:
    return (
        f'data_contract(\n    name="{port.contract_id}",\n'
        f'    source="{port.contract_id}.odcs.yaml",\n)\n\n'
    )


def contract(port: Port, team: str, domain: str) -> str:
    is_external = port.product is None
    server: dict[str, Any] = {
        "server": "production",
        "type": "postgres" if is_external else "databricks",
        "host": f"{'postgres' if is_external else 'databricks'}.entropy-data.example.com",
    }
    server |= {"port": 5432, "database": port.catalog} if is_external else {"catalog": port.catalog}
    value: dict[str, Any] = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": port.contract_id,
        "name": _title(port.contract_id),
        "version": VERSION,
        "status": "active",
        "domain": domain,
        **({} if is_external else {"dataProduct": port.product}),
        "description": {
            "purpose": f"Offers {port.object} to whoever needs them.",
            "usage": f"One row for each entry of {port.object}.",
            "limitations": "Made up. Means nothing.",
        },
        "customProperties": [
            {"property": "containsPii", "value": False},
            *([{"property": "external", "value": True}] if is_external else []),
        ],
        "servers": [{**server, "schema": port.schema}],
        "schema": [
            {
                "name": port.object,
                "physicalType": "table",
                "description": f"An entry of {port.object}.",
                "dataGranularityDescription": f"One row for each {port.key.name}.",
                "quality": [
                    {
                        "id": f"{port.contract_id}-known",
                        "type": "sql",
                        "description": "Every entry is known by its id.",
                        "dimension": "completeness",
                        "query": f"select count(*) from {{object}} where {port.key.name} is null",
                        "mustBe": 0,
                    }
                ],
                "properties": [_property(column, port) for column in port.columns],
            }
        ],
        "slaProperties": [
            {"property": "frequency", "value": 1, "unit": "d", "driver": "operational"},
            {"property": "availability", "value": 99.0, "unit": "percent", "driver": "operational"},
            {"property": "retention", "value": 1, "unit": "y", "driver": "operational"},
            {"property": "noticePeriod", "value": "P30D", "driver": "operational"},
        ],
        "team": {"name": team},
        "roles": [
            {
                "role": _role(port),
                "access": "read",
                "description": "Reads the table.",
                "firstLevelApprovers": team,
            }
        ],
        "support": [_support(team)],
    }
    return _yaml(value)


def _property(column: Column, port: Port) -> dict[str, Any]:
    logical, physical = TYPES[column.type]
    is_key = column == port.key
    key = {"required": True, "unique": True, "primaryKey": True, "primaryKeyPosition": 1}
    return {
        "name": column.name,
        "logicalType": logical,
        "physicalType": physical,
        "description": _words(column),
        **(key if is_key else {}),
        "classification": "internal",
        **({"logicalTypeOptions": _UTC} if column.type == "instant" else {}),
    }


_UTC = {"timezone": False, "defaultTimezone": "Etc/UTC"}


def product_files(
    product: Product, domain: str, contracts: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """``contracts`` are the texts of all that it reads and offers, by id."""
    name, port = product.name, product.port
    yield "BUILD", "data_product()\n"
    yield "README.md", f"# {_title(name)}\n\nMade up, to measure with.\n"
    yield ".dbtignore", "*.odcs.yaml\n*.odps.yaml\n"
    yield "dbt_project.yml", _project_file(product)
    yield "packages.yml", "packages:\n  - local: ../../shared/dbt_common\n"
    yield f"{name}.odps.yaml", _odps(product, domain)
    yield "models/_groups.yml", _groups(product)
    yield "macros/_macros.yml", _MACROS
    for read in product.reads:
        inputs = f"models/input_ports/{read.contract_id}"
        yield f"{inputs}.odcs.yaml", contracts[read.contract_id]
        yield f"{inputs}.source.yaml", _source(read)
        yield f"agreements/{read.contract_id}.yaml", _agreement(product, read)
        yield f"tests/inputs/{read.contract_id}/{read.object}.csv", _rows(read)
    for place in range(len(product.reads)):
        yield f"models/staging/{_staging(product, place)}.sql", _staging_sql(product, place)
    yield "models/staging/_models.yml", _staging_models(product)
    yield f"models/intermediate/int_{port.object}.sql", _joined_sql(product)
    yield "models/intermediate/_models.yml", _intermediate_models(product)
    yield f"models/output_ports/v1/{port.object}.sql", _port_sql(product)
    yield f"models/output_ports/v1/{port.contract_id}.odcs.yaml", contracts[port.contract_id]


_MACROS = """\
version: 2

macros:
  - name: generate_schema_name
    description: dbt takes this macro from the root project only; it hands on to dbt_common's.
"""


def _project_file(product: Product) -> str:
    return _yaml(
        {
            "name": product.name,
            "version": VERSION,
            "config-version": 2,
            "require-dbt-version": [">=1.11.0", "<1.12.0"],
            "profile": "inseam",
            "flags": {"send_anonymous_usage_stats": False},
            "model-paths": ["models"],
            "macro-paths": ["macros"],
            "test-paths": ["tests"],
            "models": {
                product.name: {
                    "+group": product.team,
                    "staging": {"+materialized": "view"},
                    "intermediate": {"+materialized": "view"},
                    "output_ports": {"+materialized": "table", "+access": "public"},
                }
            },
        }
    )


def _odps(product: Product, domain: str) -> str:
    archetype = "source-aligned" if product.is_source_aligned else "aggregate"
    return _yaml(
        {
            "apiVersion": "v1.0.0",
            "kind": "DataProduct",
            "id": product.name,
            "name": _title(product.name),
            "version": VERSION,
            "status": "active",
            "domain": domain,
            "description": {
                "purpose": f"Offers {product.port.object}, made up to measure with.",
                "limitations": "Means nothing.",
                "usage": f"Read {product.port.object}.",
            },
            "customProperties": [{"property": "archetype", "value": archetype}],
            "inputPorts": [
                {"name": r.contract_id, "version": VERSION, "contractId": r.contract_id}
                for r in product.reads
            ],
            "outputPorts": [
                {
                    "name": product.port.contract_id,
                    "description": f"One row for each entry of {product.port.object}.",
                    "type": "tables",
                    "version": VERSION,
                    "contractId": product.port.contract_id,
                    "inputContracts": [
                        {"id": r.contract_id, "version": VERSION} for r in product.reads
                    ],
                }
            ],
            "support": [_support(product.team)],
            "team": {"name": product.team},
        }
    )


def _groups(product: Product) -> str:
    owner = {"name": product.team, "email": f"{product.team}@example.com"}
    return _yaml({"version": 2, "groups": [{"name": product.team, "owner": owner}]})


def _source(port: Port) -> str:
    file = f"models/input_ports/{port.contract_id}.odcs.yaml"
    return _yaml(
        {
            "version": 2,
            "sources": [
                {
                    "name": _source_name(port),
                    "description": f"Offers {port.object}.",
                    "database": port.catalog,
                    "schema": port.schema,
                    "loader": port.product or port.catalog,
                    "config": {"meta": {"data_contract": {"id": port.contract_id, "file": file}}},
                    "tables": [
                        {
                            "name": port.object,
                            "description": f"An entry of {port.object}.",
                            "columns": [
                                {"name": c.name, "description": _words(c)} for c in port.columns
                            ],
                        }
                    ],
                }
            ],
        }
    )


def _agreement(product: Product, port: Port) -> str:
    return _yaml(
        {
            "id": f"{product.name.replace('_', '-')}-reads-{port.contract_id}",
            "provider": {"product": port.product or port.catalog, "port": port.contract_id},
            "consumer": product.name,
            "purpose": f"Makes {product.port.object} of {port.object}, to measure with.",
            "start": "2026-01-01",
            "end": "2028-12-31",
            "reassess": "2027-12-31",
            "roles": [_role(port)],
        }
    )


def _rows(port: Port) -> str:
    """The keys are those of all other tables, so that joins find each other's rows."""
    values = {
        "text": "t{}",
        "number": "{}",
        "amount": "{}.50",
        "instant": "2026-01-0{} 06:00:00",
        "day": "2026-01-0{}",
        "flag": "true",
    }
    lines = [",".join(column.name for column in port.columns)]
    for row in range(1, _ROWS + 1):
        lines.append(",".join(values[column.type].format(row) for column in port.columns))
    return "".join(f"{line}\n" for line in lines)


def _staging(product: Product, place: int) -> str:
    # Two ports may have an object of one name.
    return f"stg_{place + 1}_{product.reads[place].object}"


def _staging_sql(product: Product, place: int) -> str:
    port = product.reads[place]
    names = [port.key.name, *(m.source.name for m in product.made if m.reads == place)]
    return (
        f"with\n\n{port.object} as (\n\n"
        f"    select * from {{{{ source('{_source_name(port)}', '{port.object}') }}}}\n\n)\n\n"
        f"select{_listed(names)}\nfrom {port.object}\n"
    )


def _joined_sql(product: Product) -> str:
    first = product.reads[0]
    lines = [f"first_read.{first.key.name}"]
    lines += [f"{_ALIASES[made.reads]}.{made.column.name}" for made in product.made]
    sql = f"select{_listed(lines)}\nfrom {{{{ ref('{_staging(product, 0)}') }}}} as first_read\n"
    for place, port in enumerate(product.reads[1:], 1):
        sql += (
            f"left join {{{{ ref('{_staging(product, place)}') }}}} as {_ALIASES[place]}\n"
            f"    on first_read.{first.key.name} = {_ALIASES[place]}.{port.key.name}\n"
        )
    return sql


_ALIASES = ("first_read", "second_read", "third_read")


def _port_sql(product: Product) -> str:
    port, key = product.port, product.reads[0].key.name
    names = [made.column.name for made in product.made]
    renamed = f"{key} as {port.key.name}" if key != port.key.name else key
    grouped = ", ".join(str(place) for place in range(1, len(names) + 2))
    lines = [renamed, *names, "count(*) as line_count"]
    return (
        f"-- Output port {port.contract_id}, governed by the contract beside this file.\n"
        f"select{_listed(lines)},\n    {{{{ dbt_common.as_of() }}}} as updated_at\n"
        f"from {{{{ ref('int_{port.object}') }}}}\ngroup by {grouped}\n"
    )


def _listed(lines: Sequence[str]) -> str:
    """A single one stands on the line of its `select`."""
    return f" {lines[0]}" if len(lines) == 1 else "\n" + ",\n".join(f"    {n}" for n in lines)


def _staging_models(product: Product) -> str:
    return _models(
        (_staging(product, place), port.key, [m.column for m in product.made if m.reads == place])
        for place, port in enumerate(product.reads)
    )


def _intermediate_models(product: Product) -> str:
    columns = [made.column for made in product.made]
    return _models([(f"int_{product.port.object}", product.reads[0].key, columns)])


def _models(described: Any) -> str:
    return _yaml(
        {
            "version": 2,
            "models": [
                {
                    "name": name,
                    "description": f"One row for each {key.name}.",
                    "columns": [
                        {
                            "name": key.name,
                            "description": _words(key),
                            "data_tests": ["unique", "not_null"],
                        },
                        *({"name": c.name, "description": _words(c)} for c in columns),
                    ],
                }
                for name, key, columns in described
            ],
        }
    )


def _words(column: Column) -> str:
    return f"The {column.name.replace('_', ' ')}."


def _title(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").title()


def _role(port: Port) -> str:
    return f"{port.contract_id.replace('-', '_')}_reader"


def _source_name(port: Port) -> str:
    return port.contract_id.replace("-", "_")


def _support(team: str) -> dict[str, str]:
    return {
        "channel": f"#{team}-data",
        "url": f"https://chat.example.com/channels/{team}-data",
        "tool": "slack",
        "scope": "interactive",
        "description": "Questions about the data.",
    }


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(value: Any) -> str:
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, width=120, allow_unicode=True)
    return text
