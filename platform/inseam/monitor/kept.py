"""The history of an environment, where it is kept: the table `monitor_runs` of its state.

A run is written by one statement, so all of it is there or nothing. Before, it lies in a file of
this machine; if the statement fails, or the environment is held for longer than one waits, the
next run writes it too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from inseam import wire
from inseam.delivery.files import write_whole
from inseam.environments.holder import Holder, holding
from inseam.environments.operations import Operations
from inseam.environments.state import add_rows, make_state, rows_since
from inseam.monitor.history import ContractRun, history_of, read_history, to_json
from inseam.report.finding import Finding, InputError, Severity

TABLE = "monitor_runs"
# Older runs are in the table, and neither judged by nor shown.
SHOWN = timedelta(days=400)

_Key = tuple[str, str, str]


def pending_file(environment: str, folder: Path) -> Path:
    return folder / f"{environment}.pending.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """The history of ``environment``. ``folder`` is this machine's, for what is not written yet."""

    environment: str
    operations: Operations
    folder: Path

    def read(self, now: datetime) -> tuple[ContractRun, ...]:
        """Of the time that is shown, with what is not written yet. Raises `OperationFailed`."""
        written = self._written((now - SHOWN).isoformat())
        return _each_once((*written, *self._pending()))

    def append(
        self,
        runs: Iterable[ContractRun],
        claim: Holder,
        *,
        wait_seconds: float,
        clock: Callable[[], datetime],
        notify: Callable[[str], None],
    ) -> int:
        """Writes those that are not there yet, and says how many these were.

        Holds the environment meanwhile. Raises `InputError` if another holds it for longer,
        `OperationFailed`; then the next call writes them.
        """
        waiting = _each_once((*self._pending(), *runs))
        if not waiting:
            return 0
        file = pending_file(self.environment, self.folder)
        write_whole(file, to_json(history_of(self.environment, waiting)).encode())
        with holding(self.operations, claim, wait_seconds=wait_seconds, now=clock, notify=notify):
            make_state(self.operations)
            rows = rows_since(self.operations, TABLE, "monitored_at", min(r.at for r in waiting))
            there = {(row["monitored_at"], row["contract"], row["release"]) for row in rows}
            new = [run for run in waiting if _key(run) not in there]
            if new:
                add_rows(self.operations, {TABLE: _rows(new, claim.who, clock())})
        file.unlink()
        return len(new)

    def _written(self, least: str) -> list[ContractRun]:
        rows = rows_since(self.operations, TABLE, "monitored_at", least)
        return [wire.typed(json.loads(row["found"]), ContractRun) for row in rows]

    def _pending(self) -> tuple[ContractRun, ...]:
        file = pending_file(self.environment, self.folder)
        if not file.is_file():
            return ()
        try:
            return read_history(file.read_bytes()).runs
        except ValueError as error:
            raise InputError([_unreadable(file, error)]) from error


def _unreadable(file: Path, error: ValueError) -> Finding:
    return Finding(
        rule="history-unreadable",
        severity=Severity.ERROR,
        file=file.as_posix(),
        message=f"Runs that are not written yet are in this file, which cannot be read: {error}",
        fix="Restore it; or delete it, and those runs are lost.",
    )


def _rows(runs: Iterable[ContractRun], who: str, now: datetime) -> list[dict[str, object]]:
    # There is one writer at a time, so this counts on without a look at all rows of before.
    first = int(now.timestamp() * 1_000_000)
    return [
        {
            "entry": first + number,
            "monitored_at": run.at,
            "contract": run.contract,
            "product": run.product,
            "release": run.release,
            "at": now.isoformat(),
            "who": who,
            "found": json.dumps(asdict(run), ensure_ascii=False),
        }
        for number, run in enumerate(runs)
    ]


def _key(run: ContractRun) -> _Key:
    return run.at, run.contract, run.release


def _each_once(runs: Iterable[ContractRun]) -> tuple[ContractRun, ...]:
    found: dict[_Key, ContractRun] = {}
    for run in runs:
        found.setdefault(_key(run), run)
    return tuple(found.values())
