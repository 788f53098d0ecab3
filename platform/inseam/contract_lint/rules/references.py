"""What a contract says about its own parts leads to parts that there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from inseam.contract_lint.outline import ColumnOutline, ContractOutline, ObjectOutline
from inseam.contract_lint.problem import Problem
from inseam.contract_lint.wording import shown
from inseam.documents.yaml_document import Path
from inseam.odcs.lenient import entries, mapping, text
from inseam.report.near_names import nearest_name
from inseam.rules.rule import Rule

RELATIONSHIP_DANGLING = Rule(
    id="contract-relationship-dangling",
    what="A relationship leads from and to columns that the contract has. References into another"
    " file (`orders-v1.odcs.yaml#...`) are not followed.",
    why="Rows are made, joined and tested along relationships. One that leads nowhere promises a"
    " match that nobody checks.",
    fix="Correct the name: `object.column`, or `schema/<id>/properties/<id>`.",
)
RELATIONSHIP_UNEVEN = Rule(
    id="contract-relationship-uneven",
    what="A relationship over several columns has as many of them on both sides.",
    why="The columns are matched one by one; the standard leaves it to readers to find out.",
    fix="Name the columns of both sides in the same order.",
)
SLA_ELEMENT_DANGLING = Rule(
    id="contract-sla-element-dangling",
    what="The `element` of an SLA property is an object or a column of the contract.",
    why="Freshness is measured on that column. Of one that is not there, it never is.",
    fix="Write `object.column`, or `object`.",
)
RULE_COLUMN_UNKNOWN = Rule(
    id="contract-rule-column-unknown",
    what="The columns in a quality rule's `arguments.properties` are columns of its object.",
    why="The check would fail, or check less than it says.",
    fix="Correct the name.",
)
RULES = (
    RELATIONSHIP_DANGLING,
    RELATIONSHIP_UNEVEN,
    SLA_ELEMENT_DANGLING,
    RULE_COLUMN_UNKNOWN,
)


def relationships(contract: ContractOutline) -> Iterator[Problem]:
    for table in contract.tables:
        for relationship, path in entries(table.entry, "relationships", table.path):
            sources = _references(relationship, path, "from")
            targets = _references(relationship, path, "to")
            for reference, at in sources:
                if not _is_column_of(contract, table, reference):
                    yield _dangling(contract, reference, at)
            yield from _targets(contract, targets)
            if sources and targets and len(sources) != len(targets):
                message = (
                    f"The relationship has {len(sources)} columns in `from`"
                    f" and {len(targets)} in `to`."
                )
                yield Problem(RELATIONSHIP_UNEVEN, path, message)
        for column in table.all_columns():
            for relationship, path in entries(column.entry, "relationships", column.path):
                targets = _references(relationship, path, "to")
                yield from _targets(contract, targets)
                if len(targets) > 1:
                    message = (
                        f"The relationship of the column {shown(column.label)} has"
                        f" {len(targets)} columns in `to`."
                    )
                    fix = "Write a relationship of several columns at the object, with `from`."
                    yield Problem(RELATIONSHIP_UNEVEN, path, message, fix)


def _targets(contract: ContractOutline, targets: Sequence[tuple[str, Path]]) -> Iterator[Problem]:
    for reference, path in targets:
        file, marked, inside = reference.rpartition("#")
        if not (marked and file) and not _is_column(contract, inside):
            yield _dangling(contract, reference, path)


def _dangling(contract: ContractOutline, reference: str, path: Path) -> Problem:
    return Problem(
        RELATIONSHIP_DANGLING,
        path,
        f"The relationship names {shown(reference)}, and the contract has no such column.",
        _reference_meant(contract, reference),
    )


def _reference_meant(contract: ContractOutline, reference: str) -> str | None:
    """A near column of the object that is named, or of one with a near name; never of another."""
    object_, dot, column = reference.partition(".")
    if "/" in reference or not dot:
        return None
    table = contract.by_name.get(object_) or contract.by_name.get(
        nearest_name(object_, contract.by_name) or ""
    )
    if table is None:
        other = f"<contract-id>.odcs.yaml#schema/{object_}/properties/{column}"
        return f"Correct the object's name; a column of another contract is `{other}`."
    known = {c.label.removeprefix(f"{table.label}."): c.label for c in table.all_columns()}
    close = column if column in known else nearest_name(column, known)
    return f"Write `{known[close]}`." if close else None


def _references(entry: Any, path: Path, key: str) -> list[tuple[str, Path]]:
    value = entry.get(key)
    if isinstance(value, str):
        return [(value, (*path, key))]
    if not isinstance(value, list):
        return []
    return [(part, (*path, key, i)) for i, part in enumerate(value) if isinstance(part, str)]


def _is_column(contract: ContractOutline, reference: str) -> bool:
    steps = _steps(reference)
    if len(steps) < 2:
        return False
    table = (contract.by_id if "/" in reference else contract.by_name).get(steps[0])
    return table is not None and _has_column(table, steps[1:], by_id="/" in reference)


def _is_column_of(contract: ContractOutline, table: ObjectOutline, reference: str) -> bool:
    """A source may leave out its own object."""
    is_short = "/" not in reference and _has_column(table, reference.split("."), by_id=False)
    return is_short or _is_column(contract, reference)


def _steps(reference: str) -> list[str]:
    """`a.b.c`, or `schema/a/properties/b/properties/c`, as a, b, c."""
    if "/" not in reference:
        return reference.split(".")
    steps = reference.lstrip("/").split("/")
    # What an array holds is named on the way in a path, and not with dots.
    steps = [step for step in steps if step != "items"]
    if steps[0] != "schema" or any(step != "properties" for step in steps[2::2]):
        return []
    return steps[1::2]


def _has_column(table: ObjectOutline, steps: Sequence[str], *, by_id: bool) -> bool:
    here: ObjectOutline | ColumnOutline | None = table
    for step in steps:
        if here is None:
            return False
        here = (here.by_id if by_id else here.by_name).get(step)
    return here is not None


def sla_elements(contract: ContractOutline) -> Iterator[Problem]:
    if not contract.tables:
        return
    for sla, path in entries(contract.value, "slaProperties"):
        for element in (text(sla, "element") or "").split(","):
            name = element.strip()
            if name and not _is_element(contract, name):
                message = (
                    f"The SLA property {shown(sla.get('property'))} is about {shown(name)}, and the"
                    " contract has no such object or column."
                )
                close = nearest_name(name, (column.label for column in contract.columns))
                fix = f"Write `{close}`." if close else None
                yield Problem(SLA_ELEMENT_DANGLING, (*path, "element"), message, fix)


def _is_element(contract: ContractOutline, name: str) -> bool:
    """An object or a column, as the contract or as SQL calls it; a column also on its own."""
    if any(name in table.known_names for table in contract.tables):
        return True
    steps = name.split(".")
    for table in contract.tables:
        if steps[0] in (table.name, table.entry.get("physicalName")):
            inside = steps[1:]
            if _has_column(table, inside, by_id=False) or "".join(inside) in table.known_names:
                return True
    return _is_column(contract, name)


def rule_columns(contract: ContractOutline) -> Iterator[Problem]:
    for rule, path, table in contract.quality():
        named = mapping(rule, "arguments").get("properties")
        for index, name in enumerate(named if isinstance(named, list) else ()):
            # `object.column` is understood as well.
            known = table.known_names
            if isinstance(name, str) and name.removeprefix(f"{table.label}.") not in known:
                message = (
                    f"The quality rule names the column {shown(name)}, and the object"
                    f" {shown(table.label)} has no such column."
                )
                close = nearest_name(name, known)
                at = (*path, "arguments", "properties", index)
                fix = f"Write `{close}`." if close else None
                yield Problem(RULE_COLUMN_UNKNOWN, at, message, fix)


CHECKS = (relationships, sla_elements, rule_columns)
