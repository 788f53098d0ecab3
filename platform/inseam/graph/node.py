"""What the graph is made of."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    PRODUCT = "product"
    MODEL = "model"
    COLUMN = "column"  # of a model
    CONTRACT = "contract"
    OBJECT = "object"  # of a contract
    ELEMENT = "element"  # a column of an object
    MACRO = "macro"
    EXPOSURE = "exposure"  # a product's use outside of dbt, such as a dashboard


class Node(NamedTuple):
    """``owner`` is a product or a contract's id; ``part`` a column, in lower case.

    Seeds and snapshots are models.
    """

    kind: Kind
    owner: str
    name: str = ""
    part: str = ""

    def __str__(self) -> str:
        """Such as ``column orders.stg_orders.order_id``."""
        return f"{self.kind} {'.'.join(filter(None, self[1:]))}"

    @property
    def whole(self) -> Node:
        """The model of a column, the object of an element; else the node itself."""
        if self.kind is Kind.COLUMN:
            return model(self.owner, self.name)
        if self.kind is Kind.ELEMENT:
            return object_(self.owner, self.name)
        return self


def product(name: str) -> Node:
    return Node(Kind.PRODUCT, name)


def model(product: str, name: str) -> Node:
    return Node(Kind.MODEL, product, name)


def column(product: str, model: str, name: str) -> Node:
    return Node(Kind.COLUMN, product, model, name.lower())


def contract(id: str) -> Node:
    return Node(Kind.CONTRACT, id)


def object_(contract_id: str, physical_name: str) -> Node:
    """An object is known by its table's name, which neither engine tells apart by case."""
    return Node(Kind.OBJECT, contract_id, physical_name.lower())


def element(contract_id: str, physical_name: str, column: str) -> Node:
    return Node(Kind.ELEMENT, contract_id, physical_name.lower(), column.lower())


def macro(product: str, package: str, name: str) -> Node:
    """A package's macro as one product has it."""
    return Node(Kind.MACRO, product, f"{package}.{name}")


def exposure(product: str, name: str) -> Node:
    return Node(Kind.EXPOSURE, product, name)


def part_of(whole: Node, name: str) -> Node:
    """A column of a model, an element of an object."""
    kind = Kind.COLUMN if whole.kind is Kind.MODEL else Kind.ELEMENT
    return Node(kind, whole.owner, whole.name, name.lower())
