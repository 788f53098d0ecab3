"""Staged rows: what dlt has written as Parquet, and which months are in it.

Nothing but this module knows dlt. A package of it that was not finished is dropped, and what was
finished is used again: by the digest of its months, so only if the source still has the same.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from inseam.authoring.drafted_tables import CannotRead
from inseam.environments.operations import set_variables
from inseam.ingest.source import Month

_WORKING, _ROWS, _NOTES = "working", "rows", "notes"
# Frozen but for the first time: dlt refuses a column, or a type, that it has not seen.
_FROZEN: Any = {"tables": "evolve", "columns": "freeze", "data_type": "freeze"}
_HINTS: tuple[tuple[Any, dict[str, Any]], ...] = (
    # By itself dlt makes instants of them.
    (pa.types.is_timestamp, {"data_type": "timestamp", "timezone": False}),
)


class StagingFailed(Exception):
    """dlt refused the rows. Says it in dlt's words."""


@dataclass(frozen=True, slots=True)
class Staged:
    """``months`` are in ``files`` as a whole, and nothing else is."""

    table: str
    months: Mapping[str, Month]
    files: tuple[str, ...]
    note: Path


@dataclass(frozen=True, slots=True)
class Staging:
    """A folder for one contract and layout of one environment."""

    folder: Path

    def staged(self, table: str, wanted: Mapping[str, Month]) -> list[Staged]:
        """What an earlier call has finished and is still right; drops the rest."""
        found: list[Staged] = []
        for note in sorted((self.folder / _NOTES).glob("*.json")):
            said = json.loads(note.read_bytes())
            if said["table"] != table:
                continue
            months = {name: Month(*month) for name, month in said["months"].items()}
            files = self._files(note.stem)
            is_same = all(wanted.get(name) == month for name, month in months.items())
            taken = {name for one in found for name in one.months}
            if is_same and files and not taken.intersection(months):
                found.append(Staged(table, months, files, note))
            else:
                self._drop(note, files)
        return found

    def stage(
        self,
        table: str,
        months: Mapping[str, Month],
        schema: pa.Schema,
        batches: Iterator[pa.RecordBatch],
    ) -> Staged:
        """Writes the rows, and then notes that they are whole."""
        load = self._run(table, schema, batches)
        files = self._files(load)
        note = self.folder / _NOTES / f"{load}.json"
        note.parent.mkdir(parents=True, exist_ok=True)
        said = {
            "table": table,
            "months": {name: [month.rows, month.digest] for name, month in months.items()},
        }
        made = note.with_suffix(".new")
        made.write_text(json.dumps(said))
        made.replace(note)
        return Staged(table, months, files, note)

    def clear(self) -> None:
        """Once the rows are where they belong."""
        for part in (_ROWS, _NOTES):
            shutil.rmtree(self.folder / part, ignore_errors=True)

    def _files(self, load: str) -> tuple[str, ...]:
        found = (self.folder / _ROWS).glob(f"raw/*/{load}.*.parquet")
        return tuple(sorted(str(path) for path in found))

    def _drop(self, note: Path, files: Sequence[str]) -> None:
        note.unlink()
        for file in files:
            Path(file).unlink()

    def _run(self, table: str, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> str:
        """Gives the id of dlt's load package."""
        with _settings(self.folder / _WORKING):
            # Its import reads settings, and begins to send what it counts unless that is off.
            import dlt
            from dlt.common.exceptions import DltException
            from dlt.destinations import filesystem

            pipeline = dlt.pipeline(
                f"inseam_{self.folder.name}",
                pipelines_dir=str(self.folder / _WORKING),
                destination=filesystem(
                    bucket_url=str((self.folder / _ROWS).absolute()),
                    layout="{table_name}/{load_id}.{file_id}.{ext}",
                    warn_unsafe_layout_separators=False,
                ),
                dataset_name="raw",
            )
            if pipeline.has_pending_data:
                pipeline.abort_packages()
            rows = dlt.resource(
                batches,
                name=table,
                write_disposition="append",
                columns=_columns(schema),
                schema_contract=_FROZEN,
            )
            try:
                done = pipeline.run(rows, loader_file_format="parquet")
                done.raise_on_failed_jobs()
            except DltException as error:
                raise _cause(error) from None
            return str(done.loads_ids[0])


def _cause(error: BaseException) -> Exception:
    """Of what dlt wraps: why the source was not read, or what dlt itself has against the rows."""
    causes: list[BaseException] = [error]
    while (below := causes[-1].__cause__ or causes[-1].__context__) and below not in causes:
        causes.append(below)
    for cause in causes:
        if isinstance(cause, CannotRead):
            return cause
    return StagingFailed(str(causes[-1]).strip())


def _columns(schema: pa.Schema) -> Any:
    return {
        field.name: {"name": field.name, **hint}
        for field in schema
        for fits, hint in _HINTS
        if fits(field.type)
    }


@contextmanager
def staging(folder: Path) -> Iterator[Staging]:
    """One at a time in a folder: a second call waits. Other layouts beside it are dropped."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for other in folder.parent.iterdir():
            if other.is_dir() and other != folder:
                shutil.rmtree(other)
        folder.mkdir(parents=True, exist_ok=True)
        yield Staging(folder)


@contextmanager
def _settings(working: Path) -> Iterator[None]:
    """dlt's, for as long as it runs: nothing is sent, and nothing lies outside of the folder."""
    working.mkdir(parents=True, exist_ok=True)
    given = {
        "DLT_DATA_DIR": str(working.absolute()),
        "DLT_PROJECT_DIR": str(working.absolute()),
        "RUNTIME__DLTHUB_TELEMETRY": "false",
        "RUNTIME__LOG_LEVEL": "CRITICAL",
        "SCHEMA__NAMING": "direct",
        "RESTORE_FROM_DESTINATION": "false",
        "LOAD__DELETE_COMPLETED_JOBS": "true",
    }
    with set_variables(given):
        yield
