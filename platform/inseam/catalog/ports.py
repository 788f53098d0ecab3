"""Facts -> content: contracts, with what they promise and who reads them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from inseam.agreements.readings import Reading, Readings
from inseam.catalog.by_file import channels_by_file, shown_contracts, tags_by_element
from inseam.catalog.columns import columns_by_table
from inseam.catalog.content import (
    Dashboard,
    Level,
    Port,
    Reader,
    Role,
    Server,
    ShownRule,
    Table,
    Version,
)
from inseam.facts.rows import Rows
from inseam.facts.schema import (
    ColumnReadRow,
    ContractObjectRow,
    ContractRow,
    FeasibilityRow,
    OutputPortInputRow,
    OutputPortRow,
    QualityRuleRow,
    RoleRow,
    ServerRow,
    SlaRow,
)


def ports_of(
    rows: Rows, readings: Readings, day: date, versions: Mapping[str, tuple[Version, ...]]
) -> tuple[Port, ...]:
    """Those of products and of systems outside, by id."""
    contracts = list(shown_contracts(rows))
    tables = _tables(rows, _readers_of_columns(rows))
    levels = _levels(rows)
    channels, tags = channels_by_file(rows), tags_by_element(rows)
    servers, roles = _servers(rows), _roles(rows)
    product_of = {row.contract_id: row.product or "" for row in contracts}
    inputs = _inputs(rows, product_of)
    feeds: dict[str, set[str]] = defaultdict(set)
    for port, made_from in inputs.items():
        for one in made_from:
            feeds[one].add(port)
    columns_read = _columns_read(rows)
    return tuple(
        Port(
            id=row.contract_id,
            product=row.product or "",
            name=row.name or "",
            version=row.version,
            status=row.status or "",
            domain=row.domain or "",
            team=(readings.teams.get(row.product) if row.product else row.team) or "",
            purpose=row.purpose or "",
            limitations=row.limitations or "",
            usage=row.usage or "",
            price=_price(row),
            tags=tags.get((row.file, ""), ()),
            tables=tuple(tables[row.file]),
            levels=tuple(levels[row.file]),
            versions=versions.get(row.contract_id, ()),
            readers=tuple(
                _reader(reading, day, columns_read) for reading in readings.of_port(row.contract_id)
            ),
            dashboards=tuple(
                Dashboard(name=e.name, product=e.product, kind=e.type or "", owner=e.owner or "")
                for e in readings.exposed(row.contract_id)
            ),
            inputs=tuple(sorted(inputs[row.contract_id])),
            feeds=tuple(sorted(feeds[row.contract_id])),
            channels=channels.get(row.file, ()),
            servers=tuple(servers[row.file]),
            roles=tuple(roles[row.file]),
            file=row.file,
        )
        for row in contracts
    )


def _price(row: ContractRow) -> str:
    if row.price is None:
        return ""
    unit = f" for {row.price_unit}" if row.price_unit else ""
    return f"{row.price:,.2f} {row.price_currency or ''}".rstrip() + unit


def _tables(
    rows: Rows, readers: Mapping[tuple[str, str, str], tuple[str, ...]]
) -> dict[str, list[Table]]:
    rules: dict[tuple[str, str], list[ShownRule]] = defaultdict(list)
    for rule in sorted(rows.of(QualityRuleRow), key=lambda row: (row.file, row.line)):
        rules[rule.file, rule.object].append(
            ShownRule(
                name=rule.rule or rule.metric or rule.type,
                element=rule.element,
                column=rule.column_name or "",
                demands=rule.description or rule.metric or rule.query or "",
                dimension=rule.dimension or "",
                severity=rule.severity or "",
                is_in_production=rule.evaluated_in == "production",
            )
        )
    columns = columns_by_table(rows, readers)
    found: dict[str, list[Table]] = defaultdict(list)
    for row in sorted(rows.of(ContractObjectRow), key=lambda row: (row.file, row.position)):
        found[row.file].append(
            Table(
                name=row.object,
                physical_name=row.physical_name,
                kind=row.physical_type or "",
                description=row.description or "",
                granularity=row.granularity or "",
                columns=columns.get((row.file, row.object), ()),
                rules=tuple(rules[row.file, row.object]),
            )
        )
    return found


def _levels(rows: Rows) -> dict[str, list[Level]]:
    """What can be kept is known by level and contract."""
    feasible = {(row.contract_id, row.level): row for row in rows.of(FeasibilityRow)}
    found: dict[str, list[Level]] = defaultdict(list)
    for row in sorted(rows.of(SlaRow), key=lambda row: (row.file, row.line)):
        known = feasible.get((row.contract_id, row.property))
        found[row.file].append(
            Level(
                property=row.property,
                value=_value(row),
                applies_to=row.applies_to or "",
                description=row.description or "",
                can_be_kept=known.can_be_kept if known else None,
                because=known.because if known and known.can_be_kept is False else "",
            )
        )
    return found


def _value(row: SlaRow) -> str:
    value = json.loads(row.value) if row.value else ""
    if row.days is not None and isinstance(value, str) and value.startswith("P"):
        return f"{row.days:g} d"
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"{said} {row.unit}" if row.unit and said else said or row.schedule or ""


def _inputs(rows: Rows, product_of: Mapping[str, str]) -> dict[str, set[str]]:
    """Of a port, by the contracts' ids: what its product says that it is made from."""
    contract_of = {
        (row.product, row.port): row.contract_id or row.port for row in rows.of(OutputPortRow)
    }
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows.of(OutputPortInputRow):
        port = contract_of.get((row.product, row.port), row.port)
        if product_of.get(port) == row.product:
            found[port].add(row.contract_id)
    return found


def _columns_read(rows: Rows) -> dict[tuple[str, str], tuple[str, ...]]:
    """By contract and product: ``table.column``."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows.of(ColumnReadRow):
        if row.contract_id:
            found[row.contract_id, row.product].add(f"{row.depends_on}.{row.column_name}")
    return {at: tuple(sorted(columns)) for at, columns in found.items()}


def _readers_of_columns(rows: Rows) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """By contract, table and column, each in small letters as SQL takes them."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in rows.of(ColumnReadRow):
        if row.contract_id:
            at = row.contract_id, row.depends_on.lower(), row.column_name.lower()
            found[at].add(row.product)
    return {at: tuple(sorted(products)) for at, products in found.items()}


def _reader(
    reading: Reading, day: date, columns: Mapping[tuple[str, str], tuple[str, ...]]
) -> Reader:
    agreement = reading.agreement
    read = columns.get((reading.port, reading.consumer), ())
    if agreement is None:
        return Reader(product=reading.consumer, state=str(reading.state(day)), columns=read)
    return Reader(
        product=reading.consumer,
        state=str(reading.state(day)),
        purpose=agreement.purpose or "",
        start=_day(agreement.start),
        end=_day(agreement.end),
        reassess=_day(agreement.reassess),
        roles=agreement.roles,
        file=agreement.file,
        columns=read,
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _servers(rows: Rows) -> dict[str, list[Server]]:
    found: dict[str, list[Server]] = defaultdict(list)
    for row in sorted(rows.of(ServerRow), key=lambda row: (row.file, row.line)):
        found[row.file].append(
            Server(
                name=row.server or "",
                kind=row.type or "",
                environment=row.environment or "",
                catalog=row.catalog or "",
                schema=row.schema or "",
            )
        )
    return found


def _roles(rows: Rows) -> dict[str, list[Role]]:
    found: dict[str, list[Role]] = defaultdict(list)
    for row in sorted(rows.of(RoleRow), key=lambda row: (row.file, row.line)):
        if row.role:
            found[row.file].append(
                Role(name=row.role, access=row.access or "", description=row.description or "")
            )
    return found
