"""Where products are released to: `platform/environments.yaml`, as docs/environments.md has it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from inseam.documents.yaml_document import Document, read_yaml
from inseam.documents.yaml_document import Path as ElementPath
from inseam.environments.profile import FILE as PROFILES
from inseam.environments.profile import read_outputs
from inseam.odcs.names import is_identifier
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.near_names import did_you_mean, near_names

FILE = Path("platform", "environments.yaml")
CLOCK = "clock"
MOST_KEPT = 100
_RULE = "environment-invalid"
_WITH_TOKEN = "databricks"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
# RFC 1123, section 2.1: labels of letters, digits and hyphens. No port, no scheme, no pattern.
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_LONGEST_HOST = 253


class ProductionRules(StrEnum):
    """What becomes of a release that breaks a rule on production's data: its volume, its age."""

    REPORT = "report"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Environment:
    """``target`` is an output of `platform/dbt/profiles.yml`.

    ``database`` is the one database that has all schemas; None where catalogs are as in contracts.
    ``location`` is the folder of a DuckLake, relative to the repository's root or absolute, and
    ``catalog_variable`` the environment variable with the connection string of its Postgres
    catalog; None for a catalog in SQLite. ``hosts`` are in small letters. ``as_of`` is an instant
    in ISO 8601, None for the clock. ``keep`` counts the earlier releases of a product that stay.
    Without ``lineage_events`` none are sent unless somebody asks for it. ``line`` is of the entry
    in the file.
    """

    name: str
    target: str
    database: str | None = None
    location: Path | None = None
    catalog_variable: str | None = None
    hosts: tuple[str, ...] = ()
    as_of: str | None = None
    production_rules: ProductionRules = ProductionRules.BLOCK
    keep: int = 2
    lineage_events: bool = True
    line: int = 1


def read_environments(file: Path = FILE) -> tuple[Environment, ...]:
    """In the order of the file; the first is the default.

    Its targets must be outputs of the profile beside it, if there is one. Raises `InputError` with
    everything that is wrong in the file, or if there is no file.
    """
    if not file.is_file():
        what = "There is no such file, so there is nowhere to release to."
        fix = "Write it as docs/environments.md shows."
        raise InputError([_error("environments-missing", file.as_posix(), None, what, fix)])
    outputs = read_outputs(file.parent / "dbt" / "profiles.yml")
    document = read_yaml(file.as_posix(), file.read_bytes())
    environments, problems = environments_of(document, outputs)
    if problems:
        raise InputError(problems)
    return environments


def environments_of(
    document: Document, outputs: Mapping[str, str] | None = None
) -> tuple[tuple[Environment, ...], list[Finding]]:
    """The environments that are right, and what is wrong with the others.

    ``outputs`` are those of dbt's profile with their types; None if nobody knows them.
    """
    reader = _Reader(document, outputs)
    environments = tuple(reader.environments())
    return environments, reader.problems


def named(environments: Sequence[Environment], name: str) -> Environment:
    """The environment ``name``; the first one if it is empty. Raises `InputError`."""
    if not name:
        return environments[0]
    for environment in environments:
        if environment.name == name:
            return environment
    names = [environment.name for environment in environments]
    listed = ", ".join(f"`{known}`" for known in names)
    message = f"There is no environment `{name}`. There are {listed}."
    fix = did_you_mean(name, names, "Name one of these, or add the environment to this file.")
    raise InputError([_error("environment-unknown", FILE.as_posix(), None, message, fix)])


def _error(rule: str, file: str, line: int | None, message: str, fix: str) -> Finding:
    return Finding(
        rule=rule, severity=Severity.ERROR, file=file, line=line, message=message, fix=fix
    )


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What a value is instead, and what to write."""

    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class _Key:
    """``read`` gives the field's value or what is wrong with it."""

    read: Callable[[str, Any], Any]
    needed: bool = False


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if isinstance(value, str | int | float) else "not text"


def _text(fits: Callable[[str], Any], form: str) -> Callable[[str, Any], str | _Wrong]:
    def read(key: str, value: Any) -> str | _Wrong:
        if isinstance(value, str) and fits(value):
            return value
        return _Wrong(f"`{key}` is {_shown(value)}, which is not {form}.", f"Write {form}.")

    return read


def _location(key: str, value: Any) -> Path | _Wrong:
    form = "a folder inside of the repository, such as `dist/lake`, or an absolute path"
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        return _Wrong(f"`{key}` is {_shown(value)}, which is not a folder.", f"Write {form}.")
    path = Path(value)
    if path.is_absolute():
        return path
    if ".." in path.parts or path == Path() or value.startswith("~"):
        what = "the repository itself" if path == Path() else "a path that leads out of it"
        return _Wrong(f"`{key}` is `{value}`, {what}.", f"Write {form}.")
    return path


def _as_of(key: str, value: Any) -> str | _Wrong | None:
    if value == CLOCK:
        return None
    if isinstance(value, str) and "T" in value:
        try:
            if datetime.fromisoformat(value).tzinfo is not None:
                return value
        except ValueError:
            pass
    fix = f"Write `{CLOCK}`, or an instant with an offset, such as `2026-01-31T06:00:00Z`."
    return _Wrong(f"`{key}` is {_shown(value)}, which is not an instant.", fix)


def _production_rules(key: str, value: Any) -> ProductionRules | _Wrong:
    known = [rule.value for rule in ProductionRules]
    if value in known:
        return ProductionRules(value)
    one_of = " or ".join(f"`{word}`" for word in known)
    return _Wrong(
        f"`{key}` is {_shown(value)}, which is not {one_of}.",
        did_you_mean(value, known, f"Write {one_of}."),
    )


def _keep(key: str, value: Any) -> int | _Wrong:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_KEPT:
        return value
    return _Wrong(
        f"`{key}` is {_shown(value)}, which is not a whole number from 0 to {MOST_KEPT}.",
        f"Write how many earlier releases stay, such as `{key}: 2`.",
    )


def _lineage_events(key: str, value: Any) -> bool | _Wrong:
    if isinstance(value, bool):
        return value
    what = f"`{key}` is {_shown(value)}, which is not `true` or `false`."
    return _Wrong(what, "Write `true` or `false`.")


def _sharing(location: Path | None, locations: Mapping[Path, str]) -> str | None:
    """Who has files in ``location``, or has it among its files: cleaning up would take them."""
    if location is None:
        return None
    near = (
        name
        for other, name in locations.items()
        if location.is_relative_to(other) or other.is_relative_to(location)
    )
    return next(near, None)


def _is_host(text: str) -> bool:
    return len(text) <= _LONGEST_HOST and _HOST.fullmatch(text.lower()) is not None


_KEYS: Mapping[str, _Key] = {
    "name": _Key(
        _text(_NAME.fullmatch, "a name of small letters, digits and hyphens, such as `lake`"),
        needed=True,
    ),
    "target": _Key(
        _text(is_identifier, "the name of an output in platform/dbt/profiles.yml"), needed=True
    ),
    "database": _Key(_text(is_identifier, "a name that SQL takes without quotes")),
    "location": _Key(_location),
    "catalog_variable": _Key(
        _text(_VARIABLE.fullmatch, "the name of an environment variable in capital letters")
    ),
    "as_of": _Key(_as_of),
    "production_rules": _Key(_production_rules),
    "keep": _Key(_keep),
    "lineage_events": _Key(_lineage_events),
}
_ALL = (*_KEYS, "hosts")


@dataclass(slots=True)
class _Reader:
    _document: Document
    _outputs: Mapping[str, str] | None
    problems: list[Finding] = field(default_factory=list)

    def environments(self) -> Iterator[Environment]:
        entries = self._document.value
        if not isinstance(entries, list) or not entries:
            what = "The file is not a list of environments."
            self._wrong((), what, "Write `- name: lake` and `target: lake` below it.")
            return
        lines: dict[str, int] = {}
        locations: dict[Path, str] = {}
        for index, entry in enumerate(entries):
            path: ElementPath = (index,)
            before = len(self.problems)
            if not isinstance(entry, dict):
                what = "The entry is not a mapping with `name` and `target`."
                self._wrong(path, what, "Write `name: <name>` and `target: <output>`.")
                continue
            values = dict(self._values(path, entry))
            name, location = values.get("name"), values.get("location")
            if name in lines:
                what = f"The environment `{name}` is also in line {lines[name]}."
                self._wrong((*path, "name"), what, "Give one of the two another name.")
            elif other := _sharing(location, locations):
                what = (
                    f"The location `{location}` is that of `{other}`, or inside of it or around it."
                )
                self._wrong((*path, "location"), what, "Give each environment a folder of its own.")
            if name is not None:
                lines.setdefault(name, self._document.line((*path, "name")))
                if location is not None:
                    locations.setdefault(location, name)
            if len(self.problems) == before:
                yield Environment(**values, line=self._document.line(path))

    def _values(self, path: ElementPath, entry: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        unknown = [key for key in entry if key not in _ALL]
        # A key that is only misspelled is not missing as well.
        meant = {near for key in unknown for near in near_names(key, _ALL, most=1)}
        for key in unknown:
            fix = did_you_mean(key, _ALL, f"Remove it: the keys are {', '.join(_ALL)}.")
            self._wrong((*path, key), f"An environment has no key `{key}`.", fix)
        for key, how in _KEYS.items():
            if key in entry:
                value = how.read(key, entry[key])
                if isinstance(value, _Wrong):
                    self._wrong((*path, key), value.message, value.fix)
                    continue
                yield key, value
                if key == "target" and self._outputs is not None:
                    has_hosts = bool(entry.get("hosts")) or "hosts" in meant
                    self._target((*path, key), value, self._outputs, has_hosts)
            elif how.needed and key not in meant:
                self._wrong(path, f"The environment has no `{key}`.", f"Write `{key}: <{key}>`.")
        yield "hosts", tuple(self._hosts((*path, "hosts"), entry.get("hosts", [])))
        for key, needs in (("location", "database"), ("catalog_variable", "location")):
            if key in entry and needs not in entry and needs not in meant:
                what = f"The environment has `{key}` and no `{needs}`."
                fix = f"Write `{needs}` as well, or remove `{key}`."
                self._wrong((*path, key), what, fix)

    def _target(
        self, path: ElementPath, target: str, outputs: Mapping[str, str], has_hosts: bool
    ) -> None:
        if target not in outputs:
            what = f"{PROFILES} has no output `{target}`."
            fix = did_you_mean(target, outputs, "Add it there, or name one of its own.")
            self._wrong(path, what, fix)
        elif outputs[target] == _WITH_TOKEN and not has_hosts:
            what = f"`{target}` is a {_WITH_TOKEN} output, and no host may get its token."
            self._wrong(path, what, "Write `hosts: [<host name>]`.")

    def _hosts(self, path: ElementPath, value: Any) -> Iterator[str]:
        if not isinstance(value, list):
            what = "`hosts` is not a list of host names."
            self._wrong(path, what, "Write `hosts: [<host name>]`.")
            return
        for index, host in enumerate(value):
            if isinstance(host, str) and _is_host(host):
                yield host.lower()
                continue
            what = f"The host is {_shown(host)}, which is not a host name."
            fix = "Write the name alone, such as `dbc-1.cloud.example.com`: no scheme, port or `*`."
            self._wrong((*path, index), what, fix)

    def _wrong(self, path: ElementPath, message: str, fix: str) -> None:
        line = self._document.line(path)
        self.problems.append(_error(_RULE, self._document.file, line, message, fix))
