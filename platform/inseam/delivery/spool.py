"""The folder of one receiver: its journal and its dead letters."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inseam.delivery.dead_letters import DeadLetters
from inseam.delivery.spool_error import SpoolError


@dataclass(frozen=True, slots=True)
class Spool:
    folder: Path

    @property
    def journal(self) -> Path:
        return self.folder / "journal.jsonl"

    @property
    def dead_letters(self) -> DeadLetters:
        return DeadLetters(self.folder / "dead-letters")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Raises `SpoolError` if another process has it. A process that is killed gives it back."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                message = "Another process is delivering from this folder."
                raise SpoolError(self.folder, message, "Wait until it has finished.") from error
            yield
