"""What a process that sends releases' events is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inseam import wire
from inseam.testing.request import ProductRequest, read_product_requests


@dataclass(frozen=True, slots=True)
class ReceiverAddress:
    """``address`` is empty where the environment says it; the environment's variable
    ``key_variable`` has the key. It gets the events of ``products``."""

    address: str
    key_variable: str
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventsRequest:
    """``environment`` is a name, empty for the default. ``lineage`` are folders with each product's
    `lineage.json` and the facts that it is made from, as far as they could be made.

    ``only`` says that nothing else was asked for. ``wait`` is for how many seconds to wait for
    another that holds the environment.
    """

    environment: str
    products: tuple[ProductRequest, ...]
    receivers: tuple[ReceiverAddress, ...]
    lineage: dict[str, Path]
    only: bool
    wait: float


def read_events_request(path: Path) -> EventsRequest:
    request = wire.document(path.read_bytes())
    return EventsRequest(
        environment=request["environment"],
        products=read_product_requests(request["products"], path.parent),
        receivers=wire.typed(request["receivers"], tuple[ReceiverAddress, ...]),
        lineage={product: path.parent / folder for product, folder in request["lineage"].items()},
        only=request["only"],
        wait=request["wait"],
    )
