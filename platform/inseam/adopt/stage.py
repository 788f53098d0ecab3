"""Files on their way from a dbt project to a data product, with their findings.

Each step takes the files and gives the files as they are after it: nothing is written before all
steps are through. Paths are below the product's folder, with forward slashes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inseam.authoring.yaml_text import yaml_text
from inseam.codegen.existing_models import round_trip_yaml
from inseam.report.finding import Finding, Severity

Files = Mapping[str, bytes]
YAML_SUFFIXES = (".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class Stage:
    """``notes`` say what was changed (info), is left to a person (warning), or refused (error)."""

    files: Files
    notes: tuple[Finding, ...] = ()

    def then(self, step: Callable[[Files], Stage]) -> Stage:
        after = step(self.files)
        return Stage(after.files, (*self.notes, *after.notes))

    @property
    def is_refused(self) -> bool:
        return any(note.severity is Severity.ERROR for note in self.notes)


def done(file: str, message: str, fix: str = "Nothing: read it once.", line: int = 0) -> Finding:
    """Something that was changed, or decided, without asking."""
    return _note("adopt-done", Severity.INFO, file, message, fix, line)


def left(file: str, message: str, fix: str, line: int = 0) -> Finding:
    """Something that a person has to do, or to look at."""
    return _note("adopt-left", Severity.WARNING, file, message, fix, line)


def refused(file: str, message: str, fix: str, line: int = 0) -> Finding:
    return _note("adopt-refused", Severity.ERROR, file, message, fix, line)


def _note(rule: str, severity: Severity, file: str, message: str, fix: str, line: int) -> Finding:
    return Finding(
        rule=rule, severity=severity, file=file, line=line or None, message=message, fix=fix
    )


def text(files: Files, path: str) -> str:
    """The file's text; what is not UTF-8 shows as replacement characters. "" if there is none."""
    return files.get(path, b"").decode("utf-8", "replace").replace("\r\n", "\n")


def replaced(files: Files, changed: Mapping[str, str | None]) -> Files:
    """With these texts; None takes a file away."""
    after = {path: content for path, content in files.items() if path not in changed}
    after |= {path: new.encode() for path, new in changed.items() if new is not None}
    return dict(sorted(after.items()))


def yaml_files(files: Files, below: str = "") -> list[str]:
    """dbt's YAML: neither contracts nor product files, which are YAML of another kind."""
    others = (".odcs.yaml", ".odps.yaml")
    return [
        path
        for path in files
        if path.endswith(YAML_SUFFIXES) and path.startswith(below) and not path.endswith(others)
    ]


def edit_yaml(files: Files, path: str, change: Callable[[Any], bool | None]) -> Files:
    """The file edited with its comments kept, where ``change`` says that it changed anything.

    A file that is left empty is taken away.
    """
    editor = round_trip_yaml()
    document = editor.load(text(files, path))
    if not isinstance(document, dict) or not change(document):
        return files
    is_empty = not any(value for key, value in document.items() if key != "version")
    return replaced(files, {path: None if is_empty else dumped(document)})


def dumped(document: Any) -> str:
    """YAML as the round-trip editor writes it."""
    from io import StringIO

    out = StringIO()
    round_trip_yaml().dump(document, out)
    return out.getvalue()


def plain(document: Any) -> str:
    """YAML of plain values, in the order of their keys."""
    return yaml_text(document)


def line_of(source: str, needle: str) -> int:
    """The first line with ``needle``; 0 for none."""
    place = source.find(needle)
    return source.count("\n", 0, place) + 1 if place >= 0 else 0


def all_notes(stages: Iterable[Stage]) -> tuple[Finding, ...]:
    return tuple(note for stage in stages for note in stage.notes)
