"""A contract as the gate sees it: what it promises, in one form for all spellings.

Reading never fails: what is of another kind than the standard says is not there. Everything is
read when a rule asks for it, so that what did not change costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from inseam.documents.numbers import number
from inseam.documents.yaml_document import Document, Path
from inseam.gate.cached import kept
from inseam.gate.element import Element
from inseam.gate.object_kinds import kind_named
from inseam.gate.physical_types import PhysicalType, physical_type
from inseam.gate.quality import QualityRule
from inseam.gate.servers import Role, Server
from inseam.gate.slas import Sla
from inseam.gate.type_lattice import logical_type
from inseam.gate.values import identity, text, unquoted
from inseam.odcs.constraints import allowed_values
from inseam.odcs.lenient import Entry, entries, flag, mapping
from inseam.odcs.types import DEFAULT_DIALECT, DIALECTS

# Their readers find a column by exactly its name.
_EXACT_SERVERS = frozenset(
    {"api", "azure", "clickhouse", "kafka", "kinesis", "local", "pubsub", "s3", "sftp"}
)
FILE_SERVERS = frozenset({"azure", "local", "s3", "sftp"})
_WITH_PARTS = frozenset({"properties", "items", "map"})
_NESTED = re.compile(r"[<\[]|array|list|map|nested|record|row|struct|tuple", re.IGNORECASE)


@lru_cache(maxsize=1024)
def _is_nested(physical: str) -> bool:
    return _NESTED.search(physical) is not None


@dataclass(frozen=True, eq=False)
class ComparedColumn(Element):
    """A column, or a part of one.

    ``step`` says which part: its name; or ``[]``, ``{key}`` and ``{value}``. ``implied_type`` and
    ``implied_required`` are what the physical type of the whole says of this part.
    """

    parent: ComparedObject | ComparedColumn
    step: str
    implied_type: str | None = None
    implied_required: bool = False

    @property
    def is_named(self) -> bool:
        return self.step not in ("[]", "{key}", "{value}")

    @property
    def is_written(self) -> bool:
        """Whether it has an entry of its own, and not only a place in a physical type."""
        return self.path[-1] != "physicalType"

    @kept
    def effective_name(self) -> str:
        if not self.is_named:
            return self.step
        physical = text(self.entry, "physicalName")
        return unquoted(physical, self.contract.dialect) if physical else self.step

    @kept
    def label(self) -> str:
        return f"{self.parent.label}{'.' if self.is_named else ''}{self.step}"

    @property
    def table(self) -> ComparedObject:
        above = self.parent
        while isinstance(above, ComparedColumn):
            above = above.parent
        return above

    # Types

    @kept
    def logical(self) -> str | None:
        word = text(self.entry, "logicalType")
        return logical_type(word) if word else None

    @property
    def physical_text(self) -> str | None:
        return text(self.entry, "physicalType") or self.implied_type

    @kept
    def physical(self) -> PhysicalType | None:
        written = self.physical_text
        return physical_type(written, self.contract.dialect) if written else None

    @kept
    def options(self) -> Entry:
        return mapping(self.entry, "logicalTypeOptions")

    def option_path(self, key: str) -> Path:
        return self.at("logicalTypeOptions", key)

    @kept
    def may_have_parts(self) -> bool:
        """Without reading the physical type. Most columns have none, and need no more."""
        if not self.entry.keys().isdisjoint(_WITH_PARTS):
            return True
        written = self.physical_text
        return written is not None and _is_nested(written)

    @kept
    def parts(self) -> tuple[ComparedColumn, ...]:
        """What it declares about its parts, as properties or in its physical type."""
        if not self.may_have_parts:
            return ()
        physical = self.physical
        implied = dict(physical.parts) if physical else {}
        required = physical.required if physical else frozenset[str]()
        found = list(self._declared_parts(implied, required))
        known = {part.effective_name.lower() for part in found}
        for name, written in implied.items():
            step = _STEPS.get(name, name) if physical and physical.family != "struct" else name
            if step.lower() not in known:
                path = self.at("physicalType")
                entry = {"name": step}
                known_as = name in required
                found.append(
                    ComparedColumn(self.contract, path, entry, self, step, written, known_as)
                )
        return tuple(found)

    @kept
    def parts_by_name(self) -> dict[str, ComparedColumn]:
        return _by_name(self.parts)

    def _declared_parts(
        self, implied: dict[str, str], required: frozenset[str]
    ) -> Iterator[ComparedColumn]:
        folded = {name.lower(): (written, name in required) for name, written in implied.items()}
        nothing = (None, False)
        for entry, path in entries(self.entry, "properties", self.path):
            name = text(entry, "name") or ""
            known_as = (text(entry, "physicalName") or name).lower()
            yield ComparedColumn(
                self.contract, path, entry, self, name, *folded.get(known_as, nothing)
            )
        if items := mapping(self.entry, "items"):
            words = folded.get("items", nothing)
            yield ComparedColumn(self.contract, self.at("items"), items, self, "[]", *words)
        for side, entry in mapping(self.entry, "map").items():
            if side in ("key", "value") and isinstance(entry, dict):
                path = self.at("map", side)
                words = folded.get(side, nothing)
                yield ComparedColumn(self.contract, path, entry, self, _STEPS[side], *words)

    # Guarantees

    @property
    def is_key(self) -> bool:
        return flag(self.entry, "primaryKey")

    @property
    def required(self) -> bool:
        return self.is_key or self.says_required

    @kept
    def says_required(self) -> bool:
        """By `required`, by a rule, by the object around it, or by `NOT NULL` in a type."""
        if flag(self.entry, "required") or self.implied_required:
            return True
        written = text(self.entry, "physicalType")
        if written and "null" in written.lower() and (read := self.physical) and read.is_required:
            return True
        if isinstance(self.parent, ComparedColumn) and self.is_named:
            listed = self.parent.options.get("required")
            if isinstance(listed, list) and self.name in listed:
                return True
        return any(_forbids_nulls(rule) for rule in self.quality)

    @property
    def type_forbids_null(self) -> bool:
        """Where every type does that is not declared to have nulls."""
        return self.physical is not None and self.physical.forbids_null

    @property
    def unique(self) -> bool:
        return self.says_unique or (self.is_key and self.table.key_columns == (self,))

    @kept
    def says_unique(self) -> bool:
        """By `unique`, or by a rule here or at the object."""
        if flag(self.entry, "unique"):
            return True
        if any(self.respells(rule) and _forbids_duplicates(rule) for rule in self.quality):
            return True
        return self.parent is self.table and self.name in self.table.unique_by_rule

    @kept
    def admitted_values(self) -> dict[str, Any] | None:
        """The values that it may have, by identity; None if they are not listed."""
        lists = [
            rule.arguments["validValues"]
            for rule in self.quality
            if rule.forbids_all
            and rule.metric == "invalidValues"
            and isinstance(rule.arguments.get("validValues"), list)
        ]
        if (stated := allowed_values(self.entry, self.path)) is not None:
            lists.append(stated.value)
        if not lists:
            return None
        sets = [{identity(one): one for one in listed if one is not None} for listed in lists]
        common = set.intersection(*map(set, sets))
        return {key: value for key, value in sets[0].items() if key in common}

    @kept
    def values_path(self) -> Path:
        if (stated := allowed_values(self.entry, self.path)) is not None:
            return stated.path
        rules = (rule.path for rule in self.quality if "validValues" in rule.arguments)
        return next(rules, self.path)

    @kept
    def patterns(self) -> frozenset[str]:
        found = {
            rule.arguments["pattern"]
            for rule in self.quality
            if rule.forbids_all
            and rule.metric == "invalidValues"
            and isinstance(rule.arguments.get("pattern"), str)
        }
        if isinstance(option := self.options.get("pattern"), str) and option:
            found.add(option)
        return frozenset(found)

    @property
    def pattern_path(self) -> Path:
        if "pattern" in self.options:
            return self.option_path("pattern")
        rules = (rule.path for rule in self.quality if "pattern" in rule.arguments)
        return next(rules, self.path)

    def respells(self, rule: QualityRule) -> bool:
        """Whether another key of the standard can say the same as the column's rule."""
        if _forbids_duplicates(rule):
            return rule.properties in ((), (self.name,))
        return _is_another_spelling(rule)

    @property
    def is_extensible(self) -> bool:
        stated = self.custom("extensible") or self.custom("x-extensible-enum")
        return stated is not None and stated[0] is True


def _by_name(columns: tuple[ComparedColumn, ...]) -> dict[str, ComparedColumn]:
    """By each of their names, in small letters; the first of those that share one."""
    found: dict[str, ComparedColumn] = {}
    for column in columns:
        for name in (column.name, column.effective_name):
            found.setdefault(name.lower(), column)
    return found


_STEPS = {"items": "[]", "key": "{key}", "value": "{value}"}


def _forbids_nulls(rule: QualityRule) -> bool:
    if not rule.forbids_all:
        return False
    missing = rule.arguments.get("missingValues") if rule.metric == "missingValues" else None
    names_null = isinstance(missing, list) and None in missing
    return (rule.metric == "nullValues" and not rule.arguments) or names_null


def _forbids_duplicates(rule: QualityRule) -> bool:
    return (
        rule.forbids_all
        and rule.metric == "duplicateValues"
        and rule.arguments.keys() <= {"properties"}
    )


def _is_another_spelling(rule: QualityRule) -> bool:
    if _forbids_nulls(rule):
        return rule.arguments in ({}, {"missingValues": [None]})
    if not (rule.forbids_all and rule.metric == "invalidValues"):
        return False
    values, pattern = rule.arguments.get("validValues"), rule.arguments.get("pattern")
    understood = {"validValues": isinstance(values, list), "pattern": isinstance(pattern, str)}
    return bool(rule.arguments) and all(understood.get(key) for key in rule.arguments)


@dataclass(frozen=True, eq=False)
class ComparedObject(Element):
    @kept
    def effective_name(self) -> str:
        physical = text(self.entry, "physicalName")
        return unquoted(physical, self.contract.dialect) if physical else self.name

    @property
    def kind(self) -> str | None:
        """In one spelling; None if nothing says it."""
        return kind_named(text(self.entry, "physicalType") or "") or None

    @kept
    def columns(self) -> tuple[ComparedColumn, ...]:
        return tuple(
            ComparedColumn(self.contract, path, entry, self, text(entry, "name") or "")
            for entry, path in entries(self.entry, "properties", self.path)
        )

    @kept
    def parts_by_name(self) -> dict[str, ComparedColumn]:
        return _by_name(self.columns)

    @kept
    def all_columns(self) -> tuple[ComparedColumn, ...]:
        """Its columns and their parts, in the order of the file."""
        found: list[ComparedColumn] = []
        stack = list(reversed(self.columns))
        while stack:
            column = stack.pop()
            found.append(column)
            stack.extend(reversed(column.parts))
        return tuple(found)

    @kept
    def key_columns(self) -> tuple[ComparedColumn, ...]:
        keyed = [column for column in self.all_columns if column.is_key]
        return tuple(sorted(keyed, key=_key_position))

    def respells(self, rule: QualityRule) -> bool:
        """Whether the rule says that one column is unique, as the column itself could."""
        return _forbids_duplicates(rule) and rule.properties in self._single_columns

    @kept
    def _single_columns(self) -> frozenset[tuple[str, ...]]:
        return frozenset((column.name,) for column in self.columns)

    @kept
    def unique_by_rule(self) -> frozenset[str]:
        """The names of columns of which a rule at the object says that they are unique."""
        rules = (rule for rule in self.quality if _forbids_duplicates(rule))
        return frozenset(rule.properties[0] for rule in rules if len(rule.properties) == 1)

    @kept
    def unique_together(self) -> tuple[frozenset[str], ...]:
        """The names of columns of which a rule at the object says that they are so together."""
        rules = (rule for rule in self.quality if _forbids_duplicates(rule))
        return tuple(frozenset(rule.properties) for rule in rules if rule.properties)


def _key_position(column: ComparedColumn) -> Decimal:
    position = number(column.entry.get("primaryKeyPosition"))
    return position if position is not None and position > 0 else Decimal(1)


@dataclass(frozen=True, eq=False)
class ComparedContract:
    document: Document

    @property
    def file(self) -> str:
        return self.document.file

    @kept
    def entry(self) -> Entry:
        value = self.document.value
        return value if isinstance(value, dict) else {}

    @property
    def root(self) -> Element:
        return Element(self, (), self.entry)

    @property
    def id(self) -> str:
        return text(self.entry, "id") or ""

    @property
    def version(self) -> str:
        return text(self.entry, "version") or ""

    @property
    def status(self) -> str:
        return (text(self.entry, "status") or "").strip().lower()

    @kept
    def api_version(self) -> str:
        return text(self.entry, "apiVersion") or ""

    @property
    def has_boolean_exclusives(self) -> bool:
        """In v3.0, `exclusiveMinimum` says of `minimum` whether it is excluded."""
        return self.api_version.startswith("v3.0.")

    @kept
    def objects(self) -> tuple[ComparedObject, ...]:
        found = entries(self.entry, "schema")
        return tuple(ComparedObject(self, path, entry) for entry, path in found)

    @kept
    def objects_by_name(self) -> dict[str, list[ComparedObject]]:
        """By each of their names, in small letters."""
        found: dict[str, list[ComparedObject]] = {}
        for one in self.objects:
            for name in {one.name.lower(), one.effective_name.lower()}:
                found.setdefault(name, []).append(one)
        return found

    @kept
    def servers(self) -> tuple[Server, ...]:
        return tuple(Server(self, path, entry) for entry, path in entries(self.entry, "servers"))

    @kept
    def roles(self) -> tuple[Role, ...]:
        own = [Role(self, path, entry) for entry, path in entries(self.entry, "roles")]
        return (
            *own,
            *(
                Role(self, path, entry, server)
                for server in self.servers
                for entry, path in entries(server.entry, "roles", server.path)
            ),
        )

    @kept
    def slas(self) -> tuple[Sla, ...]:
        found = entries(self.entry, "slaProperties")
        return tuple(Sla(self, path, entry) for entry, path in found)

    @kept
    def dialect(self) -> str:
        found = (DIALECTS.get(server.type) for server in self.servers)
        return next((dialect for dialect in found if dialect), DEFAULT_DIALECT)

    @kept
    def has_exact_names(self) -> bool:
        """Whether readers must write names in exactly their case."""
        types = [server.type for server in self.servers]
        return bool(types) and any(type_ in _EXACT_SERVERS for type_ in types)

    @kept
    def is_in_files(self) -> bool:
        return any(server.type in FILE_SERVERS for server in self.servers)

    @kept
    def has_files_without_header(self) -> bool:
        """Whether readers of some file count columns instead of naming them."""
        return any(
            server.type in FILE_SERVERS
            and (text(server.entry, "format") or "").strip().lower() in ("csv", "delimited", "tsv")
            and (stated := server.custom("header")) is not None
            and stated[0] is False
            for server in self.servers
        )

    @property
    def reading(self) -> tuple[object, ...]:
        """What decides how its schema is read, beside the schema itself."""
        return (self.has_boolean_exclusives, self.dialect, self.has_exact_names, self.is_in_files)
