"""Facts -> content: products, teams, and what they share. Contracts are in `ports`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from itertools import chain

from inseam.agreements.readings import Readings
from inseam.catalog.by_file import channels_by_file, tags_by_element
from inseam.catalog.content import Cost, Policies, Product, Site, Team, Version
from inseam.catalog.ports import ports_of
from inseam.facts.rows import Rows
from inseam.facts.schema import (
    AgreementRoleRow,
    AgreementRow,
    ColumnReadRow,
    ContractColumnOptionRow,
    ContractColumnRow,
    ContractObjectRow,
    ContractRow,
    CostRow,
    CustomPropertyRow,
    FeasibilityRow,
    InputPortRow,
    OutputPortInputRow,
    OutputPortRow,
    ProductRow,
    QualityRuleRow,
    RelationshipRow,
    RoleRow,
    ServerRow,
    SlaRow,
    SourceRow,
    SupportChannelRow,
    TagRow,
    TeamMemberRow,
    TeamRow,
    TermRow,
)
from inseam.facts.tables import Row

TABLES: tuple[type[Row], ...] = (
    AgreementRoleRow,
    AgreementRow,
    ColumnReadRow,
    ContractColumnOptionRow,
    ContractColumnRow,
    ContractObjectRow,
    ContractRow,
    CostRow,
    CustomPropertyRow,
    FeasibilityRow,
    InputPortRow,
    OutputPortInputRow,
    OutputPortRow,
    ProductRow,
    QualityRuleRow,
    RelationshipRow,
    RoleRow,
    ServerRow,
    SlaRow,
    SourceRow,
    SupportChannelRow,
    TagRow,
    TeamMemberRow,
    TeamRow,
    TermRow,
)


def site_of(
    rows: Rows,
    readings: Readings,
    day: date,
    versions: Mapping[str, tuple[Version, ...]] | None = None,
    policies: Mapping[str, Policies] | None = None,
) -> Site:
    """``versions`` are the published ones by contract, ``policies`` how each product stands."""
    ports = ports_of(rows, readings, day, versions or {})
    return Site(
        day=day.isoformat(),
        products=_products(rows, {port.id: port.product for port in ports}, policies or {}),
        ports={port.id: port for port in ports},
        teams=_teams(rows),
    )


def _products(
    rows: Rows, product_of: Mapping[str, str], policies: Mapping[str, Policies]
) -> dict[str, Product]:
    ports: dict[str, set[str]] = defaultdict(set)
    for port, of in product_of.items():
        ports[of].add(port)
    inputs: dict[str, set[str]] = defaultdict(set)
    read = chain(
        ((row.product, row.contract_id) for row in rows.of(InputPortRow)),
        ((row.product, row.contract_id) for row in rows.of(SourceRow)),
    )
    for product, contract_id in read:
        if contract_id:
            inputs[product].add(contract_id)
    costs: dict[str, list[Cost]] = defaultdict(list)
    for cost in rows.of(CostRow):
        costs[cost.product].append(
            Cost(
                month=cost.month,
                category=cost.category or "",
                name=cost.name,
                amount=cost.amount,
                currency=cost.currency,
            )
        )
    channels, tags = channels_by_file(rows), tags_by_element(rows)
    return {
        row.product: Product(
            id=row.product,
            name=row.name or "",
            version=row.version or "",
            status=row.status or "",
            domain=row.domain or "",
            team=row.team or "",
            archetype=row.archetype or "",
            purpose=row.purpose or "",
            limitations=row.limitations or "",
            usage=row.usage or "",
            tags=tags.get((row.file, ""), ()),
            ports=tuple(sorted(ports[row.product])),
            inputs=tuple(sorted(inputs[row.product])),
            channels=channels.get(row.file, ()),
            costs=tuple(sorted(costs[row.product], key=_in_order)),
            policies=policies.get(row.product),
            file=row.file,
        )
        for row in sorted(rows.of(ProductRow), key=lambda row: row.product)
    }


def _in_order(cost: Cost) -> tuple[str, str, str]:
    return cost.month, cost.category, cost.name


def _teams(rows: Rows) -> dict[str, Team]:
    members: dict[str, list[str]] = defaultdict(list)
    for member in rows.of(TeamMemberRow):
        members[member.team].append(member.member)
    return {
        row.team: Team(
            id=row.team,
            name=row.name or "",
            domain=row.domain or "",
            email=row.email or "",
            github=row.github or "",
            members=tuple(sorted(members[row.team])),
        )
        for row in sorted(rows.of(TeamRow), key=lambda row: row.team)
    }
