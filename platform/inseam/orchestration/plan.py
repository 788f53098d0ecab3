"""The mesh, of the facts of all products: pure.

A reader's source is the provider's port, found by the contract that both name and not by names in
a database, so that all products share one key for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from inseam.evaluation.result import blocks
from inseam.orchestration.facts_read import Facts, Row
from inseam.orchestration.mesh import (
    Asset,
    AssetColumn,
    Check,
    CheckKind,
    ColumnSource,
    Input,
    Key,
    Mesh,
    Product,
    System,
)
from inseam.orchestration.names import apart, made_by, outside, plain, tag_value
from inseam.promises.promise import Level, Promise, last_day, promise_of

_EXTERNAL = "external"
# Statuses of a contract that its readers can rely on.
_LIVE = frozenset({"active", "deprecated"})
_NOT_EVALUATED = {
    "text": "it is written in words",
    "custom": "it is written for another tool",
}


def plan(facts: Facts, ingested: Mapping[str, str] | None = None, day: date | None = None) -> Mesh:
    """``ingested`` are the products that ingest, by the contract that they bring here. A port
    that ended before ``day`` asks nothing of its product any more; None: none has ended."""
    planner = _Planner(facts, ingested or {}, day)
    return Mesh(tuple(planner.products()), tuple(planner.systems()))


def ingesting(facts: Facts) -> dict[str, str]:
    """The products that bring rows of systems outside here, by contract: those with a
    folder `ingest`."""
    products = {row["product"] for row in facts.rows("files")}
    outside_of = {row["contract_id"] for row in facts.rows("contracts") if row["kind"] == _EXTERNAL}
    return {
        row["contract_id"]: row["product"]
        for row in facts.rows("model_dependencies")
        if row["product"] in products and row["contract_id"] in outside_of
    }


def _by(rows: Iterable[Row], *columns: str) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row[column] or "" for column in columns)].append(row)
    return found


@dataclass
class _Planner:
    facts: Facts
    ingested: Mapping[str, str]
    day: date | None

    def products(self) -> Iterator[Product]:
        titles = {row["product"]: row for row in self.facts.rows("products")}
        models = _by(self.facts.rows("models"), "product")
        for name in sorted({*titles, *(product for (product,) in models)}):
            yield self._product(name, titles.get(name), models.get((name,), []))

    def systems(self) -> Iterator[System]:
        for id_, contract in sorted(self._contracts.items()):
            if contract["kind"] == _EXTERNAL:
                assets = (self._table(contract, row) for row in self._objects.get((id_,), []))
                yield System(id_, tuple(assets), self._promises[id_], self.ingested.get(id_))
        # What dbt reads and no contract speaks of.
        others = _by((r for r in self.facts.rows("source_tables") if self._is_other(r)), "source")
        for (source,), rows in sorted(others.items()):
            tables = {outside(source, row["identifier"]): row for row in rows}
            assets = (self._unknown(key, source, row) for key, row in sorted(tables.items()))
            yield System(source, tuple(assets), Promise(source))

    # Of one product.

    def _product(self, name: str, row: Row | None, models: list[Row]) -> Product:
        assets = tuple(
            self._model(name, row, model) for model in sorted(models, key=lambda m: str(m["model"]))
        )
        offers = sorted({a.contract for a in assets if a.contract is not None})
        live = [self._promises[id_] for id_ in offers if self._is_live(id_)]
        return Product(
            name,
            row["name"] if row else None,
            assets,
            tuple(self._checks(name, assets)),
            tuple(self._inputs(name)),
            tuple(offers),
            tuple(live),
        )

    def _model(self, product: str, of: Row | None, model: Row) -> Asset:
        name = (product, model["model"])
        contract = self._contracts.get(model["contract_id"] or "")
        object_ = self._object_of(model) if contract else None
        deps = (self._read(row) for row in self._reads.get(name, ()))
        return Asset(
            key=made_by(*name),
            group=plain(product),
            kind=model["materialized"] or model["kind"],
            description=model["description"] or (object_ and object_["description"]) or None,
            deps=tuple(sorted({key for key in deps if key is not None})),
            owners=self._owners(of["team"] if of else None),
            tags=self._tags(product, of),
            columns=tuple(self._columns(model, object_)),
            lineage=tuple(self._lineage(name)),
            relation=model["relation"],
            code=model["code"],
            contract=model["contract_id"] if contract else None,
            version=contract["version"] if contract else None,
            not_evaluated=tuple(self._not_evaluated(object_)) if object_ else (),
            file=model["file"],
            line=model["line"],
        )

    def _object_of(self, model: Row) -> Row | None:
        """The object of its contract that a port's model is."""
        objects = self._objects.get((model["contract_id"],), [])
        return next((row for row in objects if row["physical_name"] == model["alias"]), None)

    def _columns(self, model: Row, object_: Row | None) -> Iterator[AssetColumn]:
        if object_ is not None:
            yield from self._promised_columns(object_)
            return
        name = (model["product"], model["model"])
        for row in self._made_columns.get(name, ()):
            described = self._described.get((*name, row["column_name"]))
            text = described[0]["description"] if described else None
            yield AssetColumn(
                row["column_name"], row["type"], text, row["is_nullable"] is not False
            )

    def _promised_columns(self, object_: Row) -> Iterator[AssetColumn]:
        for row in self._contract_columns.get((object_["contract_id"], object_["object"]), ()):
            yield AssetColumn(
                row["physical_name"],
                row["physical_type"] or row["logical_type"],
                row["description"],
                not row["is_required"],
                row["is_unique"],
            )

    def _lineage(self, name: tuple[str, str]) -> Iterator[tuple[str, tuple[ColumnSource, ...]]]:
        found: dict[str, dict[ColumnSource, None]] = defaultdict(dict)
        for row in self._edges.get(name, ()):
            if (key := self._read(row)) is not None:
                found[row["column_name"]][ColumnSource(key, row["from_column"])] = None
        for column, sources in found.items():
            yield column, tuple(sources)

    def _read(self, row: Row) -> Key | None:
        """The key of what a row's model reads; None for a model of a package that makes nothing."""
        product, table, source = row["product"], row["depends_on"], row["source"]
        if source is None:
            key = made_by(product, table)
            return key if key in self._made else None
        listed = self._source_tables.get((product, source, table))
        identifier = listed[0]["identifier"] if listed else table
        contract = row["contract_id"]
        if contract not in self._contracts:
            return outside(source, identifier)
        return self._ports.get((contract, identifier)) or outside(contract, identifier)

    def _inputs(self, product: str) -> Iterator[Input]:
        rows = self._product_reads.get((product,), ())
        for contract in sorted({row["contract_id"] for row in rows if row["contract_id"]}):
            provider = self._providers.get(contract)
            if provider != product and contract in self._contracts:
                yield Input(contract, provider, self._promises[contract])

    # Checks.

    def _checks(self, product: str, assets: tuple[Asset, ...]) -> Iterator[Check]:
        found = [
            *(check for asset in assets for check in self._contract_checks(product, asset)),
            *self._tests(product, {asset.key for asset in assets}),
        ]
        of_asset: dict[Key, list[Check]] = defaultdict(list)
        for check in found:
            of_asset[check.key].append(check)
        for key, checks in sorted(of_asset.items()):
            for check, name in zip(checks, apart(check.name for check in checks), strict=True):
                yield Check(
                    key,
                    name,
                    check.kind,
                    check.statement,
                    check.contract,
                    check.description,
                    check.blocks,
                )

    def _contract_checks(self, product: str, asset: Asset) -> Iterator[Check]:
        model = self._models.get((product, asset.key[-1]))
        object_ = self._object_of(model[0]) if model and asset.contract else None
        if object_ is None:
            return
        contract = asset.contract
        what = "Columns, types, keys and all else that the contract says of this object."
        element = object_["element"]
        yield Check(asset.key, "schema", CheckKind.SCHEMA, element, contract, what, True)
        for row in self._rules.get((contract or "", object_["object"]), ()):
            if row["type"] not in _NOT_EVALUATED:
                name = row["rule"] or "_".join(
                    part for part in (row["column_name"], row["metric"] or "rule") if part
                )
                yield Check(
                    asset.key,
                    name,
                    CheckKind.QUALITY,
                    row["element"],
                    contract,
                    row["description"],
                    blocks(row["severity"]),
                )
        for row in self._levels.get((contract or "",), ()):
            if _is_evaluated(row, object_):
                name = f"{row['property']}_{row['applies_to']}"
                kind, what = CheckKind.SERVICE_LEVEL, row["description"]
                yield Check(asset.key, name, kind, row["applies_to"], contract, what, False)

    def _not_evaluated(self, object_: Row) -> Iterator[str]:
        contract = object_["contract_id"]
        for row in self._rules.get((contract, object_["object"]), ()):
            if (reason := _NOT_EVALUATED.get(row["type"])) is not None:
                yield f"quality rule {row['rule'] or row['element']}: {reason}"
        for row in self._levels.get((contract,), ()):
            if not _is_evaluated(row, object_):
                yield f"{row['property']}: a service level of a running system"

    def _tests(self, product: str, keys: set[Key]) -> Iterator[Check]:
        for row in self._data_tests.get((product,), ()):
            names = [row["model"]] if row["model"] else self._read_by_test(product, row["test"])
            key = next((k for k in (made_by(product, name) for name in names) if k in keys), None)
            if key is None:
                continue
            is_unit = row["kind"] == "unit"
            yield Check(
                key,
                row["test"],
                CheckKind.UNIT_TEST if is_unit else CheckKind.DATA_TEST,
                row["test"],
                None,
                f"{row['kind']} test of dbt",
                not is_unit and row["severity"] != "WARN",
            )

    def _read_by_test(self, product: str, test: str) -> list[str]:
        rows = self._test_reads.get((product, test), ())
        return [row["depends_on"] for row in rows]

    # Of systems outside.

    def _table(self, contract: Row, object_: Row) -> Asset:
        id_ = contract["contract_id"]
        servers = self._servers.get((id_,))
        return Asset(
            key=outside(id_, object_["physical_name"]),
            group=plain(id_),
            kind=(servers[0]["type"] if servers else None) or _EXTERNAL,
            description=object_["description"],
            deps=(),
            owners=self._owners(contract["team"]),
            tags=(),
            columns=tuple(self._promised_columns(object_)),
            lineage=(),
            relation=None,
            code=None,
            contract=id_,
            version=contract["version"],
            not_evaluated=(),
            file=object_["file"],
            line=object_["line"],
        )

    def _unknown(self, key: Key, source: str, row: Row) -> Asset:
        return Asset(
            key=key,
            group=plain(source),
            kind=_EXTERNAL,
            description=row["description"],
            deps=(),
            owners=(),
            tags=(),
            columns=(),
            lineage=(),
            relation=None,
            code=None,
            contract=None,
            version=None,
            not_evaluated=(),
            file=row["file"],
            line=row["line"],
        )

    def _is_other(self, row: Row) -> bool:
        return row["contract_id"] not in self._contracts

    # Of all of them.

    def _owners(self, team: str | None) -> tuple[str, ...]:
        if not team:
            return ()
        email = self._emails.get(team)
        return (f"team:{plain(team)}", *((email,) if email else ()))

    def _tags(self, product: str, of: Row | None) -> tuple[tuple[str, str], ...]:
        found = {"inseam/product": tag_value(product)}
        if of and of["domain"]:
            found["inseam/domain"] = tag_value(of["domain"])
        for row in self._product_tags.get((product,), ()):
            found[f"inseam/tag.{tag_value(row['tag'])}"] = ""
        return tuple(sorted(found.items()))

    def _is_live(self, contract: str) -> bool:
        if self._contracts[contract]["status"] not in _LIVE:
            return False
        end = last_day(Level.of_row(row) for row in self._levels.get((contract,), ()))
        return end is None or self.day is None or self.day <= end

    @cached_property
    def _contracts(self) -> dict[str, Row]:
        return {row["contract_id"]: row for row in self.facts.rows("contracts")}

    @cached_property
    def _promises(self) -> dict[str, Promise]:
        return {
            id_: promise_of(id_, (Level.of_row(row) for row in self._levels.get((id_,), ())))
            for id_ in self._contracts
        }

    @cached_property
    def _emails(self) -> dict[str, str]:
        return {row["team"]: row["email"] for row in self.facts.rows("teams") if row["email"]}

    @cached_property
    def _made(self) -> set[Key]:
        return {made_by(row["product"], row["model"]) for row in self.facts.rows("models")}

    @cached_property
    def _ports(self) -> dict[tuple[str, str], Key]:
        """The key of a contract's object, by the name that the database has for it."""
        return {
            (row["contract_id"], row["alias"]): made_by(row["product"], row["model"])
            for row in self.facts.rows("models")
            if row["contract_id"] in self._contracts
        }

    @cached_property
    def _providers(self) -> dict[str, str]:
        return {
            row["contract_id"]: row["product"]
            for row in self.facts.rows("models")
            if row["contract_id"] in self._contracts
        }

    @cached_property
    def _models(self) -> dict[tuple[str, ...], list[Row]]:
        return _by(self.facts.rows("models"), "product", "model")

    @cached_property
    def _objects(self) -> dict[tuple[str, ...], list[Row]]:
        return _by(self.facts.rows("contract_objects"), "contract_id")

    @cached_property
    def _contract_columns(self) -> dict[tuple[str, ...], list[Row]]:
        return _by(self.facts.rows("contract_columns"), "contract_id", "object")

    @cached_property
    def _rules(self) -> dict[tuple[str, ...], list[Row]]:
        return _by(self.facts.rows("quality_rules"), "contract_id", "object")

    @cached_property
    def _levels(self) -> dict[tuple[str, ...], list[Row]]:
        return _by(self.facts.rows("sla"), "contract_id")

    @cached_property
    def _servers(self) -> dict[tuple[str, ...], list[Row]]:
        return _by(self.facts.rows("servers"), "contract_id")

    @cached_property
    def _product_tags(self) -> dict[tuple[str, ...], list[Row]]:
        return _by(self.facts.rows("tags"), "product")

    @cached_property
    def _reads(self) -> dict[tuple[str, ...], list[Row]]:
        return _by(self.facts.rows("model_dependencies"), "product", "model")

    @cached_property
    def _product_reads(self) -> dict[tuple[str, ...], list[Row]]:
        return _by(self.facts.rows("model_dependencies"), "product")

    @cached_property
    def _edges(self) -> dict[tuple[str, ...], list[Row]]:
        return _by(self.facts.rows("column_edges"), "product", "model")

    @cached_property
    def _made_columns(self) -> dict[tuple[str, ...], list[Row]]:
        return _by(self.facts.rows("output_columns"), "product", "model")

    @cached_property
    def _described(self) -> dict[tuple[str, ...], list[Row]]:
        return _by(self.facts.rows("model_columns"), "product", "model", "column_name")

    @cached_property
    def _source_tables(self) -> dict[tuple[str, ...], list[Row]]:
        return _by(self.facts.rows("source_tables"), "product", "source", "table_name")

    @cached_property
    def _data_tests(self) -> dict[tuple[str, ...], list[Row]]:
        return _by(self.facts.rows("tests"), "product")

    @cached_property
    def _test_reads(self) -> dict[tuple[str, ...], list[Row]]:
        return _by(self.facts.rows("test_dependencies"), "product", "test")


def _is_evaluated(level: Row, object_: Row) -> bool:
    """By a release: how old the newest row of a column may be."""
    table = str(level["applies_to"] or "").rpartition(".")[0]
    return str(level["property"]).lower() == "freshness" and table in (
        object_["object"],
        object_["physical_name"],
    )
