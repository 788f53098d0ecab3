"""A policy: one SQL file that says what it is for, and what breaks it.

    -- title: A product's team is in the team registry.
    -- why: Nobody can be asked about a product whose owner is not known.
    -- fix: Name a team of platform/teams.yaml in `team.name`, or add the team there.
    -- severity: error
    -- since: 2026-11-21
    -- parameter: minimum_words = 5
    -- follows: document-invalid
    select product, file, line, 'The team `' || team || '` is not in the registry.' as message
    from products anti join teams using (team)

The file's name is the id, which never changes; its folder is the area. A line of the header that
begins with blanks continues the one before. `follows` names policies: where a product breaks one
of them, what it breaks of this one follows from that and is held back. `$today` and the header's
parameters may be used in the query. Every row is a finding; if it is about an unknown name, `word`
is that name and `known` a list of those that exist, and the finding names the nearest. A column
`fix` says what to do about that row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from inseam.documents.day import read_day
from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import Finding, InputError, Severity
from inseam.rules.rule import Rule

Value = str | int | float | bool

_ENTRY = re.compile(r"-- ([a-z]+): *(.*)")
_CONTINUED = re.compile(r"--\s+(\S.*)")
_PARAMETER = re.compile(r"([a-z][a-z0-9_]*) *= *(.+)")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TEXTS = ("title", "why", "fix")
_KEYS = (*_TEXTS, "severity", "since")
_FOLLOWS = "follows"
# What a query is given in any case.
TODAY = "today"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    id: str
    area: str
    file: str
    title: str
    why: str
    fix: str
    severity: Severity
    since: date
    sql: str
    parameters: dict[str, Value] = field(default_factory=dict)
    follows: frozenset[str] = frozenset()

    @property
    def rule(self) -> Rule:
        """As every rule is shown."""
        return Rule(self.id, self.title, self.why, self.fix, self.severity)


def read_policies(files: Iterable[tuple[str, bytes]]) -> tuple[list[Policy], list[Finding]]:
    """By id. What cannot be read costs its own policy only."""
    policies: dict[str, Policy] = {}
    findings: list[Finding] = []
    for file, content in sorted(files):
        try:
            policy = read_policy(file, content)
        except InputError as error:
            findings += error.findings
            continue
        if (first := policies.get(policy.id)) is not None:
            findings.append(_invalid(file, 1, f"`{policy.id}` is a policy already: {first.file}."))
            continue
        policies[policy.id] = policy
    return [policies[id_] for id_ in sorted(policies)], findings


def read_policy(file: str, content: bytes) -> Policy:
    """Raises `InputError` with everything that is wrong with the header."""
    path = PurePosixPath(file)
    problems: list[Finding] = []

    def wrong(line: int, message: str) -> None:
        problems.append(_invalid(file, line, message))

    sql = content.decode("utf-8", errors="replace")
    if not _ID.fullmatch(path.stem):
        wrong(1, f"The file's name is the policy's id: `{path.stem}` is not in kebab-case.")
    said: dict[str, tuple[int, str]] = {}
    parameters: dict[str, Value] = {}
    for line, key, text in _entries(sql):
        if key == "parameter":
            parameter = _PARAMETER.fullmatch(text)
            value = _value(parameter[2]) if parameter else None
            if parameter is None or value is None or parameter[1] == TODAY:
                wrong(line, f"`{text}` is not a parameter: write `name = default`.")
            else:
                parameters[parameter[1]] = value
        elif key not in (*_KEYS, _FOLLOWS) or key in said:
            wrong(line, f"The header has `{key}`" + (" twice." if key in said else ", unknown."))
        else:
            said[key] = (line, text)
    for key in _KEYS:
        if not said.get(key, (1, ""))[1]:
            wrong(1, f"The header has no `{key}`.")
    line, severity = said.get("severity", (1, ""))
    if severity and severity not in list(Severity):
        wrong(line, f"The severity `{severity}` is not one of {', '.join(Severity)}.")
    line, since = said.get("since", (1, ""))
    day = read_day(since)
    if since and day is None:
        wrong(line, f"Since `{since}` is not a day: write `2026-12-31`.")
    if problems or day is None:
        raise InputError(problems)
    return Policy(
        id=path.stem,
        area=path.parent.name,
        file=file,
        title=said["title"][1],
        why=said["why"][1],
        fix=said["fix"][1],
        severity=Severity(severity),
        since=day,
        sql=sql,
        parameters=parameters,
        follows=frozenset(said.get(_FOLLOWS, (1, ""))[1].replace(",", " ").split()),
    )


def _entries(sql: str) -> list[tuple[int, str, str]]:
    """(line, key, text) of the comment that the file begins with."""
    entries: list[tuple[int, str, str]] = []
    for number, line in enumerate(sql.splitlines(), 1):
        if entry := _ENTRY.fullmatch(line.rstrip()):
            entries.append((number, entry[1], entry[2]))
        elif (continued := _CONTINUED.fullmatch(line.rstrip())) and entries:
            first, key, text = entries[-1]
            entries[-1] = (first, key, f"{text} {continued[1]}".strip())
        else:
            break
    return entries


def _value(text: str) -> Value | None:
    """As YAML would read it."""
    try:
        value: Any = read_yaml("", text.encode()).value
    except InputError:
        return None
    return value if isinstance(value, Value) else None


def _invalid(file: str, line: int, message: str) -> Finding:
    return Finding(
        rule="policy-header-invalid",
        severity=Severity.ERROR,
        file=file,
        line=line,
        message=message,
        fix=f"Begin the file with lines `-- key: text` for {', '.join(_KEYS)}.",
    )
