"""What is asked of `inseam.promises.due` for each product, of what an environment's state says.

Pure: the state's part is what `./pants release --list` says to programs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from inseam.orchestration.mesh import Input as Read
from inseam.orchestration.mesh import Product
from inseam.promises.due import Decision, Input, Seen, decide

# Of a product that was never released.
_USUAL = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Failures:
    """Runs that did not come through since the last good one, and when the last of them ended."""

    count: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the state of an environment says.

    ``lives`` are the contracts of systems that a run reads while they live: those that it ingests
    itself, and where the environment is where they are, all.
    """

    products: Mapping[str, Mapping[str, Any]]
    contracts: Mapping[str, Mapping[str, Any]]
    lives: Collection[str]

    @classmethod
    def of(cls, results: Mapping[str, Any], ingested: Collection[str]) -> Known:
        """``results`` as docs/release.md has them of `--list`."""
        return cls(
            {one["product"]: one for one in results.get("products", ())},
            {one["contract"]: one for one in results.get("contracts", ())},
            frozenset(ingested),
        )


def decision(product: Product, known: Known, now: datetime, failures: Failures) -> Decision:
    """Whether the product is due at ``now``. ``failures`` are those that its runner knows."""
    return decide(product.promise, seen(product, known, now, failures))


def seen(product: Product, known: Known, now: datetime, failures: Failures) -> Seen:
    row = known.products.get(product.name, {})
    started, ended = _instant(row.get("started")), _instant(row.get("ended"))
    of_state = Failures(row.get("failures", 0), _instant(row.get("failed")))
    # What fails in a release both know of.
    worst = max(of_state, failures, key=lambda one: one.count)
    return Seen(
        now=now,
        usual=ended - started if started and ended else _USUAL,
        inputs=tuple(_input(one, known, row.get("reads", {}), now) for one in product.inputs),
        started=started,
        ended=ended,
        failures=worst.count,
        failed=worst.last,
    )


def _input(read: Read, known: Known, reads: Mapping[str, str | None], now: datetime) -> Input:
    row = known.contracts.get(read.contract, {})
    found = Input(
        name=read.contract,
        promise=read.promise,
        data_as_of=_instant(row.get("data_as_of")),
        read_as_of=_instant(reads.get(read.contract)),
        updated=_instant(row.get("updated")),
    )
    if read.provider is None and (read.contract in known.lives or not row):
        # It changes all the time: what it has now is as old as it takes to get here.
        lag = read.promise.latency or timedelta()
        return replace(found, data_as_of=now - lag, updated=None)
    return found


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
