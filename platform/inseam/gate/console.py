"""The command `inseam` of the wheel, whose words are `gate` and `bundle`."""

from __future__ import annotations

import sys

from inseam.bundle.__main__ import main as bundle
from inseam.gate.__main__ import main as gate

_COMMANDS = {"gate": gate, "bundle": bundle}
_USAGE = """\
usage: inseam gate --against <branch|commit|folder|file> <contract or folder> ...
       inseam bundle verify <folder> ..."""


def main() -> int:
    word, *rest = sys.argv[1:] or [""]
    if word in _COMMANDS:
        return _COMMANDS[word](rest)
    is_asked = word in ("-h", "--help")
    print(_USAGE, file=sys.stdout if is_asked else sys.stderr)
    return 0 if is_asked else 2
