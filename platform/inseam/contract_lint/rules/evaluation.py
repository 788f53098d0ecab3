"""Quality rules that no row can answer, as far as the contract alone tells."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.contract_lint.outline import ContractOutline
from inseam.contract_lint.problem import Problem
from inseam.contract_lint.wording import shown
from inseam.documents.yaml_document import Path
from inseam.evaluation.query_text import (
    COLUMN_NAMES,
    TABLE_NAMES,
    may_yield_several,
    unknown_placeholder,
)
from inseam.evaluation.unanswerable import rule_reason
from inseam.odcs.constraints import METRICS, quality_rule
from inseam.odcs.constraints import WrittenRule as QualityRule
from inseam.odcs.lenient import Entry, entries
from inseam.report.finding import Severity
from inseam.report.near_names import did_you_mean
from inseam.rules.rule import Rule

NOT_EVALUATED = Rule(
    id="contract-rule-not-evaluated",
    what="A quality rule has what it takes to be evaluated: a metric that exists for a column or a"
    " table, its arguments, a threshold that is a number; a query that yields one number and has"
    " no unknown placeholder. Rules in words and rules of other tools are not meant.",
    why="The standard's schema lets it by, and so does datacontract-cli: it skips such a rule, or"
    " takes the first row of several, and the run is passed.",
    fix="Complete the rule, or write it with `type: text`.",
    severity=Severity.WARNING,
)
RULES = (NOT_EVALUATED,)

_FREE = frozenset({"mustBe", "mustNotBe"})


def not_evaluated(contract: ContractOutline) -> Iterator[Problem]:
    for table in contract.tables:
        for entry, path in entries(table.entry, "quality", table.path):
            yield from _problems(entry, path, at_property=False)
        for column in table.all_columns():
            for entry, path in entries(column.entry, "quality", column.path):
                yield from _problems(entry, path, at_property=True)


def _problems(entry: Entry, path: Path, *, at_property: bool) -> Iterator[Problem]:
    rule = quality_rule(entry, path)
    if rule.kind not in ("library", "sql"):
        return
    called = rule.id or rule.name
    subject = f"The quality rule {shown(called)}" if called else "The quality rule"
    reason = rule_reason(rule, at_property=at_property, in_a_list=_is_in_a_list(rule.path))
    if reason is not None:
        if not _is_for_the_schema(rule, entry):
            message = f"{subject} is evaluated nowhere: {reason}."
            yield Problem(NOT_EVALUATED, rule.path, message, _fix(rule))
        return
    if rule.kind == "sql":
        yield from _query_problems(rule, subject, at_property)


def _is_in_a_list(path: Path) -> bool:
    return "items" in path or "map" in path


def _is_for_the_schema(rule: QualityRule, entry: Entry) -> bool:
    """Whether the standard's own schema says the same."""
    if rule.kind == "sql" and not rule.query:
        return True
    if rule.kind == "library" and rule.metric is None:
        return "metric" in entry or "rule" not in entry
    # Of the operators, only these two may have a value that is not a number.
    return rule.threshold is None and "rule" not in entry and not _FREE & set(entry)


def _fix(rule: QualityRule) -> str | None:
    if rule.metric is None and rule.kind == "library":
        known = ", ".join(f"`{metric}`" for metric in sorted(METRICS))
        return did_you_mean(rule.stated_metric, METRICS, f"Write one of {known}.")
    if rule.threshold is None:
        return "Add a threshold, such as `mustBe: 0`."
    return None


def _query_problems(rule: QualityRule, subject: str, at_property: bool) -> Iterator[Problem]:
    query, path = rule.query or "", (*rule.path, "query")
    if unknown := unknown_placeholder(query, at_property=at_property):
        known = sorted(TABLE_NAMES | (COLUMN_NAMES if at_property else frozenset()))
        message = f"{subject} has {shown(unknown)} in its query, which stands for nothing."
        listed = ", ".join(f"`{{{name}}}`" for name in known)
        word = unknown.strip("\"'`${}")
        fix = did_you_mean(word, known, f"Write one of {listed}.")
        yield Problem(NOT_EVALUATED, path, message, fix)
    elif several := may_yield_several(query):
        message = f"{subject} has a query that can yield {several}: it must yield one number."
        fix = "Count what breaks the rule: `select count(*) from {object} where ...`."
        yield Problem(NOT_EVALUATED, path, message, fix)


CHECKS = (not_evaluated,)
