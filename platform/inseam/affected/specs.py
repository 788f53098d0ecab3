"""``python -m inseam.affected.specs <form> <request.json> <out>``, for Pants.

What makes Pants select all that a branch affects, without reading a product. The request is
`Request` as JSON; ``base`` is the commit where the branch began.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from inseam import wire
from inseam.affected.changed_file import ChangedFile, Status
from inseam.affected.file_kinds import is_told_by_dependencies
from inseam.report.process import run_process
from inseam.report.report import Report

VERSION = 1


@dataclass(frozen=True, slots=True)
class Request:
    base: str
    changes: tuple[ChangedFile, ...]


@dataclass(frozen=True, slots=True)
class Specs:
    """Arguments for Pants. ``because`` says why they select everything; empty if they do not."""

    base: str
    specs: tuple[str, ...]
    because: str = ""


def find_specs(base: str, changes: Iterable[ChangedFile]) -> Specs:
    """Everything, unless dependencies tell of each change what it affects."""
    changes = tuple(changes)
    because = _beyond_dependencies(changes)
    if because:
        return Specs(base, ("::",), because)
    return Specs(base, (f"--changed-since={base}", "--changed-dependents=transitive"))


def _beyond_dependencies(changes: tuple[ChangedFile, ...]) -> str:
    for change in changes:
        if change.base is not None and change.status in (Status.DELETED, Status.RENAMED):
            return f"{_shown(change.base)} is deleted"
    for change in changes:
        if not is_told_by_dependencies(change.path):
            return f"{_shown(change.path)} is changed"
    return ""


def _shown(path: str) -> str:
    """On one line, and in letters that every terminal has."""
    return path if path.isprintable() and path.isascii() else ascii(path)


def to_text(specs: Specs) -> str:
    """One line, for a shell: ``./pants $(...) list``."""
    return " ".join(specs.specs)


def to_json(specs: Specs) -> str:
    """``{"version": 1, "base": ..., "specs": [...], "because": ...}``."""
    document = {
        "version": VERSION,
        "base": specs.base,
        "specs": list(specs.specs),
        "because": specs.because or None,
    }
    return json.dumps(document, indent=2, sort_keys=True)


FORMS: Mapping[str, Callable[[Specs], str]] = {"text": to_text, "json": to_json}


def main() -> Report:
    form, request, out = sys.argv[1:]
    asked = wire.read_file(Path(request), Request)
    specs = find_specs(asked.base, asked.changes)
    Path(out).write_text(FORMS.get(form, to_text)(specs) + "\n", encoding="utf-8")
    if specs.because:
        print(
            f"Everything is affected: {specs.because}, and that may change every result.",
            file=sys.stderr,
        )
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
