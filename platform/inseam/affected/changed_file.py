"""The changed files, as git names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

VERSION = 1


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
class Request:
    """``folders`` are those of the products on each side.

    ``tools`` has the files of each entry module of the library. ``asked`` are the products that
    somebody asks for; none stands for all. ``today`` is the day for what contracts promise until.
    """

    base: str
    changes: tuple[ChangedFile, ...]
    head_folders: tuple[str, ...]
    base_folders: tuple[str, ...]
    tools: Mapping[str, frozenset[str]]
    today: date
    asked: tuple[str, ...] = ()


def request_from(document: Mapping[str, Any]) -> Request:
    """Raises KeyError or ValueError for anything that the plugin did not write."""
    return Request(
        base=document["base"],
        changes=changes_from(document),
        head_folders=tuple(sorted(document["folders"]["head"])),
        base_folders=tuple(sorted(document["folders"]["base"])),
        today=date.fromisoformat(document["today"]),
        tools={module: frozenset(files) for module, files in document["tools"].items()},
        asked=tuple(document["asked"]),
    )


def changes_from(document: Mapping[str, Any]) -> tuple[ChangedFile, ...]:
    """In the order of their paths. Raises like `request_from`."""
    if document["version"] != VERSION:
        raise ValueError(f"request version {document['version']}, expected {VERSION}")
    changes = (ChangedFile(change["base"], change["head"]) for change in document["changes"])
    return tuple(sorted(changes, key=lambda change: change.path))
