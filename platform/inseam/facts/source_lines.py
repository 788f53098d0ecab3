"""Which line of a model's file a line of its compiled SQL is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping


def source_lines(source: str, compiled: str) -> Mapping[int, int]:
    """Compiled line -> line of the file, both from 1.

    dbt says nothing of it, so it goes by the text: a line that is in both, and as often in one as
    in the other, is the same one. Where as many others stand between two such lines in both, they
    are the same in their order. Any other is what a macro wrote below the line before it; there is
    none for those at the beginning.
    """
    written, made = _places(source), _places(compiled)
    same = {
        there: here
        for text, places in made.items()
        if text and len(places) == len(written.get(text, ()))
        for there, here in zip(places, written[text], strict=True)
    }
    last = compiled.count("\n") + 1
    # dbt leaves out the blanks at the end.
    same |= _between(same, (_lines(compiled) + 1, _lines(source) + 1))
    found: dict[int, int] = {}
    for number in range(1, last + 1):
        if (line := same.get(number, found.get(number - 1))) is not None:
            found[number] = line
    return found


def _lines(text: str) -> int:
    return text.rstrip().count("\n") + 1


def _between(same: Mapping[int, int], end: tuple[int, int]) -> dict[int, int]:
    """The lines between those that are the same, where there are as many in both."""
    found: dict[int, int] = {}
    before = (0, 0)
    for there, here in (*sorted(same.items()), end):
        if there - before[0] == here - before[1]:
            found |= {before[0] + n: before[1] + n for n in range(1, there - before[0])}
        before = (there, here)
    return found


def _places(text: str) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(text.split("\n"), 1):
        found[line.strip()].append(number)
    return found
