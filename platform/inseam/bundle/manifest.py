"""`bundle.json`: which files a bundle has, with the checksum of each.

    {
      "version": 1,
      "product": "orders",
      "sourceRevision": "4f1d0c6",
      "files": [{"path": "README.md", "bytes": 120, "sha256": "..."}]
    }

The same files and revision give the same bytes: nothing in it depends on when or where it is made.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NAME = "bundle.json"
VERSION = 1
_SHA256 = re.compile(r"[0-9a-f]{64}")
# What is a path on every system, and leads nowhere but into the folder.
_PART = re.compile(r"[A-Za-z0-9_.@+-][A-Za-z0-9_.@+ -]*")


class BadManifest(Exception):
    """What is wrong with it, all at once."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


@dataclass(frozen=True, slots=True)
class Entry:
    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    product: str
    source_revision: str
    entries: tuple[Entry, ...]


def is_inside(path: str) -> bool:
    """Whether it is a relative path without a way out, written in the one way there is."""
    parts = path.split("/")
    return all(_PART.fullmatch(part) and part.strip(".") for part in parts)


def manifest(product: str, source_revision: str, files: Mapping[str, bytes]) -> Manifest:
    """Raises `BadManifest` for paths that do not belong into a bundle."""
    if wrong := [path for path in files if not is_inside(path) or path == NAME]:
        raise BadManifest(*(f"{path!r} is not a path within a bundle" for path in sorted(wrong)))
    entries = (entry(path, content) for path, content in sorted(files.items()))
    return Manifest(product, source_revision, tuple(entries))


def entry(path: str, content: bytes) -> Entry:
    return Entry(path, len(content), hashlib.sha256(content).hexdigest())


def to_json(made: Manifest) -> bytes:
    document = {
        "version": VERSION,
        "product": made.product,
        "sourceRevision": made.source_revision,
        "files": [
            {"path": one.path, "bytes": one.bytes, "sha256": one.sha256} for one in made.entries
        ],
    }
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def from_json(content: bytes) -> Manifest:
    """Raises `BadManifest`."""
    try:
        row = json.loads(content)
    except ValueError as error:
        raise BadManifest(f"it is not JSON: {error}") from error
    except RecursionError as error:
        raise BadManifest("it is nested too deeply") from error
    if not isinstance(row, dict) or row.get("version") != VERSION:
        raise BadManifest(f"it is not a manifest of version {VERSION}")
    files = row.get("files")
    if not isinstance(files, list) or not all(map(_is_entry, files)):
        raise BadManifest("`files` is not a list of entries with path, bytes and sha256")
    product, revision = row.get("product"), row.get("sourceRevision")
    if not isinstance(product, str) or not isinstance(revision, str):
        raise BadManifest("it has no `product` or no `sourceRevision`")
    entries = tuple(Entry(one["path"], one["bytes"], one["sha256"]) for one in files)
    paths = [one.path for one in entries]
    faults = [f"{path!r} leads out of the bundle" for path in paths if not is_inside(path)]
    faults += [f"{path!r} is there twice" for path in sorted(set(paths)) if paths.count(path) > 1]
    if faults:
        raise BadManifest(*faults)
    return Manifest(product, revision, entries)


def _is_entry(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and isinstance(row.get("path"), str)
        and isinstance(row.get("bytes"), int)
        and isinstance(row.get("sha256"), str)
        and _SHA256.fullmatch(row["sha256"]) is not None
    )
