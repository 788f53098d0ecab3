"""Expressions of which DuckDB and Databricks make different things.

They are found in DuckDB's SQL, whose types are known, and count where Databricks' has them too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inseam.check.checked_product import CheckedProduct, broken
from inseam.check.engine_rules import ENGINE_RULES
from inseam.facts.schema import EngineDifferenceRow
from inseam.report.finding import Finding
from inseam.sql.engines.rendered import is_for_both, rendered_expressions

_RULES = {rule.id: rule for rule in ENGINE_RULES}
# Of one model and rule more than this say nothing more.
_MOST = 20


def check_engines(product: CheckedProduct, statements: Mapping[str, str]) -> Iterator[Finding]:
    """``statements`` are Databricks', by model; of a model that has none nothing is known."""
    for model, differences in product.engine_differences.items():
        if (sql := statements.get(model)) is None:
            continue
        rendered = rendered_expressions(sql)
        counts: dict[str, int] = {}
        for found in differences:
            if not is_for_both(found, rendered):
                continue
            counts[found.rule] = counts.get(found.rule, 0) + 1
            if counts[found.rule] <= _MOST:
                yield _finding(found)


def _finding(found: EngineDifferenceRow) -> Finding:
    rule = _RULES[found.rule]
    shown = found.expression.replace("`", "'")
    message = f"`{shown}` in `{found.model}`: {rule.what}"
    return broken(rule, found.file, found.line, message)
