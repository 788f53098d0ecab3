"""The arguments of `config()` in a template, as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEAD = re.compile(r"\{\{-?\s*config\s*\(")
_TAIL = re.compile(r"\)\s*-?\}\}\s*")
_NAME = re.compile(r"\s*([\w-]+)\s*=(?!=)")


def without_arguments(template: str, keys: frozenset[str]) -> str:
    """Without the arguments of these names; a call that is left without any is gone."""
    found = _HEAD.search(template)
    if found is None:
        return template
    arguments = list(_split(template, found.end()))
    end = found.end() + sum(map(len, arguments)) + max(len(arguments) - 1, 0)
    tail = _TAIL.match(template, end)
    if tail is None:
        return template
    kept = [a for a in arguments if not ((name := _NAME.match(a)) and name[1] in keys)]
    if len(kept) == len(arguments):
        return template
    if not any(argument.strip() for argument in kept):
        return template[: found.start()] + template[tail.end() :]
    # The place of the first argument stays that of the first.
    first = re.match(r"\s*", arguments[0])
    kept[0] = (first[0] if first else "") + kept[0].lstrip()
    return template[: found.end()] + ",".join(kept) + template[end:]


def _split(template: str, start: int) -> Iterator[str]:
    """The arguments from ``start`` to the end of the call, with their white space."""
    depth, quote, begin = 0, "", start
    for place in range(start, len(template)):
        sign = template[place]
        if quote:
            quote = "" if sign == quote and template[place - 1] != "\\" else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            if depth == 0:
                yield template[begin:place]
                return
            depth -= 1
        elif sign == "," and depth == 0:
            yield template[begin:place]
            begin = place + 1
