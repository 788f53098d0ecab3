"""What ODCS 3.0 writes otherwise than the versions after it, in their spelling.

datacontract-cli 1.2.8 knows no other: it refuses a contract with `rule: duplicateCount` and
`type: library`, and leaves the rule out where `type` is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inseam.odcs.constraints import BESIDE_THE_RULE, OPERATORS, metric_name

Json = dict[str, Any]


def in_later_spelling(contract: Json) -> Json:
    """The contract's quality rules with `metric`, and its temporal types without the word `date`.

    v3.0 calls every column with a time a `date`, and leaves it to `physicalType` which it is.
    """
    schema = contract.get("schema")
    if not isinstance(schema, list):
        return contract
    is_v3_0 = str(contract.get("apiVersion", "")).startswith("v3.0.")
    dialect = _dialect(contract) if is_v3_0 else None
    return {**contract, "schema": [_element(entry, dialect) for entry in schema]}


def _dialect(contract: Json) -> str:
    from inseam.odcs.types import DEFAULT_DIALECT, dialect_of_types

    servers = contract.get("servers")
    listed = servers if isinstance(servers, list) else ()
    types = (str(server.get("type")) for server in listed if isinstance(server, dict))
    return dialect_of_types(types) or DEFAULT_DIALECT


def _element(entry: Any, dialect: str | None) -> Any:
    """An object, a column or a part of one."""
    if not isinstance(entry, dict):
        return entry
    changed = dict(entry)
    if dialect is not None and _has_a_time(entry, dialect):
        del changed["logicalType"]
    if isinstance(rules := entry.get("quality"), list):
        columns = _columns(entry) if "logicalType" not in entry else []
        changed["quality"] = [_rule(rule, columns) for rule in rules]
    if isinstance(parts := entry.get("properties"), list):
        changed["properties"] = [_element(part, dialect) for part in parts]
    if "items" in entry:
        changed["items"] = _element(entry["items"], dialect)
    if isinstance(sides := entry.get("map"), dict):
        changed["map"] = {key: _element(side, dialect) for key, side in sides.items()}
    return changed


def _has_a_time(entry: Mapping[str, Any], dialect: str) -> bool:
    physical = entry.get("physicalType")
    if entry.get("logicalType") != "date" or not isinstance(physical, str):
        return False
    # Only contracts of v3.0 wait for sqlglot.
    from inseam.odcs.system_types import logical_type, system_type

    type_ = system_type(physical, dialect, "date")
    return type_ is not None and logical_type(type_) in ("timestamp", "time")


def _columns(entry: Mapping[str, Any]) -> list[str]:
    parts = entry.get("properties")
    names = (
        part.get("physicalName") or part.get("name")
        for part in (parts if isinstance(parts, list) else ())
        if isinstance(part, dict)
    )
    return [name for name in names if isinstance(name, str)]


def _rule(rule: Any, columns: list[str]) -> Any:
    """``columns`` are those of the object that it is a rule of; None for a column's rule."""
    if not isinstance(rule, dict) or rule.get("type", "library") != "library":
        return rule
    changed = dict(rule)
    metric = metric_name(rule)
    if "metric" not in rule:
        if "rule" not in rule:
            return rule
        if metric is None:
            # A rule of one's own is not evaluated, and does not keep the others from it.
            changed.pop("type", None)
            return changed
        changed["metric"] = metric
        del changed["rule"]
        if metric != "rowCount" and not OPERATORS & rule.keys():
            changed["mustBe"] = 0
    arguments = dict(rule["arguments"]) if isinstance(rule.get("arguments"), dict) else {}
    for name in BESIDE_THE_RULE:
        if name in changed:
            arguments.setdefault(name, changed.pop(name))
    if metric == "duplicateValues" and columns and not arguments.get("properties"):
        arguments["properties"] = columns
    return {**changed, "arguments": arguments} if arguments else changed
