"""Which line of a model's file a line of its compiled SQL is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping


def source_lines(source: str, compiled: str) -> Mapping[int, int]:
    """Compiled line -> line of the file, both from 1.

    dbt says nothing of it, so it goes by the text: a line that is in both, and as often in one as
    in the other, is the same one. Any other is what a macro wrote below the line before it; there
    is none for those at the beginning.
    """
    written, made = _places(source), _places(compiled)
    same = {
        there: here
        for text, places in made.items()
        if text and len(places) == len(written.get(text, ()))
        for there, here in zip(places, written[text], strict=True)
    }
    found: dict[int, int] = {}
    for number in range(1, compiled.count("\n") + 2):
        if (line := same.get(number, found.get(number - 1))) is not None:
            found[number] = line
    return found


def _places(text: str) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(text.split("\n"), 1):
        found[line.strip()].append(number)
    return found
