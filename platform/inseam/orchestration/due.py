"""Dagster's condition for when a product is due: lazy, from what it promises.

It decides nothing itself: `inseam.promises.due` does, of the environment's state and of the runs
that Dagster knows.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import dagster as dg

from inseam.orchestration.commands import Commands
from inseam.orchestration.mesh import Mesh, Product
from inseam.orchestration.watch import Failures, Known, decision
from inseam.promises.due import Decision

# What others release there is seen after this time at the latest.
_READ_AGAIN = timedelta(minutes=10)
_NEVER = datetime.min.replace(tzinfo=UTC)
_RUN_LIMIT = 200
_FAILED = (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)


class StateNotRead(Exception):
    """Nobody knows what is in the environment, so nothing is due. Says why."""


@dataclass
class Watcher:
    """Asks the environment for its state, as seldom as what is due allows.

    ``moved`` changes with each event that Dagster has.
    """

    commands: Commands
    ingested: frozenset[str]
    _known: Known | None = None
    _read: datetime = _NEVER
    _moved: int | None = None
    _look_again: list[datetime] = field(default_factory=list)

    def known(self, now: datetime, moved: int | None, log: Callable[[str], None]) -> Known:
        """Raises `StateNotRead`."""
        if (
            self._known is None
            or moved != self._moved
            or now - self._read >= _READ_AGAIN
            or any(at <= now for at in self._look_again)
        ):
            done = self.commands.seen(log)
            if done.failed:
                said = "; ".join(one.message for one in done.findings) or done.said
                raise StateNotRead(f"The environment's state was not read: {said}")
            self._known = Known.of(done.results, self.ingested)
            self._read, self._moved, self._look_again = now, moved, []
        return self._known

    def note(self, found: Decision) -> None:
        if found.look_again_at is not None:
            self._look_again.append(found.look_again_at)


class Due(dg.AutomationCondition[dg.AssetKey]):
    """Of the assets of a product, and of what it ingests."""

    def __init__(self, product: Product, watcher: Watcher) -> None:
        self.product = product
        self._watcher = watcher

    @property
    def description(self) -> str:
        return f"What {self.product.name} promises needs a run"

    @property
    def name(self) -> str:
        return f"due({self.product.name})"

    def evaluate(
        self, context: dg.AutomationContext[dg.AssetKey]
    ) -> dg.AutomationResult[dg.AssetKey]:
        found = self._decided(context)
        subset = context.candidate_subset if found and found.run else context.get_empty_subset()
        return dg.AutomationResult(context, subset)

    def _decided(self, context: dg.AutomationContext[dg.AssetKey]) -> Decision | None:
        now = context.evaluation_time.astimezone(UTC)
        log = context.log
        try:
            known = self._watcher.known(now, context.max_storage_id, log.debug)
        except StateNotRead as error:
            log.error(str(error))
            return None
        ended = known.products.get(self.product.name, {}).get("ended")
        since = datetime.fromisoformat(ended) if ended else None
        instance = context.asset_graph_view.instance
        failures = failures_since(instance, [asset.key for asset in self.product.asked], since)
        found = decision(self.product, known, now, failures)
        self._watcher.note(found)
        _tell(log, self.product.name, found)
        return found


def _tell(log: logging.Logger, product: str, found: Decision) -> None:
    log.info("%s: %s %s", product, "due." if found.run else "not due.", found.reason)
    if found.late:
        log.warning("%s: late: %s", product, ", ".join(found.late))


def failures_since(
    instance: dg.DagsterInstance, keys: Iterable[tuple[str, ...]], since: datetime | None
) -> Failures:
    """Of runs that were to make one of the assets, and were begun after ``since``."""
    wanted = {dg.AssetKey(key) for key in keys}
    records = instance.get_run_records(
        dg.RunsFilter(statuses=list(_FAILED), created_after=since),
        limit=_RUN_LIMIT,
    )
    ends = [
        record.end_time
        for record in records
        if not wanted.isdisjoint(record.dagster_run.asset_selection or ())
    ]
    known = [end for end in ends if end is not None]
    return Failures(len(ends), datetime.fromtimestamp(max(known), UTC) if known else None)


def conditions(
    mesh: Mesh, commands: Commands
) -> Callable[[str], dg.AutomationCondition[dg.AssetKey] | None]:
    """By a product's name, or the contract that a product ingests: both run together."""
    ingested = {s.contract: s.ingested_by for s in mesh.systems if s.ingested_by is not None}
    watcher = Watcher(commands, frozenset(ingested))
    found = {
        product.name: Due(product, watcher) & ~dg.AutomationCondition.in_progress()
        for product in mesh.products
        if product.assets
    }
    return lambda name: found.get(ingested.get(name, name))
