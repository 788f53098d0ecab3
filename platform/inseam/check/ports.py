"""Whether the models of output ports yield what their contracts promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from pathlib import PurePath

from inseam.check import rules
from inseam.check.checked_product import CheckedProduct, Port, broken
from inseam.check.slips import Slips
from inseam.check.stored_types import check_port_view
from inseam.dbt_project.letter_case import OtherCase, case_finding
from inseam.facts.parts import Part
from inseam.facts.schema import ModelRow, OutputColumnRow
from inseam.odcs.contract import Property, SchemaObject
from inseam.odcs.places import is_port_contract
from inseam.odcs.types import as_databricks_has_it, dialect_of, duckdb_type
from inseam.report.finding import Finding, Related
from inseam.report.near_names import near_names, nearest_name
from inseam.sql.sql_type import read_type, write_type


def check_ports(product: CheckedProduct, slips: Slips) -> Iterator[Finding]:
    if product.is_unread:
        return
    fulfilled = set()
    for port in product.ports:
        for described in port.contract.objects:
            model = product.model_of(port, described)
            if model is None:
                yield _no_model(port, described)
                continue
            fulfilled.add(model.model)
            yield from _place(port, model)
            if model.materialized == "ephemeral":
                message = (
                    f"`{model.model}` is ephemeral: dbt enforces no contract of it, and builds no"
                    " table that a consumer could read."
                )
                yield broken(
                    rules.NOT_ENFORCED, model.file, None, message, related=[_config(model)]
                )
            yield from _Object(product, slips, port, described, model).findings()
    # Which objects a contract has that cannot be read, nobody knows.
    unreadable = {
        PurePath(f.file).parent.name for f in product.findings if is_port_contract(f.file)
    }
    for model in product.port_models():
        if model.model not in fulfilled and model.port_folder not in unreadable:
            message = f"`{model.model}` is not an object of a contract in `{model.port_folder}`."
            yield broken(rules.MODEL_UNKNOWN, model.file, None, message)


def _no_model(port: Port, described: SchemaObject) -> Finding:
    folder = port.version_folder
    message = f"No model in `output_ports/{folder}` makes `{described.physical_name}`."
    file, line = port.contract.file, port.document.line(described.path)
    return broken(rules.OBJECT_MISSING, file, line, message)


def _place(port: Port, model: ModelRow) -> Iterator[Finding]:
    """Of the catalog only the first server is held to its word: others are other environments."""
    servers = list(Part.whole(port.document).each("servers"))
    wanted = [(server, "schema", model.schema) for server in servers if server.text("schema")]
    if port.contract.catalog:
        key = "catalog" if any(server.text("catalog") for server in servers) else "database"
        first = next((server for server in servers if server.text(key)), None)
        if first is not None and model.database:
            wanted.append((first, key, model.database))
    for server, key, built in wanted:
        said = server.text(key) or ""
        if said.lower() != built.lower():
            yield broken(
                rules.RELATION,
                server.file,
                server.at(key).line,
                f"The contract says that `{model.alias}` is in the {key} `{said}`; dbt builds it in"
                f" `{built}`.",
                related=[_config(model)],
            )


def _config(model: ModelRow) -> Related:
    if model.properties_file:
        return Related("config", model.properties_file, model.properties_line)
    return Related("model", model.file)


class _Object:
    """One object of a contract, and the model that makes it."""

    def __init__(
        self,
        product: CheckedProduct,
        slips: Slips,
        port: Port,
        described: SchemaObject,
        model: ModelRow,
    ) -> None:
        self._slips = slips
        self._port = port
        self._described = described
        self._model = model
        self._columns = product.columns.get(model.model, [])
        self._named = [column for column in self._columns if column.column_name != "*"]
        self._is_unknown = product.is_sql_unknown(model.model)
        self._dialect = dialect_of(port.contract)
        self._renamed = {} if "*" in {c.column_name for c in self._columns} else dict(self._pairs())

    def findings(self) -> Iterator[Finding]:
        if self._is_unknown:
            if self._model.compiled is not None or self._model.language != "sql":
                yield self._unknown(1, "its SQL cannot be read")
            return  # dbt reports what does not compile
        stars = [column for column in self._columns if column.column_name == "*"]
        for star in stars:
            yield self._unknown(star.line, star.unknown or "a star is not followed")
        yielded = {column.column_name.lower(): column for column in reversed(self._named)}
        if not stars:
            yield from self._missing(yielded.keys())
        yield from self._extra_and_twice()
        both = [
            (described, yielded[described.physical_name.lower()])
            for described in self._described.properties
            if described.physical_name.lower() in yielded
            and not self._slips.doubts(self._model.model, described.physical_name)
        ]
        yield from self._case(both)
        for described, column in both:
            yield from self._type(described, column)
        yield from self._nulls([pair for pair in both if pair[0].required])

    def _unknown(self, line: int, why: str) -> Finding:
        message = f"The columns of `{self._model.alias}` are not all known: {why}."
        return broken(rules.COLUMNS_UNKNOWN, self._model.file, line, message)

    def _missing(self, yielded: Set[str]) -> Iterator[Finding]:
        last = max((column.line for column in self._named), default=1)
        for described in self._described.properties:
            name, line = described.physical_name, last
            near = near_names(name, yielded)
            if name.lower() in yielded or self._slips.explain(self._model.model, name, near):
                continue
            needs = "requires" if described.required else "has"
            message = (
                f"`{self._model.alias}` yields no column `{name}`, which its contract {needs}."
            )
            fix = None
            related = [self._in_contract(described)]
            if (instead := self._renamed.get(name)) is not None:
                line = instead.line or last
                message = f"{message[:-1]}, but `{instead.column_name}`, which it does not have."
                fix = f"Did you mean `{name}`? Write `... as {name}`, or correct the contract."
            yield broken(
                rules.COLUMN_MISSING, self._model.file, line, message, fix=fix, related=related
            )

    def _extra_and_twice(self) -> Iterator[Finding]:
        known = {described.physical_name.lower() for described in self._described.properties}
        renamed = {column.column_name.lower() for column in self._renamed.values()}
        unknown = self._slips.unknown.get(self._model.model, {})
        seen: Counter[str] = Counter()
        for column in self._named:
            name = column.column_name
            seen[name.lower()] += 1
            if seen[name.lower()] == 2:
                message = f"`{self._model.alias}` yields the column `{name}` twice."
                yield broken(rules.COLUMN_TWICE, column.file, column.line, message)
            if seen[name.lower()] == 1 and not (
                name.lower() in known or name.lower() in renamed or name.lower() in unknown
            ):
                message = (
                    f"`{self._model.alias}` yields the column `{name}`, which its contract does not"
                    " have."
                )
                yield broken(rules.COLUMN_EXTRA, column.file, column.line, message)

    def _pairs(self) -> Iterator[tuple[str, OutputColumnRow]]:
        """A promised column that is missing, and the column that seems to be it, mistyped."""
        promised = [described.physical_name for described in self._described.properties]
        known = {name.lower() for name in promised}
        yielded = {column.column_name.lower() for column in self._named}
        missing = [name for name in promised if name.lower() not in yielded]
        extra = {c.column_name: c for c in self._named if c.column_name.lower() not in known}
        for name in missing:
            near = nearest_name(name, extra)
            if near is not None and nearest_name(near, missing) == name:
                yield name, extra[near]

    def _case(self, both: list[tuple[Property, OutputColumnRow]]) -> Iterator[Finding]:
        others = [pair for pair in both if pair[0].physical_name != pair[1].column_name]
        if others:
            first, column = others[0]
            yield case_finding(
                column.file,
                column.line,
                self._model.alias,
                [OtherCase(d.physical_name, c.column_name) for d, c in others],
                [self._in_contract(first)],
            )

    def _type(self, described: Property, column: OutputColumnRow) -> Iterator[Finding]:
        name = f"`{self._model.alias}.{column.column_name}`"
        written = duckdb_type(described, self._dialect)
        wanted = _as_described(written)
        if column.type is None or wanted is None:
            why = column.type_unknown or f"`{written}` is not known here"
            message = f"Whether {name} has the type of its contract is not known: {why}."
            yield broken(rules.TYPE_UNKNOWN, column.file, column.line, message)
        elif not _same_type(column.type, wanted):
            message = f"{name} is {column.type}; its contract says {wanted}."
            related = [self._in_contract(described)]
            fix = f"Cast it: `cast(... as {wanted.lower()})`. Or change the contract."
            if column.type == "DOUBLE" and wanted.startswith("DECIMAL("):
                fix = _of_quotient(wanted)
            yield broken(
                rules.COLUMN_TYPE, column.file, column.line, message, fix=fix, related=related
            )
        elif column.type != wanted:
            yield from check_port_view(self._model, column)

    def _nulls(self, required: list[tuple[Property, OutputColumnRow]]) -> Iterator[Finding]:
        possible = []
        for described, column in required:
            if column.admits_null:
                message = (
                    f"`{self._model.alias}.{column.column_name}` is required, and a NULL of what it"
                    " is made from arrives in it."
                )
                related = [self._in_contract(described)]
                yield broken(rules.COLUMN_NULL, column.file, column.line, message, related=related)
            elif column.is_nullable is not False:
                possible.append(column)
        if possible:
            names = ", ".join(f"`{column.column_name}`" for column in possible)
            message = f"NULL is not ruled out in what `{self._model.alias}` requires: {names}."
            line = min(column.line for column in possible)
            yield broken(rules.NULL_POSSIBLE, self._model.file, line, message)

    def _in_contract(self, described: Property) -> Related:
        return Related(
            "contract", self._port.contract.file, self._port.document.line(described.path)
        )


def _same_type(yielded: str, wanted: str) -> bool:
    if yielded == wanted:
        return True
    return as_databricks_has_it(yielded) in (wanted, wanted.replace("JSON", "VARCHAR"))


def _as_described(kind: str) -> str | None:
    """The type as DuckDB's `describe` writes it. In a test the words of an ENUM are text."""
    if kind.upper().startswith("ENUM"):
        return "VARCHAR"
    known = read_type(kind, "duckdb")
    return write_type(known, "duckdb") if known is not None and known.is_known else None


def _of_quotient(wanted: str) -> str:
    """DuckDB makes a DOUBLE of quotients and means of decimals, Databricks a DECIMAL whose digits
    follow from both sides. Taken as equal, a test would round where production does not.
    """
    return (
        "A quotient or a mean of decimals is a DOUBLE on DuckDB and a DECIMAL on Databricks. For"
        " the same value on both, round it with `dbt_common.ratio_rounded` or"
        f" `dbt_common.average_rounded`, and cast it: `cast(... as {wanted.lower()})`."
    )
