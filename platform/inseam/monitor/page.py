"""The part of docs/monitor.md that is made of the rules.

``python -m inseam.monitor.page <file>`` replaces it there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from inseam.monitor.rules import ALL_RULES
from inseam.rules.rule import not_failing, paragraphs


def page(before: str) -> str:
    """With the rules of now in place of those that it has."""
    first = f"### {ALL_RULES[0].id}\n"
    head, found, _ = before.partition(first)
    if not found:
        raise ValueError(f"there is no line {first.strip()!r}")
    return head + "\n".join(_rules())


def _rules() -> Iterator[str]:
    for rule in ALL_RULES:
        yield f"### {rule.id}\n"
        for text in paragraphs(rule, before=not_failing(rule, "`monitor`")):
            yield f"{text}\n"


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.write_text(page(file.read_text(encoding="utf-8")), encoding="utf-8")
