"""The record on disk of one delivery: what shall leave, and what is known to have arrived.

One JSON object a line. The first lines, all written before the first call, are a header and the
items in their order; then a line is added for each thing that becomes known:

    {"journal": 1, "receiver": "http://localhost:8080"}
    {"item": "teams/checkout", "whose": "checkout", "content": "...", "after": [], "reads": []}
    {"end": "created", "item": "teams/checkout", "reason": ""}

What has no end waits. A line that was not written to its end is no line: only the last one can be,
since each is on disk before the next is begun.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inseam.delivery.files import write_whole
from inseam.delivery.item import End, Item
from inseam.delivery.spool_error import SpoolError

VERSION = 1


@dataclass(slots=True)
class Journal:
    """``path`` need not exist: then nothing waits.

    ``torn_at`` is where a last line begins that was not written to its end.
    """

    path: Path
    receiver: str
    items: dict[str, Item] = field(default_factory=dict)
    ends: dict[str, tuple[End, str]] = field(default_factory=dict)
    torn_at: int | None = None

    @property
    def waiting(self) -> tuple[Item, ...]:
        """In the order in which they shall go."""
        return tuple(item for key, item in self.items.items() if key not in self.ends)

    def begin(self, items: Iterable[Item]) -> None:
        """Forgets what was delivered and takes on these. All are on disk when this returns."""
        self.items = {item.key: item for item in items}
        self.ends = {}
        self.torn_at = None
        lines = [{"journal": VERSION, "receiver": self.receiver}]
        lines += [_item_line(item) for item in self.items.values()]
        write_whole(self.path, b"".join(map(_line, lines)))

    def end(self, key: str, end: End, reason: str = "") -> None:
        """On disk when this returns."""
        if self.torn_at is not None:
            os.truncate(self.path, self.torn_at)
            self.torn_at = None
        with self.path.open("ab") as file:
            file.write(_line({"end": end.value, "item": key, "reason": reason}))
            file.flush()
            os.fsync(file.fileno())
        self.ends[key] = (end, reason)


def read_journal(path: Path, receiver: str) -> Journal:
    """Leaves the file as it is: another process may be writing to it.

    Raises `SpoolError` for what no journal can be.
    """
    journal = Journal(path, receiver)
    if not path.is_file():
        return journal
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        journal.torn_at = len(whole)
    for number, line in enumerate(whole.splitlines(), start=1):
        try:
            _read_line(journal, number, json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _damaged(path, number, str(error)) from error
    if journal.waiting and journal.receiver != receiver:
        raise _of_another(path, journal, receiver)
    journal.receiver = receiver
    return journal


def _read_line(journal: Journal, number: int, row: dict[str, Any]) -> None:
    if number == 1:
        if row["journal"] != VERSION:
            raise ValueError(f"version {row['journal']}, expected {VERSION}")
        journal.receiver = row["receiver"]
    elif "end" in row:
        if row["item"] not in journal.items:
            raise ValueError(f"no item {row['item']}")
        journal.ends[row["item"]] = (End(row["end"]), row["reason"])
    else:
        journal.items[row["item"]] = Item(
            key=row["item"],
            whose=row["whose"],
            content=row["content"],
            after=tuple(row["after"]),
            reads=tuple(row["reads"]),
        )


def _item_line(item: Item) -> dict[str, Any]:
    return {
        "item": item.key,
        "whose": item.whose,
        "content": item.content,
        "after": item.after,
        "reads": item.reads,
    }


def _line(row: dict[str, Any]) -> bytes:
    # ASCII: no character within a value can end a line.
    return json.dumps(row, ensure_ascii=True).encode() + b"\n"


def _damaged(path: Path, number: int, why: str) -> SpoolError:
    return SpoolError(
        path,
        f"The journal of a delivery cannot be read: {why}.",
        "Remove it and publish again: what has arrived is compared and not sent twice.",
        line=number,
    )


def _of_another(path: Path, journal: Journal, receiver: str) -> SpoolError:
    return SpoolError(
        path,
        f"{len(journal.waiting)} items wait here for {journal.receiver}, and this is {receiver}.",
        f"Deliver them to {journal.receiver} first, or remove the journal.",
    )
