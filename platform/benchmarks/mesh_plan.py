"""Who reads whom in a made-up mesh, and what they offer. The same seed gives the same mesh."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

_NOUNS = (
    "articles campaigns carts claims contacts contracts coupons customers deliveries events"
    " invoices leads orders payments prices receipts refunds returns sessions shipments stores"
    " suppliers tickets visits"
).split()
# Logical type, physical type.
TYPES = {
    "text": ("string", "STRING"),
    "number": ("integer", "BIGINT"),
    "amount": ("number", "DECIMAL(18,2)"),
    "instant": ("timestamp", "TIMESTAMP"),
    "day": ("date", "DATE"),
    "flag": ("boolean", "BOOLEAN"),
}
_COLUMNS = (
    ("name", "text"),
    ("country", "text"),
    ("status", "text"),
    ("channel", "text"),
    ("category", "text"),
    ("currency", "text"),
    ("quantity", "number"),
    ("position", "number"),
    ("price", "amount"),
    ("discount", "amount"),
    ("tax", "amount"),
    ("created_at", "instant"),
    ("changed_at", "instant"),
    ("due_on", "day"),
    ("is_active", "flag"),
    ("is_test", "flag"),
)
# Products begin at the sources; then each reads one to three that are there already.
_SHARE_OF_SOURCES = 0.1
_PRODUCTS_OF_A_SYSTEM = 20


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Port:
    """A contract with one object. ``product`` is None for a system outside.

    The first column is the key; a port's is that of the first port that its product reads.
    """

    contract_id: str
    product: str | None
    catalog: str
    schema: str
    object: str
    columns: tuple[Column, ...]

    @property
    def key(self) -> Column:
        return self.columns[0]


@dataclass(frozen=True, slots=True)
class Made:
    """A column of a product, from a column of the port that it reads at ``reads``."""

    column: Column
    reads: int
    source: Column


@dataclass(frozen=True, slots=True)
class Product:
    """``made`` are the columns that it hands on; it counts and adds up others."""

    name: str
    team: str
    port: Port
    reads: tuple[Port, ...]
    made: tuple[Made, ...]

    @property
    def is_source_aligned(self) -> bool:
        return self.reads[0].product is None


@dataclass(frozen=True, slots=True)
class Mesh:
    systems: tuple[Port, ...]
    products: tuple[Product, ...]


def plan(products: int, seed: int, teams: Sequence[str]) -> Mesh:
    """No product reads itself through others."""
    draw = random.Random(f"{products} {seed}")
    systems = tuple(
        _system(draw, number) for number in range(1, 2 + products // _PRODUCTS_OF_A_SYSTEM)
    )
    sources = max(1, round(products * _SHARE_OF_SOURCES))
    made: list[Product] = []
    for number in range(1, products + 1):
        of_systems = [systems[number % len(systems)]]
        ports = [product.port for product in made]
        reads = of_systems if number <= sources else list(_popular(draw, ports))
        made.append(_product(draw, number, teams[number % len(teams)], tuple(reads)))
    return Mesh(systems, tuple(made))


def _popular(draw: random.Random, ports: list[Port]) -> Iterator[Port]:
    """One to three of them, of which the older ones are read by many, as in life."""
    wanted = draw.choice((1, 1, 2, 2, 3))
    left = list(ports)
    while left and wanted:
        weights = list(accumulate(1 / (place + 3) for place in range(len(left))))
        (port,) = draw.choices(left, cum_weights=weights)
        left.remove(port)
        wanted -= 1
        yield port


def _system(draw: random.Random, number: int) -> Port:
    name = f"system_{number:03}"
    return Port(
        contract_id=f"system-{number:03}-v1",
        product=None,
        catalog=name,
        schema="public",
        object="records",
        columns=(Column("record_id", "text"), *_columns(draw)),
    )


def _columns(draw: random.Random) -> list[Column]:
    chosen = draw.sample(_COLUMNS, draw.randint(8, len(_COLUMNS)))
    return [Column(name, type_) for name, type_ in sorted(chosen, key=_COLUMNS.index)]


def _product(draw: random.Random, number: int, team: str, reads: tuple[Port, ...]) -> Product:
    noun = draw.choice(_NOUNS)
    name = f"{noun}_{number:04}"
    contract_id = f"{noun}-{number:04}-v1"
    key = replace(reads[0].key, name=f"{noun}_id")
    made = tuple(_handed_on(draw, key.name, reads))
    return Product(
        name=name,
        team=team,
        port=Port(
            contract_id=contract_id,
            product=name,
            catalog="mesh_prod",
            schema=f"op_{contract_id.replace('-', '_')}",
            object=noun,
            columns=(
                key,
                *(entry.column for entry in made),
                Column("line_count", "number"),
                Column("updated_at", "instant"),
            ),
        ),
        reads=reads,
        made=made,
    )


_ADDED = frozenset({"line_count", "updated_at"})


def _handed_on(draw: random.Random, key: str, reads: tuple[Port, ...]) -> Iterator[Made]:
    taken = {key, *_ADDED}
    for place, port in enumerate(reads):
        # What every product adds itself is not handed on, nor what has the name already.
        usable = [c for c in port.columns[1:] if c.name not in taken]
        few = draw.sample(usable, min(len(usable), draw.randint(3, 10 if place == 0 else 4)))
        for column in sorted(few, key=port.columns.index):
            taken.add(column.name)
            yield Made(column, place, column)
