"""Where dbt's YAML files describe what, for the lines that dbt's manifest does not have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from inseam.documents.yaml_document import read_yaml
from inseam.facts.parts import Part
from inseam.report.finding import Finding, InputError

_KINDS = ("models", "seeds", "snapshots")
_TEST_KEYS = ("data_tests", "tests")


@dataclass(slots=True)
class PropertiesFiles:
    """The YAML files of a dbt project, each read once and when it is asked for.

    dbt reads YAML that this library refuses, such as a key twice. Nothing is found in such a file,
    and ``findings`` says why.
    """

    project: Path
    findings: list[Finding] = field(default_factory=list)
    _files: dict[str, Part | None] = field(default_factory=dict)

    def whole(self, file: str) -> Part | None:
        """``file`` is relative to the project."""
        if file not in self._files:
            self._files[file] = self._read(self.project / file)
        return self._files[file]

    def node(self, file: str, name: str) -> Part | None:
        """The entry of a model, seed or snapshot."""
        whole = self.whole(file)
        entries = (entry for kind in _KINDS for entry in whole.each(kind)) if whole else ()
        return _named(entries, name)

    def source(self, file: str, source: str) -> Part | None:
        whole = self.whole(file)
        return _named(whole.each("sources"), source) if whole else None

    def source_table(self, file: str, source: str, table: str) -> Part | None:
        found = self.source(file, source)
        return _named(found.each("tables"), table) if found else None

    def entry(self, file: str, kind: str, name: str) -> Part | None:
        """The entry of, for example, a group or a unit test."""
        whole = self.whole(file)
        return _named(whole.each(kind), name) if whole else None

    def _read(self, path: Path) -> Part | None:
        try:
            return Part.whole(read_yaml(str(path), path.read_bytes()))
        except InputError as error:
            self.findings += error.findings
        except FileNotFoundError:
            pass  # a file of a package, which is not the project's
        return None


def column(described: Part, name: str) -> Part | None:
    """The entry of a column, whose name dbt compares regardless of case."""
    return next((c for c in described.each("columns") if _is_called(c, name)), None)


def data_test(described: Part, column_name: str | None, type_: str, name: str) -> Part:
    """Where a generic test is written; if that is not clear, what it is written at."""
    owner = (column(described, column_name) if column_name else None) or described
    # A test that names its column in its arguments is written at the model.
    for place in (owner, described):
        written = list(_data_tests(place, type_))
        by_name = (entry for entry in written if _custom_name(entry) == name)
        if found := next(by_name, None) or next(iter(written), None):
            return found
    return owner


def _data_tests(described: Part, type_: str) -> Iterator[Part]:
    for key in _TEST_KEYS:
        for entry in described.each(key):
            named = entry.value
            if isinstance(named, dict):
                # `- unique: {...}`, or `- {name: ..., test_name: unique}`
                named = named.get("test_name") or next(iter(named), None)
            if isinstance(named, str) and named.rpartition(".")[2] == type_:
                yield entry


def _custom_name(entry: Part) -> str | None:
    if not isinstance(entry.value, dict):
        return None
    return entry.text("name") or entry.at(*list(entry.value)[:1]).text("name")


def _named(entries: Iterator[Part] | tuple[Part, ...], name: str) -> Part | None:
    return next((entry for entry in entries if entry.text("name") == name), None)


def _is_called(entry: Part, name: str) -> bool:
    return (entry.text("name") or "").lower() == name.lower()
