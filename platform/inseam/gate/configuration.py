"""`contract-gate.yaml`: what a repository has decided about the gate, in one reviewed file.

    majors: in-place            # or beside, the default
    readers: [typed, strict]
    also: [meaning-changed]
    notice-days: 60
    classifications: [public, internal, confidential, restricted]
    custom-properties:
      terms: [dataUsePolicy]
      units: [messeinheit]
      masking: [scrambling]
    severities: []
    waivers: []

All of it may be left out. `inseam.gate.waivers` reads the last two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from inseam.documents.durations import MAX_NOTICE_DAYS
from inseam.documents.yaml_document import Document
from inseam.gate.catalogue import RULES
from inseam.gate.settings import Majors, Readers, Settings
from inseam.gate.vocabulary import Concept
from inseam.gate.waivers import NO_EXCEPTIONS, Exceptions, read_exceptions
from inseam.report.finding import Finding, InputError, Severity

FILE = "contract-gate.yaml"
OPT_IN = tuple(sorted(rule.id for rule in RULES if rule.opt_in))


@dataclass(frozen=True, slots=True)
class Configuration:
    """``changes`` are fields of `Settings`."""

    changes: Mapping[str, Any]
    exceptions: Exceptions

    def settings(self, settings: Settings) -> Settings:
        return replace(settings, **self.changes)


NOTHING_CONFIGURED = Configuration({}, NO_EXCEPTIONS)


def _words(value: Any, known: Iterable[str] | None = None) -> list[str] | None:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        return None
    return value if known is None or set(value) <= set(known) else None


def _majors(value: Any) -> Majors | None:
    return Majors(value) if value in list(Majors) else None


def _readers(value: Any) -> frozenset[Readers] | None:
    words = _words(value, list(Readers))
    return None if words is None else frozenset(map(Readers, words))


def _also(value: Any) -> frozenset[str] | None:
    words = _words(value, OPT_IN)
    return None if words is None else frozenset(words)


def _days(value: Any) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 <= value <= MAX_NOTICE_DAYS else None


def _classifications(value: Any) -> tuple[str, ...] | None:
    words = _words(value)
    return None if words is None or len(set(words)) < len(words) else tuple(words)


def _custom_properties(value: Any) -> dict[str, tuple[str, ...]] | None:
    if not isinstance(value, dict) or not set(value) <= set(Concept):
        return None
    words = {concept: _words(listed) for concept, listed in value.items()}
    if any(listed is None for listed in words.values()):
        return None
    return {concept: tuple(listed or ()) for concept, listed in words.items()}


# The field of `Settings`, how its value is read, and which values there are.
_KEYS: Mapping[str, tuple[str, Callable[[Any], Any], str]] = {
    "majors": ("majors", _majors, " or ".join(Majors)),
    "readers": ("readers", _readers, f"a list of {', '.join(Readers)}"),
    "also": ("opt_in", _also, f"a list of {', '.join(OPT_IN)}"),
    "notice-days": ("notice_days", _days, f"a number from 0 to {MAX_NOTICE_DAYS}"),
    "classifications": ("classifications", _classifications, "a list of words, the least first"),
    "custom-properties": (
        "custom_properties",
        _custom_properties,
        f"lists of names of custom properties under {', '.join(Concept)}",
    ),
}
_ALL = (*_KEYS, "severities", "waivers")


def read_configuration(document: Document) -> Configuration:
    """Raises `InputError` with everything that is wrong with the file."""
    value = document.value
    if not isinstance(value, dict):
        raise InputError(
            [_problem(document, None, "is not a mapping", f"Write {', '.join(_ALL)}.")]
        )
    problems = [
        _problem(document, key, f"has the key `{key}`", f"It has {', '.join(_ALL)}.")
        for key in value
        if key not in _ALL
    ]
    changes = {}
    for key, (field, read, known) in _KEYS.items():
        if key in value:
            changes[field] = read(value[key])
            if changes[field] is None:
                problem = _problem(document, key, f"has no good `{key}`", f"Write {known}.")
                problems.append(problem)
    try:
        exceptions = read_exceptions(document)
    except InputError as error:
        problems += error.findings
    if problems:
        raise InputError(problems)
    return Configuration(changes, exceptions)


def _problem(document: Document, key: str | None, what: str, fix: str) -> Finding:
    return Finding(
        rule="configuration-unreadable",
        severity=Severity.ERROR,
        file=document.file,
        line=document.line(() if key is None else (key,)),
        message=f"The file {what}.",
        fix=fix,
    )
