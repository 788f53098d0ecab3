"""The command `inseam` of the wheel, whose one word is `gate`."""

from __future__ import annotations

import sys

from inseam.gate.__main__ import main as gate

_USAGE = "usage: inseam gate --against <branch|commit|folder|file> <contract or folder> ..."


def main() -> int:
    word, *rest = sys.argv[1:] or [""]
    if word == "gate":
        return gate(rest)
    is_asked = word in ("-h", "--help")
    print(_USAGE, file=sys.stdout if is_asked else sys.stderr)
    return 0 if is_asked else 2
