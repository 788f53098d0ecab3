"""What is wrong with a spool's files, or with who uses them."""

from __future__ import annotations

from pathlib import Path


class SpoolError(Exception):
    def __init__(self, path: Path, message: str, fix: str, line: int | None = None) -> None:
        self.path = path
        self.message = message
        self.fix = fix
        self.line = line
        super().__init__(message)
