"""The changed files, as git names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    ADDED = "added"
    MODIFIED = "modified"
    DELETED = "deleted"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """``base`` and ``head`` are its path on each side; None where it is not there."""

    base: str | None
    head: str | None

    @property
    def path(self) -> str:
        return self.head or self.base or ""

    @property
    def status(self) -> Status:
        if self.base is None:
            return Status.ADDED
        if self.head is None:
            return Status.DELETED
        return Status.MODIFIED if self.base == self.head else Status.RENAMED

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(path for path in (self.head, self.base) if path))


@dataclass(frozen=True, slots=True)
class Folders:
    """Of the products on each side, sorted."""

    base: tuple[str, ...]
    head: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """``changes`` are in the order of their paths.

    ``tools`` has the files of each entry module of the library. ``asked`` are the products that
    somebody asks for; none stands for all. ``today`` is the day for what contracts promise until.
    """

    base: str
    changes: tuple[ChangedFile, ...]
    folders: Folders
    tools: Mapping[str, frozenset[str]]
    today: date
    asked: tuple[str, ...] = ()
