"""Asking Pants for files, in the words of one place: a newer Pants is met here and in signatures.

Each function returns what a rule awaits, alone or in a `MultiGet`.
"""

from __future__ import annotations

import json
import os.path
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pants.engine.fs import (
    AddPrefix,
    CreateDigest,
    Digest,
    DigestContents,
    DigestEntries,
    DigestSubset,
    FileContent,
    MergeDigests,
    PathGlobs,
    Paths,
    RemovePrefix,
    Snapshot,
)
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get

# The file that a process of the library reads what is asked of it from.
REQUEST = "_request.json"

if TYPE_CHECKING:
    DigestGet = Get[Digest]
    SnapshotGet = Get[Snapshot]
    PathsGet = Get[Paths]
    ContentsGet = Get[DigestContents]
    EntriesGet = Get[DigestEntries]
    ProcessGet = Get[FallibleProcessResult]
else:
    # Pants finds what a rule asks for in the functions whose return type is a plain `Get`.
    DigestGet = SnapshotGet = PathsGet = ContentsGet = EntriesGet = ProcessGet = Get


@dataclass(frozen=True)
class RepositoryFile:
    path: str


def below(folder: str, globs: Iterable[str]) -> tuple[str, ...]:
    """Globs from a folder, as globs from the repository's root."""
    return tuple(
        f"!{os.path.join(folder, glob[1:])}" if glob[0] == "!" else os.path.join(folder, glob)
        for glob in globs
    )


def merge(digests: Iterable[Digest]) -> DigestGet:
    return Get(Digest, MergeDigests(digests))


def add_prefix(digest: Digest, folder: str) -> DigestGet:
    return Get(Digest, AddPrefix(digest, folder))


def remove_prefix(digest: Digest, folder: str) -> DigestGet:
    return Get(Digest, RemovePrefix(digest, folder))


def subset(digest: Digest, globs: Iterable[str]) -> DigestGet:
    """A glob that begins with `!` leaves files out, here and below."""
    return Get(Digest, DigestSubset(digest, PathGlobs(globs)))


def subset_files(digest: Digest, globs: Iterable[str]) -> SnapshotGet:
    return Get(Snapshot, DigestSubset(digest, PathGlobs(globs)))


def subset_contents(digest: Digest, globs: Iterable[str]) -> ContentsGet:
    return Get(DigestContents, DigestSubset(digest, PathGlobs(globs)))


def files_of(digest: Digest) -> SnapshotGet:
    return Get(Snapshot, Digest, digest)


def contents_of(digest: Digest) -> ContentsGet:
    return Get(DigestContents, Digest, digest)


def entries_of(digest: Digest) -> EntriesGet:
    return Get(DigestEntries, Digest, digest)


def read(globs: Iterable[str]) -> DigestGet:
    """The files of the repository."""
    return Get(Digest, PathGlobs(globs))


def read_files(globs: Iterable[str]) -> SnapshotGet:
    return Get(Snapshot, PathGlobs(globs))


def read_contents(globs: Iterable[str]) -> ContentsGet:
    return Get(DigestContents, PathGlobs(globs))


def read_paths(globs: Iterable[str]) -> PathsGet:
    return Get(Paths, PathGlobs(globs))


def make_file(path: str, content: bytes) -> DigestGet:
    return Get(Digest, CreateDigest([FileContent(path, content)]))


def request_file(content: Mapping[str, object]) -> DigestGet:
    """The same content is the same file, in whatever order it is given."""
    return make_file(REQUEST, json.dumps(content, sort_keys=True).encode())
