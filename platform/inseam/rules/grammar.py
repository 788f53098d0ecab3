"""How severities and waivers are written:

severities:
  - rule: bound-loosened
    path: products/sandbox/*      # of the file that a finding is in
    severity: info
waivers:
  - rule: column-removed
    contract: orders-v1           # of rules about contracts
    element: orders.legacy_*      # in the contract
    path: products/orders/*       # as of severities
    fingerprint: 0123456789abcdef # of one finding
    reason: Nobody has read it since March.
    approver: jane
    expires: 2026-12-31
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from inseam.documents.day import read_day
from inseam.documents.yaml_document import Document, Path
from inseam.report.finding import Finding, Severity
from inseam.report.near_names import did_you_mean
from inseam.rules.severity import SeverityOfRule
from inseam.rules.waiver import Waiver

_NEEDED = ("rule", "reason", "approver", "expires")
# What these were called in one of the two files that had a grammar of its own.
_FORMER = {"owner": "approver", "target": "path"}
_FILES = (".yaml", ".yml", ".json", ".sql", ".csv", ".md")


@dataclass(frozen=True, slots=True)
class Grammar:
    """Of one file. ``needed`` and ``optional`` are the places that its waivers name.

    ``rules`` are the ids that there are; of those ``unread`` nothing is known. ``problem`` is the
    rule of findings on the file, and ``page`` where the file is described.
    """

    needed: tuple[str, ...]
    optional: tuple[str, ...]
    rules: Collection[str]
    problem: str
    page: str
    unread: Collection[str] = ()


@dataclass(slots=True)
class Agreed:
    """The entries that are right, and what is wrong with the others."""

    severities: list[SeverityOfRule] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)


def read_agreed(document: Document, grammar: Grammar) -> Agreed:
    """Of a document's `severities` and `waivers`, if it is a mapping."""
    return _Reader(document, grammar).read()


class _Reader:
    def __init__(self, document: Document, grammar: Grammar) -> None:
        self._document = document
        self._grammar = grammar
        self._agreed = Agreed()

    def read(self) -> Agreed:
        for entry, _ in self._entries("severities", self._is_severity):
            severity = Severity(entry["severity"])
            self._agreed.severities.append(
                SeverityOfRule(entry["rule"], entry.get("path", "*"), severity)
            )
        for entry, path in self._entries("waivers", self._is_waiver):
            expires = read_day(entry["expires"])
            assert expires is not None
            self._agreed.waivers.append(
                Waiver(
                    line=self._document.line(path),
                    rule=entry["rule"],
                    reason=entry["reason"],
                    approver=entry["approver"],
                    expires=expires,
                    path=entry.get("path", "*"),
                    contract=entry.get("contract", ""),
                    element=entry.get("element", "*"),
                    fingerprint=entry.get("fingerprint", ""),
                )
            )
        return self._agreed

    def _entries(
        self, key: str, is_right: Callable[[dict[str, Any], Path], bool]
    ) -> Iterator[tuple[dict[str, str], Path]]:
        value = self._document.value
        listed = value.get(key) if isinstance(value, dict) else None
        if not isinstance(listed, list | None):
            self._wrong((key,), f"`{key}` is not a list.", f"Write `{key}: []`.")
            return
        for number, entry in enumerate(listed or ()):
            path = (key, number)
            if not isinstance(entry, dict):
                message = f"An entry of `{key}` is not a mapping."
                self._wrong(path, message, "Write keys and values, such as `rule: <id>`.")
            elif is_right(entry, path):
                yield entry, path

    def _is_severity(self, entry: dict[str, Any], path: Path) -> bool:
        before = len(self._agreed.problems)
        self._check_keys(entry, path, ("rule", "severity"), ("path",))
        severity = entry.get("severity")
        if isinstance(severity, str) and severity not in list(Severity):
            fix = did_you_mean(severity, list(Severity), f"Write {', '.join(Severity)}.")
            self._wrong((*path, "severity"), f"`{severity}` is not a severity.", fix)
        return len(self._agreed.problems) == before

    def _is_waiver(self, entry: dict[str, Any], path: Path) -> bool:
        if self._is_of_the_former_grammar(entry, path):
            return False
        before = len(self._agreed.problems)
        places = (*self._grammar.needed, *self._grammar.optional)
        needed = (*self._grammar.needed, *_NEEDED)
        self._check_keys(entry, path, needed, (*places, "fingerprint"))
        expires = entry.get("expires")
        if isinstance(expires, str) and expires.strip() and read_day(expires) is None:
            fix = "Write the last day, such as `expires: 2026-12-31`."
            self._wrong((*path, "expires"), f"`{expires}` is not a day.", fix)
        return len(self._agreed.problems) == before

    def _is_of_the_former_grammar(self, entry: dict[str, Any], path: Path) -> bool:
        """One error for the whole entry, with the lines to write."""
        now = {_FORMER[key]: entry[key] for key in entry if key in _FORMER}
        was = [f"`{key}`" for key in entry if key in _FORMER]
        written = entry.get("path")
        if _names_element(written) and "element" in self._grammar.optional + self._grammar.needed:
            now["element"] = written
            was.append("`path` for an element")
        if not was:
            return False
        lines = " and ".join(f"`{key}: {value}`" for key, value in now.items())
        message = f"A waiver is written with {' and '.join(was)}, which is not valid any more."
        self._wrong(path, message, f"Write {lines} instead.")
        return True

    def _check_keys(
        self, entry: dict[str, Any], path: Path, needed: Iterable[str], optional: Iterable[str]
    ) -> None:
        needed, known = tuple(needed), tuple(dict.fromkeys((*needed, *optional)))
        kind = path[0]
        missing = [f"`{key}`" for key in needed if key not in entry]
        if missing:
            message = f"An entry of `{kind}` has no {' and no '.join(missing)}."
            self._wrong(path, message, f"Add {', '.join(missing)}: {self._grammar.page} shows how.")
        for key, value in entry.items():
            if key not in known:
                fix = did_you_mean(str(key), known, f"It has {', '.join(known)}.")
                self._wrong((*path, key), f"An entry of `{kind}` has `{key}`, unknown.", fix)
            elif not isinstance(value, str) or not value.strip():
                self._wrong((*path, key), f"`{key}` is not a text.", f"Write `{key}` as a text.")
        rule = entry.get("rule")
        rules = self._grammar.rules
        if isinstance(rule, str) and rule not in rules and rule not in self._grammar.unread:
            fix = did_you_mean(rule, rules, f"{self._grammar.page} lists them all.")
            self._wrong((*path, "rule"), f"There is no rule `{rule}`.", fix)

    def _wrong(self, path: Path, message: str, fix: str) -> None:
        self._agreed.problems.append(
            Finding(
                rule=self._grammar.problem,
                severity=Severity.ERROR,
                file=self._document.file,
                line=self._document.line(path),
                message=message,
                fix=fix,
            )
        )


def _names_element(written: object) -> bool:
    """Whether a `path` can only be an element's: no folder, no file, and not all of them."""
    if not isinstance(written, str) or not written.strip("* "):
        return False
    return "/" not in written and not written.endswith(_FILES)
