"""What a process that releases is asked to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from inseam import wire
from inseam.release.plan import Candidate
from inseam.testing.request import ProductRequest, read_product_requests


class Action(StrEnum):
    RELEASE = "release"
    PLAN = "plan"
    ROLLBACK = "rollback"
    LIST = "list"


@dataclass(frozen=True)
class ReleaseRequest:
    """``environment`` is a name, empty for the default. ``to`` is the id of the release to go to.

    ``names`` are those of the products. ``candidates`` are what they would be released as, None if
    that is still to be found. ``owners`` are the products of all contracts of the repository that a
    product offers, by id. ``wait`` is for how many seconds to wait for another that holds the
    environment.
    """

    environment: str
    action: Action
    names: tuple[str, ...]
    candidates: tuple[Candidate, ...] | None
    owners: dict[str, str]
    to: str
    refresh: bool
    full_refresh: bool
    wait: float
    _products: Sequence[dict[str, Any]]
    _beside: Path

    @cached_property
    def products(self) -> tuple[ProductRequest, ...]:
        """Reads their contracts. Raises `InputError`."""
        return read_product_requests(self._products, self._beside)


def read_release_request(path: Path) -> ReleaseRequest:
    request = wire.document(path.read_bytes())
    candidates = request.get("candidates")
    return ReleaseRequest(
        environment=request["environment"],
        action=Action(request["action"]),
        names=tuple(Path(product["project"]).name for product in request["products"]),
        candidates=None if candidates is None else wire.typed(candidates, tuple[Candidate, ...]),
        owners=dict(request["owners"]),
        to=request["to"],
        refresh=request["refresh"],
        full_refresh=request["full_refresh"],
        wait=request["wait"],
        _products=request["products"],
        _beside=path.parent,
    )
