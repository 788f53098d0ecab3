"""What a process that releases is asked to do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from inseam.testing.request import ProductRequest, read_product_requests

VERSION = 1


class Action(StrEnum):
    RELEASE = "release"
    PLAN = "plan"
    ROLLBACK = "rollback"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """``environment`` is a name, empty for the default. ``to`` is the id of the release to go to.

    ``owners`` are the products of all contracts of the repository that a product offers, by id.
    ``wait`` is for how many seconds to wait for another that holds the environment.
    """

    environment: str
    action: Action
    products: tuple[ProductRequest, ...]
    owners: dict[str, str]
    to: str
    refresh: bool
    full_refresh: bool
    wait: float


def read_release_request(path: Path) -> ReleaseRequest:
    request = json.loads(path.read_text(encoding="utf-8"))
    if request["version"] != VERSION:
        raise ValueError(f"request version {request['version']}, expected {VERSION}")
    return ReleaseRequest(
        environment=request["environment"],
        action=Action(request["action"]),
        products=read_product_requests(request["products"], path.parent),
        owners=dict(request["owners"]),
        to=request["to"],
        refresh=request["refresh"],
        full_refresh=request["full_refresh"],
        wait=request["wait"],
    )
