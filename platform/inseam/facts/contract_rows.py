"""The rows of one contract file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from inseam.documents.durations import days
from inseam.documents.yaml_document import Document, Path
from inseam.facts.common_rows import common_rows
from inseam.facts.parts import Part, json_text
from inseam.facts.schema import (
    ContractColumnOptionRow,
    ContractColumnRow,
    ContractObjectRow,
    ContractRow,
    QualityRuleRow,
    RelationshipRow,
    RoleRow,
    ServerRow,
    SlaRow,
)
from inseam.facts.tables import Row
from inseam.odcs.canonical import canonical_text
from inseam.odcs.constraints import Relationship
from inseam.odcs.contract import Contract, Property, SchemaObject, read_contract
from inseam.odcs.personal_data import is_personal


def contract_rows(product: str | None, kind: str, document: Document) -> list[Row]:
    """Raises `InputError` if the document is not a contract."""
    contract = read_contract(document)
    whole = Part.whole(document)
    return [
        _contract_row(product, kind, contract, whole),
        *_PartsOfContract(product, kind, contract, whole).rows(),
        *common_rows(product, whole),
    ]


def _contract_row(product: str | None, kind: str, contract: Contract, whole: Part) -> ContractRow:
    return ContractRow(
        product=product,
        contract_id=contract.id,
        kind=kind,
        version=contract.version,
        api_version=whole.text("apiVersion") or "",
        name=whole.text("name"),
        status=contract.status,
        domain=whole.text("domain"),
        data_product=whole.text("dataProduct"),
        team=contract.owner,
        purpose=whole.text("description", "purpose"),
        limitations=whole.text("description", "limitations"),
        usage=whole.text("description", "usage"),
        price=whole.number("price", "priceAmount"),
        price_currency=whole.text("price", "priceCurrency"),
        price_unit=whole.text("price", "priceUnit"),
        folder=PurePosixPath(contract.file).parent.name,
        canonical=hashlib.sha256(canonical_text(whole.document).encode()).hexdigest(),
        file=contract.file,
        line=1,
    )


class _PartsOfContract:
    def __init__(self, product: str | None, kind: str, contract: Contract, whole: Part) -> None:
        self._contract = contract
        self._whole = whole
        self._column_names: dict[Path, str] = {}
        self._common: dict[str, Any] = {
            "product": product,
            "contract_id": contract.id,
            "kind": kind,
            "version": contract.version,
        }

    def rows(self) -> Iterator[Row]:
        for position, described in enumerate(self._contract.objects, 1):
            yield from self._object(described, position)
        yield from self._quality_rules()
        yield from self._sla()
        yield from self._servers()
        yield from self._roles()

    def _at(self, path: Path) -> dict[str, Any]:
        return {
            **self._common,
            "file": self._contract.file,
            "line": self._whole.document.line(path),
        }

    def _object(self, described: SchemaObject, position: int) -> Iterator[Row]:
        part = self._whole.at(*described.path)
        yield ContractObjectRow(
            **self._at(described.path),
            object=described.name,
            physical_name=described.physical_name,
            physical_type=described.physical_type,
            description=described.description,
            granularity=part.text("dataGranularityDescription"),
            position=position,
            element=part.element,
        )
        for relationship in described.constraints.relationships:
            yield from self._relationship(described.name, relationship, relationship.sources or ())
        for place, column in enumerate(described.properties, 1):
            yield from self._column(described.name, column, column.name, 0, place)

    def _column(
        self, object_: str, column: Property, name: str, depth: int, position: int
    ) -> Iterator[Row]:
        part = self._whole.at(*column.path)
        self._column_names[column.path] = name
        yield ContractColumnRow(
            **self._at(column.path),
            object=object_,
            column_name=name,
            physical_name=column.physical_name,
            depth=depth,
            position=position,
            logical_type=column.logical_type,
            physical_type=column.physical_type,
            description=column.description,
            is_required=column.required,
            is_unique=column.unique,
            key_position=column.primary_key_position,
            classification=part.text("classification"),
            is_personal=is_personal(part.value),
            is_critical=part.flag("criticalDataElement"),
            element=part.element,
        )
        option = partial(ContractColumnOptionRow, object=object_, column_name=name)
        constraints = column.constraints
        for key, stated in constraints.options.items():
            if key != "enum":
                value = json_text(stated.value)
                yield option(**self._at(stated.path), option=key, value=value)
        if constraints.enum:
            value = json_text(constraints.enum.value)
            yield option(**self._at(constraints.enum.path), option="enum", value=value)
        if constraints.examples:
            for index, example in enumerate(constraints.examples.value):
                path = (*constraints.examples.path, index)
                yield option(**self._at(path), option="example", value=json_text(example))
        for relationship in constraints.relationships:
            yield from self._relationship(object_, relationship, (f"{object_}.{name}",))
        for place, field in enumerate(column.properties, 1):
            yield from self._column(object_, field, f"{name}.{field.name}", depth + 1, place)
        if column.items is not None:
            yield from self._column(object_, column.items, f"{name}[]", depth + 1, 1)

    def _relationship(
        self, object_: str, relationship: Relationship, sources: tuple[str, ...]
    ) -> Iterator[Row]:
        pairs = zip(sources, relationship.targets, strict=False)
        for position, (source, target) in enumerate(pairs, 1):
            yield RelationshipRow(
                **self._at(relationship.path),
                object=object_,
                column_name=source.removeprefix(f"{object_}."),
                target=target,
                position=position,
            )

    def _quality_rules(self) -> Iterator[Row]:
        for rule in self._contract.quality:
            part = self._whole.at(*rule.path)
            yield QualityRuleRow(
                **self._at(rule.path),
                object=self._contract.objects[int(rule.path[1])].name,
                column_name=self._column_names.get(rule.path[:-2]),
                rule=rule.id or part.text("name"),
                type=part.text("type") or "library",
                metric=part.text("metric") or part.text("rule"),
                query=part.text("query"),
                dimension=part.text("dimension"),
                severity=part.text("severity"),
                description=rule.description,
                evaluated_in=rule.evaluated_in,
                element=part.element,
            )

    def _sla(self) -> Iterator[Row]:
        for part in self._whole.each("slaProperties"):
            if name := part.text("property"):
                yield SlaRow(
                    **self._at(part.path),
                    property=name,
                    value=part.json("value"),
                    unit=part.text("unit"),
                    days=_days(part),
                    applies_to=part.text("element"),
                    driver=part.text("driver"),
                    scheduler=part.text("scheduler"),
                    schedule=part.text("schedule"),
                    description=part.text("description"),
                )

    def _servers(self) -> Iterator[Row]:
        for part in self._whole.each("servers"):
            yield ServerRow(
                **self._at(part.path),
                server=part.text("server"),
                type=part.text("type"),
                environment=part.text("environment"),
                host=part.text("host"),
                catalog=part.text("catalog") or part.text("database"),
                schema=part.text("schema"),
            )

    def _roles(self) -> Iterator[Row]:
        for part in self._whole.each("roles"):
            yield RoleRow(
                **self._at(part.path),
                role=part.text("role"),
                access=part.text("access"),
                first_approvers=part.texts("firstLevelApprovers"),
                second_approvers=part.texts("secondLevelApprovers"),
                description=part.text("description"),
            )


def _days(sla: Part) -> float | None:
    found = days(sla.at("value").value, sla.text("unit"))
    try:
        return None if found is None else float(found)
    except OverflowError:
        return None  # it has hundreds of digits, and is not a length of time
