"""Content as the file that DataHub's `file` source imports: a list of metadata change proposals.

Entities and aspects are those of DataHub's metadata model
(https://docs.datahub.com/docs/metadata-modeling/metadata-model). A table of a port is a dataset of
the first server that the contract names; a contract without a server has none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from inseam.catalog.content import Port, Product, ShownColumn, Site, Table, Team

Json = dict[str, Any]

# An audit stamp has to be there; no clock is asked.
_STAMP = {"time": 0, "actor": "urn:li:corpuser:unknown"}
# Logical types of ODCS, and DataHub's.
_TYPES = {
    "string": "StringType",
    "integer": "NumberType",
    "number": "NumberType",
    "boolean": "BooleanType",
    "date": "DateType",
    "timestamp": "TimeType",
    "time": "TimeType",
    "array": "ArrayType",
    "object": "RecordType",
}
# What stands in the brackets of an address has none of its own signs in it.
_SIGNS = re.compile(r"[(),%\s]")


def datahub_json(site: Site) -> str:
    """In the order of the site: teams and domains, tables, products."""
    return json.dumps(list(_proposals(site)), ensure_ascii=False, indent=1) + "\n"


def _proposals(site: Site) -> Iterator[Json]:
    for team in site.teams.values():
        yield _proposal("corpGroup", _group(team.id), "corpGroupInfo", _info(team))
    for domain in sorted(_domains(site)):
        yield _proposal("domain", _domain(domain), "domainProperties", {"name": domain})
    for port in site.ports.values():
        for table in port.tables:
            if address := _dataset(port, table):
                for aspect, value in _of_table(site, port, table):
                    yield _proposal("dataset", address, aspect, value)
    for product in site.products.values():
        address = f"urn:li:dataProduct:{_safe(product.id)}"
        for aspect, value in _of_product(site, product):
            yield _proposal("dataProduct", address, aspect, value)


def _proposal(entity: str, address: str, aspect: str, value: Json) -> Json:
    return {
        "entityType": entity,
        "entityUrn": address,
        "changeType": "UPSERT",
        "aspectName": aspect,
        "aspect": {"json": value},
    }


def _of_table(site: Site, port: Port, table: Table) -> Iterator[tuple[str, Json]]:
    known = {"contract": port.id, "version": port.version, "status": port.status}
    yield (
        "datasetProperties",
        {
            "name": table.name,
            "description": table.description or port.purpose,
            "customProperties": {key: value for key, value in known.items() if value},
            "tags": [],
        },
    )
    yield "schemaMetadata", _schema(port, table)
    yield from _owned(port.team, port.domain, port.tags)
    if upstreams := sorted(_upstreams(site, port)):
        yield (
            "upstreamLineage",
            {
                "upstreams": [
                    {"dataset": address, "type": "TRANSFORMED", "auditStamp": _STAMP}
                    for address in upstreams
                ]
            },
        )


def _owned(team: str, domain: str, tags: Iterable[str]) -> Iterator[tuple[str, Json]]:
    if team:
        owner = {"owner": _group(team), "type": "DATAOWNER"}
        yield "ownership", {"owners": [owner], "lastModified": _STAMP}
    if domain:
        yield "domains", {"domains": [_domain(domain)]}
    if given := _tags(tags):
        yield "globalTags", given


def _schema(port: Port, table: Table) -> Json:
    return {
        "schemaName": f"{port.id}.{table.name}",
        "platform": _platform(port.servers[0].kind),
        "version": 0,
        "hash": "",
        "platformSchema": {"com.linkedin.schema.OtherSchema": {"rawSchema": ""}},
        "fields": [_field(column) for column in table.columns],
    }


def _field(column: ShownColumn) -> Json:
    type_ = _TYPES.get(column.type.lower(), "StringType")
    labels = [*column.tags, *([column.classification] if column.classification else [])]
    tags = _tags(dict.fromkeys(labels))
    return {
        "fieldPath": column.name,
        "nullable": not column.is_required,
        "description": column.description,
        "type": {"type": {f"com.linkedin.schema.{type_}": {}}},
        "nativeDataType": column.physical_type or column.type,
        "recursive": False,
        "isPartOfKey": column.key is not None,
        **({"globalTags": tags} if tags else {}),
    }


def _of_product(site: Site, product: Product) -> Iterator[tuple[str, Json]]:
    ports = [site.ports[id] for id in product.ports]
    addresses = (_dataset(port, table) for port in ports for table in port.tables)
    yield (
        "dataProductProperties",
        {
            "name": product.title,
            "description": product.purpose,
            "customProperties": {"id": product.id, "version": product.version},
            "assets": [{"destinationUrn": address} for address in addresses if address],
        },
    )
    yield from _owned(product.team, product.domain, product.tags)


def _upstreams(site: Site, port: Port) -> Iterator[str]:
    """The tables of other contracts that the port's product reads."""
    for id in port.inputs:
        if (provider := site.ports.get(id)) is None:
            continue
        read = {
            column.partition(".")[0].lower()
            for reader in provider.readers
            if reader.product == port.product
            for column in reader.columns
        }
        for table in provider.tables:
            if table.name.lower() in read and (address := _dataset(provider, table)):
                yield address


def _domains(site: Site) -> set[str]:
    of_products = {product.domain for product in site.products.values()}
    return (of_products | {port.domain for port in site.ports.values()}) - {""}


def _info(team: Team) -> Json:
    return {
        "displayName": team.title,
        **({"email": team.email} if team.email else {}),
        "admins": [],
        "members": [],
        "groups": [],
    }


def _dataset(port: Port, table: Table) -> str:
    """Empty if the contract names no server."""
    if not port.servers or not port.servers[0].kind:
        return ""
    server = port.servers[0]
    name = ".".join(filter(None, (server.catalog, server.schema, table.physical_name)))
    return f"urn:li:dataset:({_platform(server.kind)},{_safe(name)},PROD)"


def _platform(kind: str) -> str:
    return f"urn:li:dataPlatform:{_safe(kind)}"


def _group(team: str) -> str:
    return f"urn:li:corpGroup:{_safe(team)}"


def _domain(domain: str) -> str:
    return f"urn:li:domain:{_safe(domain)}"


def _tags(tags: Iterable[str]) -> Json:
    given = [{"tag": f"urn:li:tag:{_safe(tag)}"} for tag in tags]
    return {"tags": given} if given else {}


def _safe(text: str) -> str:
    return _SIGNS.sub(lambda sign: f"%{ord(sign.group()):02X}", text)
