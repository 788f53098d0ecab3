"""What was refused for good, kept with the reason until it is delivered after all."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from inseam.delivery.files import write_whole
from inseam.delivery.item import Outcome


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """One file an item, named after its key, so that a letter written twice is one letter."""

    folder: Path

    def put(self, outcome: Outcome) -> None:
        item = outcome.item
        letter = {
            "item": item.key,
            "whose": item.whose,
            "end": outcome.end.value,
            "reason": outcome.reason,
            "content": item.content,
        }
        text = json.dumps(letter, indent=2, ensure_ascii=False) + "\n"
        write_whole(self._path(item.key), text.encode())

    def remove(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def keys(self) -> tuple[str, ...]:
        letters = sorted(self.folder.glob("*.json"))
        return tuple(json.loads(path.read_bytes())["item"] for path in letters)

    def _path(self, key: str) -> Path:
        # A key may hold what no file's name can.
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"
