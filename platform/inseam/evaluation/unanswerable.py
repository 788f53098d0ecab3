"""Why a statement cannot be evaluated anywhere, as far as the contract alone tells."""

from __future__ import annotations

from inseam.evaluation.formats import format_reason
from inseam.evaluation.place import Place
from inseam.odcs.constraints import METRICS, WrittenRule
from inseam.odcs.types import duckdb_type

# What `duplicateValues` and the size of a table mean concerns objects; the others concern values.
_OF_OBJECTS = frozenset({"rowCount", "duplicateValues"})
_OF_PROPERTIES = METRICS - {"rowCount"}


def rule_reason(rule: WrittenRule, *, at_property: bool, in_a_list: bool = False) -> str | None:
    """Why the rule is not evaluated on any rows; None if it is.

    It is part of a sentence: "the quality rule is not evaluated: ...".
    """
    if rule.kind == "text":
        return "it is written in words"
    if rule.kind == "custom":
        return f"it is written for {rule.engine or 'another tool'}, which does not run here"
    if rule.kind == "sql":
        return _sql_reason(rule, in_a_list)
    if rule.kind != "library":
        return f"its type `{rule.kind}` is not one of library, sql, text and custom"
    return _library_reason(rule, at_property)


def _sql_reason(rule: WrittenRule, in_a_list: bool) -> str | None:
    if not rule.query:
        return "it has no `query`"
    if in_a_list:
        return "it is about the elements of a list, which a query cannot name"
    return None if rule.threshold else "it has no threshold that is a number"


def _library_reason(rule: WrittenRule, at_property: bool) -> str | None:
    known = ", ".join(sorted(METRICS))
    if rule.metric is None:
        stated = rule.stated_metric
        return f"`{stated}` is not one of {known}" if stated else "it names no metric"
    if rule.metric not in (_OF_PROPERTIES if at_property else _OF_OBJECTS):
        holder, right = ("a column", "a table") if at_property else ("a table", "a column")
        return f"`{rule.metric}` belongs to {right}, and this is {holder}"
    if rule.is_percent and rule.metric == "rowCount":
        return "a number of rows is not part of anything, so it has no percentage"
    if rule.metric == "invalidValues" and not (
        isinstance(rule.arguments.get("validValues"), list)
        or isinstance(rule.arguments.get("pattern"), str)
    ):
        return "it has neither `validValues` nor a `pattern`"
    if rule.metric == "duplicateValues" and not at_property and not listed_columns(rule):
        return "it does not list `properties`, the columns that repeat together"
    return None if rule.threshold else "it has no threshold that is a number"


def listed_columns(rule: WrittenRule) -> list[str]:
    """The properties that a rule of an object names."""
    listed = rule.arguments.get("properties")
    return [str(name) for name in listed] if isinstance(listed, list) else []


# Options that datacontract-cli evaluates as they are written.
_CLI_OPTIONS = frozenset(
    {
        "enum",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "pattern",
        "uniqueItems",
    }
)
# It makes two checks of each, by names that others have as well: then it evaluates none of them.
OWN_OPTIONS = frozenset({"exclusiveMaximum", "exclusiveMinimum", "format", "multipleOf"})
# They say how a value is to be read, and nothing that it could break.
_EXPLANATIONS = frozenset({"defaultTimezone", "timezone"})


def option_reason(place: Place, option: str, value: object, dialect: str) -> str | None:
    """Why an option of a column is evaluated neither here nor by datacontract-cli; None if it is.

    "" for one that values cannot break.
    """
    if option in _CLI_OPTIONS:
        return None
    if option in _EXPLANATIONS or value is None:
        return ""
    if option == "format":
        assert place.column is not None
        return format_reason(
            str(value), place.column.logical_type, duckdb_type(place.column, dialect)
        )
    if option in OWN_OPTIONS:
        return None
    return "neither datacontract-cli nor Inseam looks at it"
