"""The datasets of the lineage, as events name and describe them.

In the lineage, a port's object and the model that fulfils it are two. In the database they are one
table, so they are one dataset of events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from inseam.lineage.document import ALL_ROWS, Lineage, LineageColumn, LineageContract, Model, Object
from inseam.lineage.openlineage.environment import DATABRICKS, UNITY_CATALOG, Environment
from inseam.lineage.openlineage.events import Dataset
from inseam.lineage.openlineage.facets import (
    DatasetDocumentation,
    DatasetFacet,
    DatasetOwnership,
    DatasetTags,
    DataSource,
    EntropyDataDataset,
    Field,
    Identifier,
    Owner,
    Schema,
    Symlinks,
    Tag,
)
from inseam.lineage.openlineage.known import Known

# Of the symlink that is the port's name, whatever database it is in.
PORT = "port"
OUTPUT_PORT = "OUTPUT_PORT"
CLASSIFICATION = "classification"
PERSONAL_DATA = "personal_data"
SOURCE = "inseam"


def owners(team: str | None) -> tuple[Owner, ...]:
    return (Owner(f"team:{team}", "MAINTAINER"),) if team else ()


class Datasets:
    """By their ids in the lineage."""

    def __init__(self, lineage: Lineage, known: Known, environment: Environment) -> None:
        self._environment = environment
        self._known = known
        self.products = {product.id: product for product in lineage.products}
        self.contracts = {contract.id: contract for contract in lineage.contracts}
        self.objects = {described.id: described for described in lineage.objects}
        self.models = {model.id: model for model in lineage.models}
        self.columns = {column.id: column for column in lineage.columns}
        self._described: dict[str, Dataset] = {}

    def same(self, id_: str) -> str:
        """The model that fulfils an object; else the dataset itself."""
        described = self.objects.get(id_)
        return described.model if described and described.model in self.models else id_

    def name(self, id_: str) -> str:
        """Such as `catalog.schema.table`."""
        id_ = self.same(id_)
        if (model := self.models.get(id_)) is not None:
            return _joined(model.database, model.schema, model.alias or model.name)
        if (relation := self._known.relations.get(id_)) is not None:
            return relation
        if (described := self.objects.get(id_)) is None:
            return id_
        contract = self.contracts.get(described.contract)
        server = next(iter(contract.servers), None) if contract else None
        place = (server.catalog, server.schema) if server else ()
        return _joined(*place, described.physical_name)

    def bare(self, id_: str) -> Dataset:
        return Dataset(self._environment.datasets, self.name(id_))

    def described(self, id_: str) -> Dataset:
        """With all facets but where its columns come from."""
        id_ = self.same(id_)
        if id_ not in self._described:
            facets = tuple(sorted(self._facets(id_), key=lambda facet: facet.KEY))
            self._described[id_] = Dataset(self._environment.datasets, self.name(id_), facets)
        return self._described[id_]

    def object_of(self, id_: str) -> Object | None:
        """The object that a model fulfils, or that an id is of."""
        model = self.models.get(id_)
        return self.objects.get((model.object or "") if model else id_)

    def column_name(self, id_: str) -> str:
        """As people write it; that in the id, where nobody describes the column."""
        column = self.columns.get(id_)
        return column.name if column else id_.rpartition(".")[2]

    def _facets(self, id_: str) -> Iterator[DatasetFacet]:
        namespace = self._environment.datasets
        yield DataSource(namespace, namespace)
        model, described = self.models.get(id_), self.object_of(id_)
        contract = self.contracts.get(described.contract) if described else None
        product = model.product if model else contract.product if contract else None
        if fields := tuple(self._fields(id_, described)):
            yield Schema(fields)
        texts = (part.description for part in (described, model, contract) if part)
        if text := next(filter(None, texts), None):
            yield DatasetDocumentation(text)
        owner = self.products.get(product or "")
        if found := owners(owner.team if owner else contract.owner if contract else None):
            yield DatasetOwnership(found)
        if identifiers := tuple(sorted(set(self._identifiers(id_, model, described, contract)))):
            yield Symlinks(identifiers)
        if tags := tuple(self._tags(described, contract)):
            yield DatasetTags(tags)
        if product:
            yield EntropyDataDataset(product, contract.id if contract else None)

    def _fields(self, id_: str, described: Object | None) -> Iterator[Field]:
        """As the model yields them; what they mean, the contract says."""
        promised = self._columns_of[described.id] if described else []
        meanings = {column.name.lower(): column.description for column in promised}
        for column in self._columns_of[id_] or promised:
            # One without a place is read, and nobody has it.
            if column.position and column.name != ALL_ROWS:
                meaning = meanings.get(column.name.lower()) or column.description
                yield Field(column.name, column.type, meaning)

    @cached_property
    def _columns_of(self) -> dict[str, list[LineageColumn]]:
        found: dict[str, list[LineageColumn]] = defaultdict(list)
        for column in self.columns.values():
            found[column.dataset].append(column)
        return found

    def _identifiers(
        self,
        id_: str,
        model: Model | None,
        described: Object | None,
        contract: LineageContract | None,
    ) -> Iterator[Identifier]:
        """Under which names others know it: on Databricks, in Unity Catalog, as a port."""
        kind = model.materialized if model else described.physical_type if described else None
        type_ = "VIEW" if kind and "view" in kind.lower() else "TABLE"
        for host, name in sorted(self._on_databricks(id_, model, described, contract)):
            for scheme in (DATABRICKS, UNITY_CATALOG):
                other = Identifier(f"{scheme}://{host}", name, type_)
                if other.namespace != self._environment.datasets:
                    yield other
        if described:
            port = f"{PORT}://{described.contract}"
            yield Identifier(port, described.physical_name, OUTPUT_PORT)

    def _on_databricks(
        self,
        id_: str,
        model: Model | None,
        described: Object | None,
        contract: LineageContract | None,
    ) -> Iterator[tuple[str, str]]:
        if contract and described:
            for server in contract.servers:
                if server.type == DATABRICKS and server.host:
                    place = (server.catalog, server.schema)
                    yield server.host, _joined(*place, described.physical_name)
        elif model and model.database:
            # It is built beside its product's ports, in the same catalog.
            for host in self._hosts[model.product, model.database.lower()]:
                yield host, self.name(id_)

    @cached_property
    def _hosts(self) -> dict[tuple[str, str], set[str]]:
        """By product and catalog."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for contract in self.contracts.values():
            for server in contract.servers:
                if contract.product and server.type == DATABRICKS and server.host:
                    found[contract.product, (server.catalog or "").lower()].add(server.host)
        return found

    def _tags(self, described: Object | None, contract: LineageContract | None) -> Iterator[Tag]:
        for tag in self._known.tags.get(contract.file, ()) if contract else ():
            yield Tag(tag, "true", source=SOURCE)
        for column in self._columns_of[described.id] if described else ():
            if column.classification:
                yield Tag(CLASSIFICATION, column.classification, column.name, SOURCE)
            if column.is_personal:
                yield Tag(PERSONAL_DATA, "true", column.name, SOURCE)


def _joined(*parts: str | None) -> str:
    return ".".join(filter(None, parts))
