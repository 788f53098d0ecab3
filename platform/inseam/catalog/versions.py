"""Published versions of contracts, and what changed from each to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from inseam.catalog.content import Change, Version
from inseam.documents.yaml_document import Document, read_file, read_yaml
from inseam.facts.schema import PUBLISHED, ContractRow
from inseam.gate.compare import compare
from inseam.gate.settings import Settings
from inseam.report.finding import InputError

# Of more than these, a reader opens the two files.
MOST_CHANGES = 30


def read_versions(
    contracts: Iterable[ContractRow], root: Path, day: date, added: Mapping[str, str]
) -> dict[str, tuple[Version, ...]]:
    """By contract, the newest first. A file that cannot be read is a version without changes.

    ``added`` has the instants of files whose contracts name none.
    """
    published: dict[str, list[ContractRow]] = defaultdict(list)
    for row in contracts:
        if row.kind == PUBLISHED:
            published[row.contract_id].append(row)
    return {
        id: tuple(reversed(list(_versions(rows, root, day, added))))
        for id, rows in published.items()
    }


def _versions(
    rows: list[ContractRow], root: Path, day: date, added: Mapping[str, str]
) -> Iterator[Version]:
    before: Document | None = None
    for row in sorted(rows, key=lambda row: (_numbers(row.version), row.version)):
        document = _read(root, row.file)
        yield Version(
            version=row.version,
            status=row.status or "",
            file=row.file,
            created=created(document.value if document else None) or added.get(row.file, ""),
            changes=tuple(_changes(before, document, day)) if before and document else (),
        )
        before = document or before


def _read(root: Path, file: str) -> Document | None:
    try:
        return read_yaml(file, read_file(str(root / file)))
    except InputError:
        return None


def _changes(old: Document, new: Document, day: date) -> Iterator[Change]:
    for change in compare(old, new, Settings(today=day)).causes[:MOST_CHANGES]:
        yield Change(element=change.element, grade=change.grade.value, reason=change.reason)


def created(document: object) -> str:
    """The instant that a contract names as that of its making, in UTC; empty if it names none."""
    return _in_utc(document.get("contractCreatedTs") if isinstance(document, dict) else None)


def added_at(log: str) -> dict[str, str]:
    """When each file came to the branch, in UTC: the instant of the oldest commit that added it.

    ``log`` is what `git log --no-renames --diff-filter=A --name-only --format=%x01%cI` prints.
    """
    found: dict[str, str] = {}
    # From the newest to the oldest.
    for commit in log.split("\x01"):
        instant, _, files = commit.partition("\n")
        found.update(dict.fromkeys(filter(None, files.split("\n")), _in_utc(instant)))
    return found


def _in_utc(given: object) -> str:
    try:
        instant = datetime.fromisoformat(str(given)) if given else None
    except ValueError:
        return ""
    if instant is None:
        return ""
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _numbers(version: str) -> tuple[int, ...]:
    """`1.10.0` after `1.9.0`."""
    return tuple(int(part) if part.isdecimal() else -1 for part in version.split("."))
