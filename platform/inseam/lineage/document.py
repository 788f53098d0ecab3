"""What `lineage.json` holds: products, their contracts and models, columns, and who makes whom.

The document is the same for the same facts: everything is sorted, and nothing in it is a time or a
path of some machine. Files are from the repository's root. In JSON, what is None or empty, or
false where nothing else can be meant, is left out.

Everything is known by an id:

    customer_activity                             a product
    entropydata-postgres-v1                       a contract
    entropydata-postgres-v1.user_data             an object of a contract, by its table's name
    entropydata-postgres-v1.user_data.email       a column of it
    customer_activity/stg_users                   a model, seed or snapshot
    customer_activity/stg_users.email             a column of it
    customer_activity/stg_users.*                 all rows of it, as the target of an edge
    customer_activity/exposure/weekly_board       an exposure of the product's project

Objects and models are both `datasets`, and a column's `dataset` is the id of either. The parts of
an id are in lower case, since no engine tells names apart by case, and what would be taken for a
separator is escaped, as in a URL (`a.b` is `a%2Eb`). So ids are looked up and compared, and names
for people are in `name`.

An edge leads from where a value comes from to where it goes. Inside a product: from the columns of
an input port, or of a model, to those of the models that read them. At a port: from the columns of
the model that fulfils the object to the object's own, with the subtype `PORT`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, get_args, get_type_hints

VERSION = 1

# The subtypes of edges: OpenLineage's, and the step from a model to the port that it fulfils.
IDENTITY = "IDENTITY"
TRANSFORMATION = "TRANSFORMATION"
AGGREGATION = "AGGREGATION"
PORT = "PORT"
DIRECT_SUBTYPES = (IDENTITY, TRANSFORMATION, AGGREGATION, PORT)
INDIRECT_SUBTYPES = ("JOIN", "FILTER", "GROUP_BY", "SORT", "WINDOW", "CONDITIONAL")

ALL_ROWS = "*"

# Separators, and what moves the cursor of a terminal.
_SEPARATOR = re.compile(r"[%./\s\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageProduct:
    """A data product. ``id`` is its folder's name; ``file`` is its ODPS file, else its folder.

    ``level`` is 0 if it reads no other product, and else above its providers'.
    """

    id: str
    name: str | None = None
    level: int = 0
    team: str | None = None
    team_name: str | None = None
    domain: str | None = None
    status: str | None = None
    version: str | None = None
    description: str | None = None
    tags: tuple[str, ...] = ()
    file: str
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a contract's data is. What is not known of it is None."""

    name: str | None = None
    type: str | None = None
    environment: str | None = None
    host: str | None = None
    catalog: str | None = None
    schema: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageContract:
    """An output port, or data from outside the repository: then ``product`` is None.

    ``is_missing``: products read it, and nobody here provides it.
    """

    id: str
    product: str | None = None
    name: str | None = None
    version: str | None = None
    status: str | None = None
    owner: str | None = None
    domain: str | None = None
    description: str | None = None
    tags: tuple[str, ...] = ()
    servers: tuple[Server, ...] = ()
    is_missing: bool = False
    file: str
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """A table or view of a contract. ``model`` is the id of the model that fulfils it."""

    id: str
    contract: str
    name: str
    physical_name: str
    physical_type: str | None = None
    description: str | None = None
    tags: tuple[str, ...] = ()
    model: str | None = None
    file: str
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model, seed or snapshot (``kind``). ``relation`` is its name in the database.

    ``object`` is the id of the port's object that it fulfils. ``reads`` are the ids of the models
    and objects that it reads: their rows decide on its rows, whichever columns it takes from them.
    """

    id: str
    product: str
    name: str
    kind: str
    layer: str | None = None
    materialized: str | None = None
    database: str | None = None
    schema: str | None = None
    alias: str | None = None
    description: str | None = None
    object: str | None = None
    reads: tuple[str, ...] = ()
    file: str
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """A use outside of dbt, such as a dashboard, as a product's project describes it.

    ``reads`` are the ids of the objects and models that it reads; dbt knows of no columns. A model
    that fulfils a port's object is read as that object. ``type`` is dbt's, such as `dashboard`.
    """

    id: str
    product: str
    name: str
    type: str | None = None
    owner: str | None = None
    url: str | None = None
    description: str | None = None
    reads: tuple[str, ...] = ()
    file: str
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class InputPort:
    """A product reads a contract. ``agreement`` is the file that permits it."""

    product: str
    contract: str
    agreement: str | None = None
    file: str
    line: int = 1


class LineageColumn(NamedTuple):
    """A column of a dataset; a tuple, since there are so many.

    ``type`` is the contract's physical type, or else its logical one, or what a model's SQL yields
    on DuckDB. ``classification`` and ``is_personal`` (data; None if it says nothing) are what the
    contract says, and a struct is personal by any field. ``carries`` is the classifications that
    reach the column from others unmasked, and `personal data`. ``tags`` are the contract's.
    """

    id: str
    dataset: str
    name: str
    position: int
    type: str | None = None
    is_required: bool = False
    classification: str | None = None
    is_personal: bool | None = None
    carries: tuple[str, ...] = ()
    description: str | None = None
    file: str = ""
    line: int = 1
    tags: tuple[str, ...] = ()


class LineageEdge(NamedTuple):
    """From column ``source`` to column ``target``, as ``file`` says at ``line``.

    ``kind`` is `direct` where the value itself flows, else `indirect`. A target that ends in `.*`
    stands for all rows of the dataset. ``is_masked``: what arrives does not tell the value, as with
    a hash or a count.
    """

    source: str
    target: str
    kind: str
    subtype: str
    is_masked: bool = False
    file: str = ""
    line: int = 1


class Unresolved(NamedTuple):
    """Where the way cannot be followed further up, and why. ``at`` is a column or a dataset."""

    at: str
    reason: str
    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Every tuple is in the order of its ids, edges by target and source."""

    products: tuple[LineageProduct, ...] = ()
    contracts: tuple[LineageContract, ...] = ()
    objects: tuple[Object, ...] = ()
    models: tuple[Model, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    input_ports: tuple[InputPort, ...] = ()
    columns: tuple[LineageColumn, ...] = ()
    edges: tuple[LineageEdge, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()


def escaped(name: str) -> str:
    """A name as an id has it."""
    folded = name.lower()
    if folded == ALL_ROWS:
        return "%2A"
    return _SEPARATOR.sub(lambda found: f"%{ord(found[0]):02X}", folded)


def object_id(contract: str, physical_name: str) -> str:
    return f"{escaped(contract)}.{escaped(physical_name)}"


def model_id(product: str, name: str) -> str:
    return f"{escaped(product)}/{escaped(name)}"


def exposure_id(product: str, name: str) -> str:
    return f"{escaped(product)}/exposure/{escaped(name)}"


def column_id(dataset: str, column: str) -> str:
    """``dataset`` is an id, ``column`` a name."""
    return f"{dataset}.{escaped(column)}"


def all_rows(dataset: str) -> str:
    """The target of an edge that bears on which rows there are."""
    return f"{dataset}.{ALL_ROWS}"


def dataset_of(column: str) -> str:
    """The dataset's id of a column's id, and of `all_rows`."""
    return column.rpartition(".")[0]


def in_order(lineage: Lineage) -> Lineage:
    """Everything in the document's order, each once."""
    return Lineage(
        **{f.name: _sorted(f.name, getattr(lineage, f.name)) for f in fields(lineage)},
    )


def to_json(lineage: Lineage) -> str:
    """A line for each entry, so that two documents can be compared as text."""
    return "".join(_written(lineage))


def from_json(text: str) -> Lineage:
    """Raises ValueError for what is not a `lineage.json`, or one of another version."""
    content = json.loads(text)
    if not isinstance(content, dict) or content.get("lineage") != VERSION:
        raise ValueError(f"no lineage of version {VERSION}: {text[:60]!r}")
    return Lineage(
        **{
            name: tuple(_entry(class_, entry) for entry in content.get(name, ()))
            for name, class_ in _ENTRIES.items()
        }
    )


_ENTRIES: dict[str, Any] = {
    name: get_args(hint)[0] for name, hint in get_type_hints(Lineage).items()
}
_KEYS: dict[str, list[str]] = {
    name: list(getattr(class_, "_fields", None) or [f.name for f in fields(class_)])
    for name, class_ in _ENTRIES.items()
}
_E = TypeVar("_E")
# False says something else than nothing.
_TELLING = frozenset({"is_personal"})
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


_ORDER = {
    "input_ports": ("product", "contract", "file", "line"),
    "columns": ("dataset", "position", "id", "file", "line"),
    "edges": ("target", "source", "kind", "subtype", "is_masked", "file", "line"),
    "unresolved": ("at", "reason", "file", "line"),
}


def _sorted(name: str, entries: Iterable[_E]) -> tuple[_E, ...]:
    key = attrgetter(*_ORDER.get(name, ("id", "file", "line")))
    return tuple(sorted(dict.fromkeys(entries), key=key))


def _written(lineage: Lineage) -> Iterator[str]:
    yield f'{{"lineage":{VERSION}'
    for name, keys in _KEYS.items():
        entries = getattr(lineage, name)
        get = attrgetter(*keys)
        lines = (_encode(_compact(zip(keys, get(entry), strict=True))) for entry in entries)
        yield f',\n"{name}":['
        yield ",\n".join(lines)
        yield "]"
    yield "}\n"


def _compact(values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {
        key: _plain(value)
        for key, value in values
        if value is not None and value != () and (value is not False or key in _TELLING)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and value and isinstance(value[0], Server):
        keys = [f.name for f in fields(Server)]
        return [_compact((key, getattr(server, key)) for key in keys) for server in value]
    return value


def _entry(class_: Any, values: dict[str, Any]) -> Any:
    if "servers" in values:
        values = {**values, "servers": tuple(Server(**server) for server in values["servers"])}
    for key in ("carries", "reads", "tags"):
        if key in values:
            values = {**values, key: tuple(values[key])}
    return class_(**values)
