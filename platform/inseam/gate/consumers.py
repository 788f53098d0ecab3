"""Who reads a contract, and which of them a change touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inseam.documents.yaml_document import Document, Path
from inseam.gate.values import text

# Lines of one finding; whoever wants them all asks `affected`.
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Consumer:
    """One who reads a contract, or a part of it.

    ``part`` is a table, or a table and a column, as readers type them, in lower case; () where the
    whole is read, or nobody knows what of it. The column "" stands for that it reads the table's
    rows, whatever their columns. None: an agreement or an input port says that the product may read
    the contract.
    """

    product: str
    team: str
    part: tuple[str, ...] | None = ()
    model: str = ""
    file: str = ""
    line: int | None = None

    def __str__(self) -> str:
        team = f" (team {self.team})" if self.team else ""
        place = f", {self.file}" + (f":{self.line}" if self.line else "") if self.file else ""
        model = f", in {self.model}" if self.model else ""
        return f"{self.product}{team}{model}{place}"


# By contract id. A contract that is not among the keys has no consumer.
Consumers = Mapping[str, Sequence[Consumer]]


def part_at(document: Document, path: Path) -> tuple[str, ...]:
    """What of a contract is at ``path``, as readers type it; () for what concerns the whole."""
    entry: Any = document.value if isinstance(document.value, dict) else {}
    part: list[str] = []
    for key, place in (("schema", 0), ("properties", 2)):
        if path[place : place + 1] != (key,) or len(path) <= place + 1:
            break
        listed, position = entry.get(key), path[place + 1]
        if not isinstance(listed, list) or not isinstance(position, int):
            break
        entry = listed[position] if position < len(listed) else None
        if not isinstance(entry, dict):
            break
        part.append((text(entry, "physicalName") or text(entry, "name") or "").lower())
    return tuple(part)


def readers_in_words(consumers: Sequence[Consumer], part: tuple[str, ...]) -> tuple[str, ...]:
    """Of a change of ``part``, a line each. Of what concerns the whole, a line a product."""
    by_reader: dict[tuple[str, str], Consumer] = {}
    for consumer in sorted({one for one in consumers if _touches(one, part)}, key=_most_telling):
        by_reader.setdefault((consumer.product, consumer.model), consumer)
    touched = sorted(by_reader.values(), key=_order)
    if not touched:
        return ("no consumers in this repository",)
    by_product: dict[str, list[Consumer]] = defaultdict(list)
    for consumer in touched:
        by_product[consumer.product].append(consumer)
    if part:
        lines = [f"read by {consumer}" for consumer in touched]
    else:
        lines = [
            f"read by {some[0]}{_more(len({one.model for one in some if one.model}))}"
            for some in by_product.values()
        ]
    rest = len(lines) - _SHOWN
    return (*lines[:_SHOWN], *([f"and {rest} more"] if rest > 0 else []))


def _touches(consumer: Consumer, part: tuple[str, ...]) -> bool:
    if consumer.part is None:
        return not part
    common = min(len(consumer.part), len(part))
    return consumer.part[:common] == part[:common]


def _most_telling(consumer: Consumer) -> tuple[int, str, int]:
    """Of one model, where it names the column comes before where it may read any."""
    return (-len(consumer.part or ()), consumer.file, consumer.line or 0)


def _order(consumer: Consumer) -> tuple[str, bool, str, int, tuple[str, ...]]:
    """Within a product, who is known to read comes before who only may."""
    is_only_said = consumer.part is None
    return (consumer.product, is_only_said, consumer.file, consumer.line or 0, consumer.part or ())


def _more(models: int) -> str:
    return f", and {models - 1} more of its models" if models > 1 else ""
