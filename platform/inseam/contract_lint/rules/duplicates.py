"""What there must be only once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from inseam.contract_lint.outline import ContractOutline
from inseam.contract_lint.problem import Problem
from inseam.contract_lint.wording import shown
from inseam.documents.yaml_document import Path
from inseam.odcs.canonical import VERBATIM_KEYS
from inseam.odcs.lenient import Placed, entries, text
from inseam.rules.rule import Rule

NAME_TWICE = Rule(
    id="contract-name-twice",
    what="Objects, the columns of an object, servers and roles have names of their own; tables and"
    " columns also as SQL sees them: by `physicalName`, without regard to capitals.",
    why="The standard allows them. Readers take the first, or the last, or both.",
    fix="Give one of them another name, or remove it.",
)
ID_TWICE = Rule(
    id="contract-element-id-twice",
    what="In one list no two entries have the same `id`.",
    why="The standard says so, its schema cannot. References and comparisons go by id, and would"
    " find the other one.",
    fix="Give one of them another id.",
)
RULES = (NAME_TWICE, ID_TWICE)


def names_twice(contract: ContractOutline) -> Iterator[Problem]:
    yield from _twice("object", entries(contract.value, "schema"))
    for table in contract.tables:
        yield from _twice("column", entries(table.entry, "properties", table.path), table.label)
        for column in table.all_columns():
            fields = entries(column.entry, "properties", column.path)
            yield from _twice("column", fields, column.label)
    servers = entries(contract.value, "servers")
    yield from _twice("server", servers, key="server")
    yield from _twice("role", entries(contract.value, "roles"), key="role")
    for server, path in servers:
        yield from _twice("role", entries(server, "roles", path), key="role")


def _twice(
    kind: str, placed: Iterable[Placed], parent: str | None = None, key: str = "name"
) -> Iterator[Problem]:
    of = f"{shown(parent)} has" if parent else "There is"
    seen: set[str] = set()
    physical: set[str] = set()
    for entry, path in placed:
        name = text(entry, key)
        if name is None:
            continue
        if name in seen:
            yield Problem(NAME_TWICE, path, f"{of} the {kind} {shown(name)} twice.")
            continue
        in_sql = (text(entry, "physicalName") or name).lower() if key == "name" else name
        if in_sql in physical:
            message = f"{of} the {kind} {shown(in_sql)} twice, as SQL sees it."
            yield Problem(NAME_TWICE, path, message)
        seen.add(name)
        physical.add(in_sql)


def ids_twice(contract: ContractOutline) -> Iterator[Problem]:
    stack: list[tuple[Any, Path]] = [(contract.value, ())]
    while stack:
        value, path = stack.pop()
        if isinstance(value, dict):
            stack += [(v, (*path, k)) for k, v in value.items() if k not in VERBATIM_KEYS]
        elif isinstance(value, list):
            seen: set[str] = set()
            for index, part in enumerate(value):
                id_ = text(part, "id") if isinstance(part, dict) else None
                if id_ is not None and id_ in seen:
                    message = f"The id {shown(id_)} stands twice in `{path[-1]}`."
                    yield Problem(ID_TWICE, (*path, index, "id"), message)
                elif id_ is not None:
                    seen.add(id_)
                stack.append((part, (*path, index)))


CHECKS = (names_twice, ids_twice)
